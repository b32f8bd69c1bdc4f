import type { IndexedAlternative } from './indexed-rule';
import type { Registry } from './registry';

/** Collects the alternatives that an event matches, and gives the ids of their rules in the rules' order. */
export class MatchedRules<Id> {
  /** Numbers, of each rule one. */
  readonly #matched: number[] = [];
  #count = 0;
  #places = 0;

  /** By alternative: the id of its rule, apart from the rest to be near at hand. */
  readonly ids: (Id | undefined)[] = [];

  constructor(private readonly alternatives: Registry<IndexedAlternative<Id>>) {}

  begin(): void {
    this.#count = 0;
    this.#places = 0;
  }

  /** The alternatives of one place come in the order of their rules; those of several must be sorted. */
  beginPlace(): void {
    this.#places++;
  }

  add(alternative: number): void {
    this.#matched[this.#count++] = alternative;
  }

  take(): Id[] {
    const count = this.#count;
    if (this.#matched.length > KEPT && count <= KEPT) this.#matched.length = KEPT;
    if (this.#places > 1 && count > 1) return this.#inOrder();
    const ids = new Array<Id>(count);
    for (let i = 0; i < count; i++) ids[i] = this.ids[this.#matched[i] as number] as Id;
    return ids;
  }

  #inOrder(): Id[] {
    return this.#matched
      .slice(0, this.#count)
      .map((number) => (this.alternatives.items[number] as IndexedAlternative<Id>).rule)
      .sort((a, b) => a.order - b.order)
      .map((rule) => rule.id);
  }
}

const KEPT = 1 << 12;
