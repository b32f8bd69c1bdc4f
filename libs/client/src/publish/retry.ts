/** How long an event that the bus throttles or fails internally is sent again. */
export interface RetryOptions {
  /** Milliseconds from the first attempt after which no further one is begun. @default 5000 */
  readonly budgetMs?: number;
  /** Longest wait before the second attempt; it doubles with each one. @default 50 */
  readonly baseMs?: number;
  /** Longest wait before any attempt. @default 1000 */
  readonly capMs?: number;
}

export const RETRY_DEFAULTS: Required<RetryOptions> = { budgetMs: 5_000, baseMs: 50, capMs: 1_000 };

/**
 * Exponential back-off with full jitter: anything from none to the whole wait, so that publishers that were throttled together
 * do not come back together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param attempts how often it was tried already, from 1
 */
export function retryDelay(attempts: number, { baseMs, capMs }: Required<RetryOptions>): number {
  return Math.random() * Math.min(capMs, baseMs * 2 ** (attempts - 1));
}
