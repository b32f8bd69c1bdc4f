import { RETRYABLE_CODES, type EntryResult } from './transport';

/** As much of the answer of `PutEvents` as a transport reads. */
export interface PutEventsAnswer {
  readonly Entries?:
    readonly { readonly EventId?: string; readonly ErrorCode?: string; readonly ErrorMessage?: string }[] | undefined;
}

/** The answer is HTTP 200 even when no entry was taken: each has its own result, in the order of the request. */
export function entryResults(count: number, { Entries = [] }: PutEventsAnswer): EntryResult[] {
  return Array.from({ length: count }, (_, index) => {
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

/** A call that was refused, or not answered. */
export interface CallFailure {
  /** AWS's error code, or the name of the failure of the network. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; absent when there was no answer. */
  readonly status: number | undefined;
  /** The error that says so. */
  readonly cause: unknown;
}

const THROTTLING_CODES = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']);
/** What the chain of providers throws when it finds none. */
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
  // 200 with an answer that says nothing: the fate of the entries is not known.
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
