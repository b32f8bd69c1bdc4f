/** Time, so that tests need not wait. */
export interface Time {
  /** Milliseconds. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

export const realTime: Time = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** What an error of a call means for the next one. */
export type Judgement = 'throttled' | 'transient' | 'final';

const MOST_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;
/** Calls a second that a first refusal is taken for, when all calls before it came at once. */
const ASSUMED_RATE = 20;
const SLOWEST_RATE = 1;
const SLOWER = 0.7;
/** Calls a second that each success adds. */
const FASTER = 0.05;
/** Refusals of calls that were under way together count once. */
const ONE_REFUSAL_MS = 1_000;

/**
 * Calls as fast as AWS answers them until it says that they come too fast; from then on at a rate that falls with each refusal and
 * rises with each success. What was refused is asked again, later and later.
 *
 * AWS Organizations documents limits for each operation, by account and by organization, and they change; hence no numbers of them here.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export class PacedCalls {
  /** Answers and refusals. */
  calls = 0;
  throttled = 0;
  readonly #judge: (error: unknown) => Judgement;
  readonly #time: Time;
  readonly #started: number;
  #succeeded = 0;
  /** Calls a second; undefined as long as nothing was refused. */
  #rate: number | undefined;
  /** The next call is not made before. */
  #next = 0;
  #refusedAt = -Infinity;

  constructor(judge: (error: unknown) => Judgement, time: Time = realTime) {
    this.#judge = judge;
    this.#time = time;
    this.#started = time.now();
  }

  /** @throws the error of the last attempt */
  async call<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      await this.#turn();
      this.calls += 1;
      try {
        const answer = await ask();
        this.#succeeded += 1;
        if (this.#rate !== undefined) this.#rate += FASTER;
        return answer;
      } catch (error) {
        const judgement = this.#judge(error);
        if (judgement === 'final' || attempt === MOST_ATTEMPTS) throw error;
        if (judgement === 'throttled') this.#slowDown();
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
        this.#next = Math.max(this.#next, this.#time.now() + pause);
      }
    }
  }

  async #turn(): Promise<void> {
    const now = this.#time.now();
    const at = Math.max(now, this.#next);
    this.#next = this.#rate === undefined ? this.#next : at + 1_000 / this.#rate;
    if (at > now) await this.#time.wait(at - now);
  }

  #slowDown(): void {
    this.throttled += 1;
    const now = this.#time.now();
    if (now - this.#refusedAt < ONE_REFUSAL_MS) return;
    const seconds = (now - this.#started) / 1_000;
    const soFar = this.#rate ?? (seconds < 1 ? ASSUMED_RATE : this.#succeeded / seconds);
    this.#rate = Math.max(SLOWEST_RATE, soFar * SLOWER);
    this.#refusedAt = now;
  }
}

/** Results in the order of the items, at most so many under way at once. The first error ends it. */
export async function inParallel<Item, Result>(
  most: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        results[at] = await work(items[at] as Item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
