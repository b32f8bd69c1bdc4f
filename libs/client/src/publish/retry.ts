import { millisecondsOption } from './numeric-options';

/** How an event is retried that the bus throttles or fails to accept internally. */
export interface RetryOptions {
  /** Milliseconds after the first attempt in which retries may begin. @default 5000 */
  readonly budgetMs?: number;
  /** Longest wait before the second attempt, in milliseconds; it doubles with each attempt. @default 50 */
  readonly baseMs?: number;
  /** Longest wait before any attempt, in milliseconds. @default 1000 */
  readonly capMs?: number;
}

/** @throws ConfigurationError when a duration is negative or not a number */
export function retryOptions({ budgetMs = 5_000, baseMs = 50, capMs = 1_000 }: RetryOptions = {}): Required<RetryOptions> {
  return {
    budgetMs: millisecondsOption('retry.budgetMs', budgetMs),
    baseMs: millisecondsOption('retry.baseMs', baseMs),
    capMs: millisecondsOption('retry.capMs', capMs),
  };
}

/**
 * Exponential backoff with full jitter: anything from 0 to the whole wait, so that publishers that were throttled at the same
 * time do not retry at the same time. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param attempts number of attempts so far, from 1
 */
export function retryDelay(attempts: number, { baseMs, capMs }: Required<RetryOptions>): number {
  return Math.random() * Math.min(capMs, baseMs * 2 ** (attempts - 1));
}
