import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 as Reference } from '@smithy/signature-v4';
import fc from 'fast-check';
import { SignatureV4 } from '../../src/aws/signature-v4';

/** What the AWS SDK's signer wants of a hash. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
}

describe('SignatureV4', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.='), minLength: 1, maxLength: 40 });

  it('signs as the AWS SDK’s own signer does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ accessKeyId: text, secretAccessKey: text, sessionToken: fc.option(text, { nil: undefined }) }),
        fc.json(),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        async ({ sessionToken, ...keys }, body, now) => {
          const credentials = { ...keys, ...(sessionToken !== undefined && { sessionToken }) };
          const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' };
          const host = 'sqs.eu-west-1.amazonaws.com';
          const reference = new Reference({
            region: 'eu-west-1',
            service: 'sqs',
            credentials,
            sha256: Sha256,
            applyChecksum: false,
          });
          const expected = await reference.sign(
            { method: 'POST', protocol: 'https:', hostname: host, path: '/', query: {}, headers: { ...headers, host }, body },
            { signingDate: now },
          );
          const signed = new SignatureV4('eu-west-1', 'sqs').sign({ host, path: '/', headers, body }, credentials, now);
          expect(signed['authorization']).toBe(expected.headers['authorization']);
        },
      ),
    );
  });

  it('derives a new key when the day or the secret changes', () => {
    const signer = new SignatureV4('eu-west-1', 'sqs');
    const request = { host: 'h', path: '/', headers: {}, body: '' };
    const sign = (secretAccessKey: string, day: string) =>
      signer.sign(request, { accessKeyId: 'a', secretAccessKey }, new Date(`${day}T00:00:00Z`))['authorization'];
    const first = sign('one', '2026-11-23');
    expect(sign('two', '2026-11-23')).not.toBe(first);
    expect(sign('one', '2026-11-24')).not.toBe(first);
    expect(sign('one', '2026-11-23')).toBe(first);
  });
});
