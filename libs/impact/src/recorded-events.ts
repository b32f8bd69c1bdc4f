import { parsePattern, PatternIndex } from '@busbar/event-pattern';
import { receivedBy, type SubscriptionPair } from './subscriptions';

/** Counts, of a recorded stream, the events that each changed subscription gains and loses. */
export class RecordedEvents {
  /** Events that were read. */
  count = 0;
  readonly #index = new PatternIndex<string>();
  readonly #counts = new Map<string, { gains: number; loses: number; of: number }>();
  /** The keys of `#counts` that a pattern is part of. */
  readonly #before = new Map<string, string[]>();
  readonly #after = new Map<string, string[]>();
  readonly #ofType = new Map<string, string[]>();

  /** @param pairs of all stages */
  constructor(pairs: Iterable<SubscriptionPair>) {
    const indexed = new Set<string>();
    for (const { eventType, before, after } of [...pairs].flatMap(receivedBy)) {
      const key = keyOf(before?.pattern, after?.pattern);
      if (this.#counts.has(key)) continue;
      this.#counts.set(key, { gains: 0, loses: 0, of: 0 });
      push(this.#ofType, eventType, key);
      for (const [side, pattern] of [
        [this.#before, before?.pattern],
        [this.#after, after?.pattern],
      ] as const) {
        if (pattern === undefined) continue;
        push(side, pattern, key);
        if (!indexed.has(pattern)) this.#index.add(pattern, parsePattern(pattern));
        indexed.add(pattern);
      }
    }
  }

  /** @param text an event as EventBridge delivers it, as JSON text */
  add(text: string, detailType: string): void {
    this.count++;
    for (const key of this.#ofType.get(detailType) ?? []) this.#bump(key, 'of');
    const matched = new Set(this.#index.match(text));
    const had = new Set([...matched].flatMap((pattern) => this.#before.get(pattern) ?? []));
    const has = new Set([...matched].flatMap((pattern) => this.#after.get(pattern) ?? []));
    for (const key of has) if (!had.has(key)) this.#bump(key, 'gains');
    for (const key of had) if (!has.has(key)) this.#bump(key, 'loses');
  }

  /** Of two patterns of one subscription; undefined when they are the same. */
  countsOf(before: string | undefined, after: string | undefined) {
    const counts = this.#counts.get(keyOf(before, after));
    return counts && { ...counts };
  }

  #bump(key: string, what: 'gains' | 'loses' | 'of'): void {
    const counts = this.#counts.get(key);
    if (counts) counts[what]++;
  }
}

function keyOf(before: string | undefined, after: string | undefined): string {
  return JSON.stringify([before, after]);
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
