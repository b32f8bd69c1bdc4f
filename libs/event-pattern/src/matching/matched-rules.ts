import type { IndexedAlternative } from './indexed-rule';
import type { Registry } from './registry';

/** Collects the alternatives that an event matches, and gives the ids of their rules in the rules' order. */
export class MatchedRules<Id> {
  /** Numbers, of each rule one. */
  readonly #matched: number[] = [];
  #count = 0;
  #places = 0;

  /** By alternative: the id of its rule. Apart from the rest to be near at hand, like the next. */
  readonly #ids: (Id | undefined)[] = [];
  /** By alternative that is its rule's first: the last event that its rule was noted for. */
  #notedIn = new Float64Array(SMALLEST);

  constructor(private readonly alternatives: Registry<IndexedAlternative<Id>>) {}

  open(alternative: number, id: Id): void {
    this.#ids[alternative] = id;
    if (alternative >= this.#notedIn.length) {
      const notedIn = new Float64Array(2 * alternative);
      notedIn.set(this.#notedIn);
      this.#notedIn = notedIn;
    }
    this.#notedIn[alternative] = 0;
  }

  close(alternative: number): void {
    this.#ids[alternative] = undefined;
  }

  /** Whether a rule, by its first alternative, was noted as matched. */
  has(rule: number, event: number): boolean {
    return this.#notedIn[rule] === event;
  }

  note(rule: number, event: number): void {
    this.#notedIn[rule] = event;
  }

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
    for (let i = 0; i < count; i++) ids[i] = this.#ids[this.#matched[i] as number] as Id;
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

const SMALLEST = 64;
const KEPT = 1 << 12;
