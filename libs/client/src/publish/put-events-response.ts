import { RETRYABLE_CODES, type EntryResult } from './transport';

/** The part of `PutEvents`'s response that transports read. */
export interface PutEventsResponse {
  readonly Entries?:
    readonly { readonly EventId?: string; readonly ErrorCode?: string; readonly ErrorMessage?: string }[] | undefined;
}

/** The response is HTTP 200 even when every entry failed: each has its own result, in the order of the request. */
export function entryResults(count: number, { Entries = [] }: PutEventsResponse): EntryResult[] {
  return Array.from({ length: count }, (_, index) => {
    const result = Entries[index];
    if (result?.EventId !== undefined) return { ok: true, eventId: result.EventId };
    const code = result?.ErrorCode ?? 'InternalFailure';
    return {
      ok: false,
      code,
      message: result?.ErrorMessage ?? 'The response has no result for this entry.',
      retryable: RETRYABLE_CODES.has(code),
    };
  });
}

/** A call that AWS refused, or did not respond to. */
export interface CallFailure {
  /** AWS's error code, or the name of the failure of the network. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; absent without a response. */
  readonly status: number | undefined;
  /** What was thrown. */
  readonly cause: unknown;
}

const THROTTLING_CODES = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']);
/** Thrown by the credential provider chain when it finds none. */
const NO_CREDENTIALS = 'CredentialsProviderError';
/** Failures of the network, by Node's and the SDK's names; the SDK gives some as text only. */
const NETWORK =
  /\b(ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|ETIMEDOUT|E(?:NET|HOST)UNREACH|ENOTFOUND|EAI_AGAIN|TimeoutError|RequestTimeout)\b/;

/** What a failed call means for each of its entries. */
export function callFailure({ code, message, status, cause }: CallFailure): EntryResult {
  if (code === NO_CREDENTIALS) {
    return {
      ok: false,
      code,
      message: 'There are no AWS credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
      retryable: false,
      cause,
    };
  }
  const network = status === undefined ? NETWORK.exec(`${code} ${message}`)?.[1] : undefined;
  // 200 without results: it is not known which entries were accepted.
  const passes = status !== undefined && (status === 200 || status === 429 || status >= 500);
  return {
    ok: false,
    code: network ?? code,
    // Node's message for several refused addresses is empty.
    message: message || `The call failed (${network ?? code}).`,
    retryable: network !== undefined || passes || THROTTLING_CODES.has(code),
    wholeCall: true,
    cause,
  };
}
