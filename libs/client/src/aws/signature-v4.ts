import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What is signed: a POST with a body, to `/` or a path without characters that need escaping. */
export interface SignableRequest {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs requests of one service in one region with AWS Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export class SignatureV4 {
  readonly #region: string;
  readonly #service: string;
  /** The key of a day and a secret is derived once, by four of the five HMACs of a signature. */
  #derived: { readonly day: string; readonly secret: string; readonly key: KeyObject } | undefined;
  /** As signatures write it; a busy client signs many requests in a second. */
  #time: { readonly second: number; readonly text: string } = { second: NaN, text: '' };

  constructor(region: string, service: string) {
    this.#region = region;
    this.#service = service;
  }

  /** All headers of the signed request, `authorization` among them. */
  sign(request: SignableRequest, credentials: AwsCredentials, now = new Date()): Record<string, string> {
    const time = this.#timeOf(now);
    const day = time.slice(0, 8);
    const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': time };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    const names = Object.keys(headers).sort();
    const signedHeaders = names.join(';');
    const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
    const canonical = `POST\n${request.path}\n\n${canonicalHeaders}\n${signedHeaders}\n${sha256(request.body)}`;
    const scope = `${day}/${this.#region}/${this.#service}/aws4_request`;
    const signature = createHmac('sha256', this.#key(day, credentials.secretAccessKey))
      .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`)
      .digest('hex');
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    return headers;
  }

  /** `20261123T203000Z`. */
  #timeOf(now: Date): string {
    const second = Math.floor(now.getTime() / 1_000);
    if (second !== this.#time.second) this.#time = { second, text: now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '') };
    return this.#time.text;
  }

  #key(day: string, secret: string): KeyObject {
    if (this.#derived?.day !== day || this.#derived.secret !== secret) {
      const key = [day, this.#region, this.#service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));
      this.#derived = { day, secret, key: createSecretKey(key) };
    }
    return this.#derived.key;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return hash('sha256', text);
}
