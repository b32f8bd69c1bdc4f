import type { Decision } from '@busbar/iam-policy';

/** What tells two questions of one action on one resource apart, `events:source` and `events:detail-type` for example. */
export type Variant = readonly [string, string];

const ONLY: Variant = ['', ''];
/** Decisions that a memory holds at most; it starts anew then. */
const MOST = 10_000;

type ByKey<T> = Map<string, T>;

/**
 * Decisions about one caller: policies do not change while the emulator runs. The keys stay apart, level by level, so that no text of
 * a publisher's can be taken for another one's, and nothing is put together for a look-up.
 */
export class DecisionCache {
  readonly #decisions: ByKey<ByKey<ByKey<ByKey<Decision>>>> = new Map();
  #size = 0;

  find(action: string, resource: string, [first, second]: Variant = ONLY): Decision | undefined {
    return this.#decisions.get(action)?.get(resource)?.get(first)?.get(second);
  }

  remember(action: string, resource: string, [first, second]: Variant = ONLY, decision: Decision): void {
    if (this.#size++ >= MOST) {
      this.#decisions.clear();
      this.#size = 1;
    }
    branch(branch(branch(this.#decisions, action), resource), first).set(second, decision);
  }
}

function branch<T>(map: ByKey<ByKey<T>>, key: string): ByKey<T> {
  let found = map.get(key);
  if (!found) map.set(key, (found = new Map()));
  return found;
}
