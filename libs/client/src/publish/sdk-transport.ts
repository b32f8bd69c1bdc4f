import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { MAX_CALL_BYTES } from './entry';
import { callFailure, entryResults } from './put-events-response';
import type { EntryResult, Transport } from './transport';

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
        return entryResults(entries.length, await client.send(new PutEventsCommand({ Entries: [...entries] })));
      } catch (error) {
        const result = failureOf(error);
        return entries.map(() => result);
      }
    },
    close() {
      if (options.client === undefined)
        void loading?.then(
          ({ client }) => client.destroy(),
          () => undefined,
        );
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
      // Without it the SDK composes its middleware again for every call, a tenth of the call's cost.
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

function failureOf(error: unknown): EntryResult {
  const { name, code, message, $metadata } = error as {
    name?: string;
    code?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  // Without a response, Node's code says more than the name of the error.
  return callFailure({
    code: (status === undefined ? code : undefined) ?? name ?? 'Error',
    message: message ?? '',
    status,
    cause: error,
  });
}
