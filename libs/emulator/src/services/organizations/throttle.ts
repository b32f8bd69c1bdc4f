import type { Clock } from '../../time/clock';
import type { OrganizationThrottle } from '../../identity/organization-options';

/** Tokens of one bucket, and when they were counted. */
interface Bucket {
  tokens: number;
  at: number;
}

/** Counts what each account asks, operation by operation. */
export class Throttle {
  readonly #limit: OrganizationThrottle | undefined;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: OrganizationThrottle | undefined, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Takes a token. @returns false when there is none */
  admits(account: string, operation: string): boolean {
    if (!this.#limit) return true;
    const { perSecond, burst } = this.#limit;
    const now = this.#clock.elapsed();
    const key = `${account} ${operation}`;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    this.#buckets.set(key, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
