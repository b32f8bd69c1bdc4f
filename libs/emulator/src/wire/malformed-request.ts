import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';

/** What Node's parser refuses before there is a request, by its code. */
const REFUSALS: Readonly<Record<string, readonly [status: string, code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'RequestEntityTooLargeException', 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'RequestTimeoutException', 'The request did not arrive in time.'],
};
const NO_HTTP = ['400 Bad Request', 'SerializationException', 'The request is not valid HTTP.'] as const;

/** A request that is not HTTP still gets an answer in AWS's shape. */
export function refuseMalformedRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, __type, message] = REFUSALS[error.code ?? ''] ?? NO_HTTP;
  const body = JSON.stringify({ __type, message });
  socket.end(
    `HTTP/1.1 ${status}\r\nx-amzn-requestid: ${randomUUID()}\r\ncontent-type: application/x-amz-json-1.1\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
