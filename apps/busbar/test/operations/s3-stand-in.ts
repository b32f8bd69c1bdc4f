import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface StoredVersion {
  readonly body: string;
  readonly etag: string;
}

/**
 * As much of S3 as a store needs: objects with all of their versions, and conditional writes as S3 has them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class S3StandIn {
  /** Versions by `<bucket>/<key>`, the newest last. */
  readonly objects = new Map<string, StoredVersion[]>();
  readonly buckets: ReadonlySet<string>;

  constructor(...buckets: readonly string[]) {
    this.buckets = new Set(buckets);
  }

  text(path: string): string | undefined {
    return this.objects.get(path)?.at(-1)?.body;
  }

  answer({ method, url = '', headers }: IncomingMessage, body: string, response: ServerResponse): void {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname.slice(1));
    const [bucket = '', ...key] = path.split('/');
    const refuse = (status: number, code: string, message: string): void => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    };
    if (!this.buckets.has(bucket)) return refuse(404, 'NoSuchBucket', 'The specified bucket does not exist');
    const versions = this.objects.get(path) ?? [];
    const current = versions.at(-1);
    if (method === 'GET') {
      if (!current) return refuse(404, 'NoSuchKey', `The specified key does not exist: ${key.join('/')}`);
      response.writeHead(200, { etag: current.etag, 'content-type': 'application/json' });
      response.end(current.body);
      return;
    }
    if (method !== 'PUT') return refuse(405, 'MethodNotAllowed', 'The stand-in has no such operation');
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
    if (ifMatch !== undefined && !current) return refuse(404, 'NoSuchKey', 'The specified key does not exist');
    if ((ifMatch !== undefined && ifMatch !== current?.etag) || (ifNoneMatch === '*' && current)) {
      return refuse(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    }
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    this.objects.set(path, [...versions, { body, etag }]);
    response.writeHead(200, { etag });
    response.end();
  }
}
