import { randomOf } from './random';

/** The circumstances of one run of a rehearsal; the same seed gives the same ones. */
export interface Conditions {
  readonly seed: number;
  /** Whether a change takes effect late, by its name (`<step> <stack> <logical id>`); otherwise it does at once. */
  isLate(change: string): boolean;
  /** Whether operations that may come in any order do. Otherwise they come in the order of the templates. */
  readonly interleaves: boolean;
  /** Whether targets fail while steps are deployed. */
  readonly faults: boolean;
}

export function adverse(seed: number): Conditions {
  return { seed, isLate: () => true, interleaves: true, faults: true };
}

/** Rules, policies, roles and permissions take effect after 0 to 60 s. */
const LATEST_MS = 60_000;

/**
 * Mostly almost at once or as late as may be: what goes wrong does so when one change is fast and another slow.
 *
 * @returns milliseconds
 */
export function delayOf({ seed, isLate }: Conditions, change: string): number {
  if (!isLate(change)) return 0;
  const drawn = randomOf(change, seed);
  const share = drawn < 0.4 ? drawn / 8 : drawn > 0.6 ? 1 - (1 - drawn) / 8 : drawn;
  return Math.floor(share * (LATEST_MS + 1));
}
