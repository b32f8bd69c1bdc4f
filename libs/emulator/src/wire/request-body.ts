import type { IncomingMessage } from 'node:http';
import { ServiceError } from './service-error';

/** A `PutEvents` call of 1 MiB can be several times as long when its text is escaped. AWS accepts nothing larger. */
const MOST_BODY_BYTES = 8 * 1024 * 1024;

/** `react` gets undefined for a body that is too large; a request that breaks off is forgotten. */
export function readBody(request: IncomingMessage, react: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
    else if (bytes - chunk.length <= MOST_BODY_BYTES) {
      chunks.length = 0;
      react(undefined);
    }
  });
  request.on('end', () => {
    if (bytes > MOST_BODY_BYTES) return;
    const [first] = chunks;
    react(chunks.length === 1 && first ? first.toString('utf8') : Buffer.concat(chunks).toString('utf8'));
  });
}

export function tooLarge(): ServiceError {
  return new ServiceError('RequestEntityTooLargeException', `The request is larger than ${MOST_BODY_BYTES} bytes.`, {
    status: 413,
  });
}
