import type { Formula } from '../formula';
import { confirmed, type Facts, NONE, type Outcome, unknown } from './facts';
import type { Search } from './search';

/** An item, at index `from` or later, that has to satisfy a formula; `copy` others before it need one each of the same. */
interface Wanted {
  readonly from: number;
  readonly schema: Formula;
  readonly copy: number;
}

const MAXIMUM_WANTED = 12;
const MAXIMUM_ITEMS = 400;

/** An array that satisfies the facts. */
export function findArray(search: Search, facts: Facts): Outcome {
  return new ArrayFinder(search, facts).find();
}

class ArrayFinder {
  readonly #search: Search;
  readonly #facts: Facts;
  readonly #min: number;
  readonly #max: number;
  /** From this index on, all items are alike. */
  readonly #alike: number;
  readonly #unique: boolean;
  readonly #repeated: boolean;
  readonly #wanted: readonly Wanted[];
  readonly #atMost: readonly { readonly count: number; readonly schema: Formula }[];
  /** What items at certain indexes must satisfy, because something says that they do not satisfy the opposite. */
  readonly #at = new Map<number, readonly Formula[]>();

  constructor(search: Search, facts: Facts) {
    this.#search = search;
    this.#facts = facts;
    let [min, max, alike] = [0, Infinity, 0];
    const wanted: Wanted[] = [];
    const atMost: { count: number; schema: Formula }[] = [];
    const want = (count: number, from: number, schema: Formula): void => {
      for (let copy = 0; copy < Math.min(count, MAXIMUM_WANTED + 1); copy++) wanted.push({ from, schema, copy });
      min = Math.max(min, from + count);
    };
    for (const rule of facts.rules) {
      if (rule.name === 'min-items') min = Math.max(min, rule.limit);
      else if (rule.name === 'max-items') max = Math.min(max, rule.limit);
      else if (rule.name === 'item') alike = Math.max(alike, rule.index + 1);
      else if (rule.name === 'items') alike = Math.max(alike, rule.from);
      else if (rule.name === 'at-least') want(rule.count, 0, rule.schema);
      else if (rule.name === 'at-most') atMost.push(rule);
    }
    for (const rule of facts.broken) {
      if (rule.name === 'min-items') max = Math.min(max, rule.limit - 1);
      else if (rule.name === 'max-items') min = Math.max(min, rule.limit + 1);
      else if (rule.name === 'item') {
        min = Math.max(min, rule.index + 1);
        alike = Math.max(alike, rule.index + 1);
        this.#at.set(rule.index, [...(this.#at.get(rule.index) ?? []), search.formulas.not(rule.schema)]);
      } else if (rule.name === 'items') {
        alike = Math.max(alike, rule.from);
        want(1, rule.from, search.formulas.not(rule.schema));
      } else if (rule.name === 'at-least') atMost.push({ count: rule.count - 1, schema: rule.schema });
      else if (rule.name === 'at-most') want(rule.count + 1, 0, rule.schema);
    }
    [this.#min, this.#max, this.#alike, this.#wanted, this.#atMost] = [min, max, alike, wanted, atMost];
    this.#unique = facts.rules.some((rule) => rule.name === 'unique-items');
    this.#repeated = facts.broken.some((rule) => rule.name === 'unique-items');
  }

  find(): Outcome {
    if (this.#min > this.#max || this.#atMost.some(({ count }) => count < 0)) return NONE;
    if (this.#min > MAXIMUM_ITEMS || this.#alike > MAXIMUM_ITEMS) return this.#tooLong();
    if (this.#wanted.length > MAXIMUM_WANTED) return unknown(`more than ${MAXIMUM_WANTED} items have to match "contains"`);
    if (this.#repeated) return this.#withRepetition();
    return this.#place(0, this.#at, -1);
  }

  /** A long array is impossible if any of its items is. */
  #tooLong(): Outcome {
    const item = this.#search.below(this.#alike, this.#goal(this.#alike, new Map()));
    return item.kind === 'none' && this.#min > this.#alike
      ? NONE
      : unknown(`arrays of more than ${MAXIMUM_ITEMS} items are not made`);
  }

  /** Two equal items, at every pair of places that differ in what they may hold. */
  #withRepetition(): Outcome {
    const last = Math.min(this.#alike + 1, this.#max - 1);
    const pairs: [number, number][] = [];
    for (let second = 1; second <= last; second++) for (let first = 0; first < second; first++) pairs.push([first, second]);
    return this.#search.firstOf(pairs, ([first, second]) => {
      const both = this.#search.below(second, [...this.#goal(first, this.#at), ...this.#goal(second, this.#at)]);
      if (both.kind !== 'witness') return both;
      const same = [this.#search.formulas.values([both.value])];
      const outcome = this.#place(0, new Map([...this.#at, [first, same], [second, same]]), -1);
      // Another value at the two places may leave room for the rest.
      return outcome.kind === 'none' ? unknown('no array with equal items was found') : outcome;
    });
  }

  /** Finds a place for each wanted item, in all ways that differ. */
  #place(next: number, at: ReadonlyMap<number, readonly Formula[]>, previous: number): Outcome {
    this.#search.spend();
    const wanted = this.#wanted[next];
    if (!wanted) return this.#fill(at);
    // Beyond what is told apart, one place that is not in use is as good as any other.
    const used = Math.max(this.#alike - 1, ...at.keys());
    const last = Math.min(Math.max(used + 1, wanted.from), this.#max - 1);
    const first = wanted.copy > 0 ? previous + 1 : wanted.from;
    const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    return this.#search.firstOf(places, (index) => {
      const extended = new Map(at).set(index, [...(at.get(index) ?? []), wanted.schema]);
      if (this.#search.below(index, this.#goal(index, extended)).kind === 'none') return NONE;
      return this.#place(next + 1, extended, index);
    });
  }

  #fill(at: ReadonlyMap<number, readonly Formula[]>): Outcome {
    const length = Math.max(this.#min, 1 + Math.max(-1, ...at.keys()));
    if (length > this.#max) return NONE;
    if (this.#atMost.some((limit) => this.#exceeds(limit, length, at))) return NONE;
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const item = this.#item(index, at, items);
      if (item.kind !== 'witness') return item;
      items.push(item.value);
    }
    return confirmed(this.#facts, items, 'no array was found in which the items fit together');
  }

  #item(index: number, at: ReadonlyMap<number, readonly Formula[]>, before: readonly unknown[]): Outcome {
    const { formulas } = this.#search;
    const goal = this.#goal(index, at);
    const sparing = this.#atMost.map(({ schema }) => formulas.not(schema));
    const distinct = this.#unique && before.length > 0 ? [formulas.not(formulas.values(before))] : [];
    if (sparing.length > 0) {
      const spared = this.#search.below(index, [...goal, ...sparing, ...distinct]);
      if (spared.kind === 'witness') return spared;
    }
    const item = this.#search.below(index, [...goal, ...distinct]);
    if (item.kind !== 'none' || distinct.length === 0) return item;
    // With other items before it there may be one left, unless all places are alike: then the values are used up.
    return this.#allAlike(index, at) ? NONE : unknown('no array of different items was found');
  }

  /** Whether more items than allowed cannot but match. */
  #exceeds(
    { count, schema }: { count: number; schema: Formula },
    length: number,
    at: ReadonlyMap<number, readonly Formula[]>,
  ): boolean {
    let forced = 0;
    for (let index = 0; index < length; index++) {
      const goal = [...this.#goal(index, at), this.#search.formulas.not(schema)];
      if (this.#search.below(index, goal).kind === 'none') forced++;
    }
    return forced > count;
  }

  #allAlike(upTo: number, at: ReadonlyMap<number, readonly Formula[]>): boolean {
    const goals = Array.from({ length: upTo + 1 }, (_, index) => this.#search.formulas.all(this.#goal(index, at)));
    return goals.every((goal) => goal === goals[0]) && this.#atMost.length === 0;
  }

  /** What the item at an index has to satisfy. */
  #goal(index: number, at: ReadonlyMap<number, readonly Formula[]>): Formula[] {
    const goal = [...(at.get(index) ?? [])];
    for (const rule of this.#facts.rules) {
      if (rule.name === 'item' && rule.index === index) goal.push(rule.schema);
      if (rule.name === 'items' && rule.from <= index) goal.push(rule.schema);
      if (rule.name === 'at-most' && rule.count === 0) goal.push(this.#search.formulas.not(rule.schema));
    }
    for (const rule of this.#facts.broken) {
      if (rule.name === 'at-least' && rule.count === 1) goal.push(this.#search.formulas.not(rule.schema));
    }
    return goal;
  }
}
