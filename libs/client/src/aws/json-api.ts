import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { brand } from '../event/class-identity';
import { BusbarError } from '../event/errors';
import { withoutQuotedValues } from './loggable-error';
import { SignatureV4, type AwsCredentials } from './signature-v4';

export type { AwsCredentials } from './signature-v4';
export type CredentialsProvider = () => Promise<AwsCredentials>;

export interface JsonApiOptions {
  /** `https://sqs.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  /** Name in signatures: `sqs`. */
  readonly service: string;
  /** Name before the action in `x-amz-target`: `AmazonSQS`. */
  readonly target: string;
  /** Of AWS JSON: SQS speaks 1.0, EventBridge 1.1. */
  readonly version: '1.0' | '1.1';
  /** @default - the environment, else the AWS SDK's own chain of providers */
  readonly credentials?: CredentialsProvider;
  /** Connections that are kept open. */
  readonly maxSockets: number;
}

/** When a call is given up. */
export interface Patience {
  /** After so long without a byte of the answer. */
  readonly timeoutMs: number;
  /** At this signal, unless the answer has begun: what AWS has handed out must arrive. */
  readonly breakOff?: AbortSignal;
}

/** AWS answered with an error, or not at all. */
export class AwsCallError extends BusbarError {
  static {
    brand(this, 'AwsCallError');
  }
  override readonly name = 'AwsCallError';
  constructor(
    /** AWS's error code, or Node's for a failure of the network. */
    readonly code: string,
    message: string,
    /** HTTP status; absent when there was no answer. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Calls an AWS service that speaks AWS JSON, at a third of what the SDK's client costs for each call. It is for calls that are
 * made hundreds of times a second; whatever is called now and then is better off with the SDK.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export class JsonApi {
  readonly #target: string;
  readonly #contentType: string;
  /** Parts of the endpoint; a `URL` would take itself apart at every look. */
  readonly #address: { readonly host: string; readonly hostname: string; readonly port: string };
  readonly #agent: HttpAgent;
  readonly #request: typeof httpRequest;
  readonly #signature: SignatureV4;
  readonly #credentials: CredentialsProvider;

  constructor({ endpoint, region, service, target, version, credentials, maxSockets }: JsonApiOptions) {
    this.#target = target;
    this.#contentType = `application/x-amz-json-${version}`;
    const { protocol, host, hostname, port } = new URL(endpoint);
    const secure = protocol === 'https:';
    this.#address = { host, hostname, port };
    this.#agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets });
    this.#request = secure ? httpsRequest : httpRequest;
    this.#signature = new SignatureV4(region, service);
    this.#credentials = credentials ?? environmentCredentials();
  }

  /**
   * @param input the action's input as AWS's API reference has it
   * @throws AwsCallError for every answer but 200, a broken connection, or no answer within `timeoutMs`
   */
  async call(action: string, input: object, patience: Patience): Promise<unknown> {
    const body = JSON.stringify(input);
    const headers = this.#signature.sign(
      {
        host: this.#address.host,
        path: '/',
        headers: { 'content-type': this.#contentType, 'x-amz-target': `${this.#target}.${action}` },
        body,
      },
      await this.#credentials(),
    );
    const { status, text } = await this.#post(headers, body, patience);
    const answer = parse(text);
    if (status === 200 && answer) return answer;
    if (status === 200) throw new AwsCallError('InvalidAnswer', `${action}: the answer is not JSON.`, status);
    // What stands before AWS, a load balancer for example, does not answer in JSON.
    const { __type = `HTTP ${status}`, message, Message } = answer ?? {};
    const code = __type.replace(/^.*#/, '');
    throw new AwsCallError(code, `${action}: ${withoutQuotedValues(message ?? Message ?? code)}`, status);
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(
    headers: Record<string, string>,
    body: string,
    { timeoutMs, breakOff }: Patience,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#address;
      const options = { method: 'POST', hostname, port, path: '/', agent: this.#agent, headers, timeout: timeoutMs };
      const giveUp = (code: string, message: string) => request.destroy(Object.assign(new Error(message), { code }));
      const onBreakOff = () => giveUp('ABORT_ERR', 'The call was broken off.');
      const fail = (error: NodeJS.ErrnoException) => {
        breakOff?.removeEventListener('abort', onBreakOff);
        reject(new AwsCallError(error.code ?? error.name, error.message, undefined, { cause: error }));
      };
      const request = this.#request(options, (response) => {
        breakOff?.removeEventListener('abort', onBreakOff);
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
        response.on('error', fail);
      });
      request.on('timeout', () => giveUp('ETIMEDOUT', `No answer within ${timeoutMs} ms.`));
      request.on('error', fail);
      breakOff?.addEventListener('abort', onBreakOff);
      if (breakOff?.aborted === true) onBreakOff();
      else request.end(body);
    });
  }
}

interface JsonAnswer {
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
}

/** Undefined for what is not a JSON object. */
function parse(text: string): JsonAnswer | undefined {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keys that stand in the environment, as in a Lambda function; else the SDK's chain: container, instance, profile, SSO. */
function environmentCredentials(): CredentialsProvider {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (accessKeyId && secretAccessKey) {
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    return () => Promise.resolve(credentials);
  }
  let chain: Promise<CredentialsProvider> | undefined;
  return async () =>
    (await (chain ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider())))();
}
