import type { IncomingMessage } from 'node:http';

/** What a signed request says of its signer. */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  /** Signing name: `events`, `sqs`, `sts`. */
  readonly service: string;
  readonly sessionToken: string | undefined;
}

const SCOPE = /Credential=([^/\s]+)\/\d{8}\/([^/\s]+)\/([^/\s]+)\/aws4_request/;
const SCOPE_IN_QUERY = /^([^/\s]+)\/\d{8}\/([^/\s]+)\/([^/\s]+)\/aws4_request$/;

/** From the `Authorization` header or a presigned URL; undefined for unsigned requests. */
export function credentialOf(request: IncomingMessage, query: URLSearchParams | undefined): Credential | undefined {
  const { authorization } = request.headers;
  const presigned = query?.get('X-Amz-Credential');
  const [, accessKeyId, region, service] =
    (authorization !== undefined ? SCOPE.exec(authorization) : presigned ? SCOPE_IN_QUERY.exec(presigned) : null) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  const header = request.headers['x-amz-security-token'];
  const sessionToken = (Array.isArray(header) ? header[0] : header) ?? query?.get('X-Amz-Security-Token') ?? undefined;
  return { accessKeyId, region, service, sessionToken };
}
