import type { EventBridgeClient, PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import { MAX_CALL_BYTES } from './entry';
import { RETRYABLE_CODES, type EntryResult, type PutEventsEntry, type Transport } from './transport';

/** What is not said comes from the environment, as in every AWS SDK (`AWS_ENDPOINT_URL`, credentials). */
export interface SdkTransportOptions {
  /** Region of the bus. */
  readonly region?: string;
  /** A ready client, with what else it needs. Its own retries should be off (`maxAttempts: 1`). */
  readonly client?: EventBridgeClient;
  /** Connections that are kept open. @default 4 */
  readonly maxSockets?: number;
  /** @default 1000 */
  readonly connectionTimeoutMs?: number;
  /** @default 3000 */
  readonly requestTimeoutMs?: number;
}

/** Failures of the network, by Node's and the SDK's names; the SDK gives some as text only. */
const NETWORK =
  /\b(ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|ETIMEDOUT|E(?:NET|HOST)UNREACH|ENOTFOUND|EAI_AGAIN|TimeoutError|RequestTimeout)\b/;
const THROTTLING_CODES = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']);

/**
 * `PutEvents` through the AWS SDK. The SDK is loaded at the first call, since loading takes longer than everything else a
 * publisher does. Its own retries are off: the publisher's budget is the only one.
 */
export function sdkTransport(options: SdkTransportOptions = {}): Transport {
  let loading: ReturnType<typeof load> | undefined;
  return {
    maxEntries: 10,
    maxBytes: MAX_CALL_BYTES,
    async send(entries) {
      try {
        const { client, PutEventsCommand } = await (loading ??= load(options));
        return entryResults(entries, await client.send(new PutEventsCommand({ Entries: [...entries] })));
      } catch (error) {
        const result = callFailure(error);
        return entries.map(() => result);
      }
    },
    close() {
      if (options.client === undefined) void loading?.then(({ client }) => client.destroy(), () => undefined);
      loading = undefined;
    },
  };
}

async function load(options: SdkTransportOptions) {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  const client =
    options.client ??
    new EventBridgeClient({
      ...(options.region !== undefined && { region: options.region }),
      maxAttempts: 1,
      // Without it the SDK puts its middleware together anew for every call, a tenth of the call's cost.
      cacheMiddleware: true,
      requestHandler: {
        connectionTimeout: options.connectionTimeoutMs ?? 1_000,
        requestTimeout: options.requestTimeoutMs ?? 3_000,
        throwOnRequestTimeout: true,
        httpAgent: { keepAlive: true, maxSockets: options.maxSockets ?? 4 },
        httpsAgent: { keepAlive: true, maxSockets: options.maxSockets ?? 4 },
      },
    });
  return { client, PutEventsCommand };
}

/** The answer is HTTP 200 even when no entry was taken: each has its own result, in the order of the request. */
function entryResults(entries: readonly PutEventsEntry[], { Entries = [] }: PutEventsCommandOutput): EntryResult[] {
  return entries.map((_, index) => {
    const result = Entries[index];
    if (result?.EventId !== undefined) return { ok: true, eventId: result.EventId };
    const code = result?.ErrorCode ?? 'InternalFailure';
    return {
      ok: false,
      code,
      message: result?.ErrorMessage ?? 'The answer does not say what became of this entry.',
      retryable: RETRYABLE_CODES.has(code),
    };
  });
}

function callFailure(error: unknown): EntryResult {
  const { name, code, message, $metadata } = error as {
    name?: string;
    code?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const network = status === undefined ? NETWORK.exec(`${code} ${name} ${message}`)?.[1] : undefined;
  if (name === 'CredentialsProviderError') {
    return {
      ok: false,
      code: name,
      message: 'There are no AWS credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
      retryable: false,
    };
  }
  return {
    ok: false,
    code: network ?? name ?? 'Error',
    // Node's message for several refused addresses is empty.
    message: message || `The call failed (${network ?? name ?? 'unknown'}).`,
    retryable:
      network !== undefined || status === 429 || (status !== undefined && status >= 500) || THROTTLING_CODES.has(name ?? ''),
    wholeCall: true,
  };
}
