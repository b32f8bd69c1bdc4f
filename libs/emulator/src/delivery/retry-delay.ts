const FIRST_MS = 1_000;
const LONGEST_MS = 600_000;

/**
 * Exponential back-off with jitter. AWS does not publish its schedule; this one spreads the default 185 retries over nearly the
 * default 24 hours: 1 s doubled up to 10 minutes, each shortened by up to half at random.
 *
 * @param attempts tries so far, from 1
 * @param random 0 to 1
 */
export function retryDelayMs(attempts: number, random: () => number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return longest * (1 - random() / 2);
}
