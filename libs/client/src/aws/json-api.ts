import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { brand } from '../event/class-identity';
import { BusbarError } from '../event/errors';
import { ConfigurationError } from '../publish/errors';
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

/** When to abort a call. */
export interface CallOptions {
  /** Milliseconds without a byte of the response. */
  readonly timeoutMs: number;
  /** Aborts the call, unless its response has begun: messages that SQS has handed out must arrive. */
  readonly signal?: AbortSignal;
}

/** AWS responded with an error, or not at all. */
export class AwsCallError extends BusbarError {
  static {
    brand(this, 'AwsCallError');
  }
  override readonly name = 'AwsCallError';
  constructor(
    /** AWS's error code, or Node's for a failure of the network. */
    readonly code: string,
    message: string,
    /** HTTP status; absent without a response. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Calls an AWS service in the AWS JSON protocol, at a third of the SDK's cost for each call: for calls that are made hundreds of
 * times a second. Use the SDK for everything else.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export class JsonApi {
  readonly #target: string;
  readonly #contentType: string;
  /** Parts of the endpoint; a `URL` parses itself at every access. */
  readonly #address: { readonly host: string; readonly hostname: string; readonly port: string };
  readonly #agent: HttpAgent;
  readonly #request: typeof httpRequest;
  readonly #signature: SignatureV4;
  readonly #credentials: CredentialsProvider;

  /** @throws ConfigurationError when the endpoint is not an http or https URL */
  constructor({ endpoint, region, service, target, version, credentials, maxSockets }: JsonApiOptions) {
    this.#target = target;
    this.#contentType = `application/x-amz-json-${version}`;
    const { protocol, host, hostname, port } = urlOf(endpoint);
    const secure = protocol === 'https:';
    this.#address = { host, hostname, port };
    this.#agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets });
    this.#request = secure ? httpsRequest : httpRequest;
    this.#signature = new SignatureV4(region, service);
    this.#credentials = credentials ?? environmentCredentials();
  }

  /**
   * @param input the action's input as AWS's API reference has it
   * @throws AwsCallError for every response but 200, a broken connection, or no response within `timeoutMs`
   */
  async call(action: string, input: object, options: CallOptions): Promise<unknown> {
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
    const { status, text } = await this.#post(headers, body, options);
    const response = parse(text);
    if (status === 200 && response) return response;
    if (status === 200) throw new AwsCallError('InvalidResponse', `${action}: the response is not JSON.`, status);
    // A load balancer in front of AWS does not respond in JSON.
    const { __type = `HTTP ${status}`, message, Message } = response ?? {};
    const code = __type.replace(/^.*#/, '');
    throw new AwsCallError(code, `${action}: ${withoutQuotedValues(message ?? Message ?? code)}`, status);
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(
    headers: Record<string, string>,
    body: string,
    { timeoutMs, signal }: CallOptions,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#address;
      const options = { method: 'POST', hostname, port, path: '/', agent: this.#agent, headers, timeout: timeoutMs };
      const giveUp = (code: string, message: string) => request.destroy(Object.assign(new Error(message), { code }));
      const onAbort = () => giveUp('ABORT_ERR', 'The call was aborted.');
      const fail = (error: NodeJS.ErrnoException) => {
        signal?.removeEventListener('abort', onAbort);
        reject(new AwsCallError(error.code ?? error.name, error.message, undefined, { cause: error }));
      };
      const request = this.#request(options, (response) => {
        signal?.removeEventListener('abort', onAbort);
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
        response.on('error', fail);
      });
      request.on('timeout', () => giveUp('ETIMEDOUT', `No response within ${timeoutMs} ms.`));
      request.on('error', fail);
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted === true) onAbort();
      else request.end(body);
    });
  }
}

function urlOf(endpoint: string): URL {
  if (URL.canParse(endpoint)) {
    const url = new URL(endpoint);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  }
  throw new ConfigurationError(
    `The endpoint "${endpoint}" is not an http or https URL. Correct AWS_ENDPOINT_URL, or the endpoint option.`,
  );
}

interface JsonResponse {
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
}

/** Undefined for what is not a JSON object. */
function parse(text: string): JsonResponse | undefined {
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
