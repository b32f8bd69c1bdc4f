import type { Decision } from '@busbar/iam-policy';
import { copyText } from './copy-text';

/** What distinguishes two requests of one action on one resource: `events:source` and `events:detail-type` for example. */
export type Variant = readonly [string, string];

const ONLY: Variant = ['', ''];
/** Characters of one key. Longer ones are decided again each time: they would push out everything else. */
const LONGEST_KEY = 2_048;
/** What an entry costs beside its key, roughly. */
const BYTES_PER_ENTRY = 300;
/** Of all caches of one emulator together. */
export const MOST_CACHED_BYTES = 16 * 1024 * 1024;

type ByKey<T> = Map<string, T>;

/**
 * Decisions about one caller, until a policy changes. The keys stay apart, level by level, so that no string
 * of a client's can be taken for another one's, and nothing is put together for a look-up.
 */
export class DecisionCache {
  readonly #decisions: ByKey<ByKey<ByKey<ByKey<Decision>>>> = new Map();

  find(action: string, resource: string, [first, second]: Variant = ONLY): Decision | undefined {
    return this.#decisions.get(action)?.get(resource)?.get(first)?.get(second);
  }

  /** @returns the bytes that it uses; 0 when it is not kept */
  add(action: string, resource: string, [first, second]: Variant = ONLY, decision: Decision): number {
    const length = action.length + resource.length + first.length + second.length;
    if (length > LONGEST_KEY) return 0;
    branch(branch(branch(this.#decisions, action), resource), first).set(copyText(second), decision);
    return BYTES_PER_ENTRY + 2 * length;
  }

  clear(): void {
    this.#decisions.clear();
  }
}

/** The caches of all callers, bounded together: there are as many callers as clients assume roles. */
export class DecisionCaches {
  readonly #filled = new Set<DecisionCache>();
  readonly #most: number;
  #bytes = 0;

  constructor(mostBytes = MOST_CACHED_BYTES) {
    this.#most = mostBytes;
  }

  /** At most, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  add(cache: DecisionCache, action: string, resource: string, variant: Variant | undefined, decision: Decision): void {
    this.#bytes += cache.add(action, resource, variant, decision);
    this.#filled.add(cache);
    if (this.#bytes > this.#most) this.clear();
  }

  clear(): void {
    for (const cache of this.#filled) cache.clear();
    this.#filled.clear();
    this.#bytes = 0;
  }
}

function branch<T>(map: ByKey<ByKey<T>>, key: string): ByKey<T> {
  let found = map.get(key);
  if (!found) map.set(copyText(key), (found = new Map()));
  return found;
}
