import type { Condition } from './condition';
import { EventError } from '../errors';
import type { Field } from './field';
import { type FoundValues, NO_ELEMENT } from '../scan/found-values';

/**
 * Array consistency: the values that satisfy a pattern's fields must not lie in different elements of the same array.
 *
 * EventBridge tries the fields in the order of their paths. A field that may be absent counts as absent when all its values lie
 * in elements that the fields *before* it did not choose, so the order shows and is kept here.
 *
 * The search goes back when it is stuck, but never twice into the same dead end: what matters of the elements chosen so far is
 * only those of arrays that a later field has values in. With that the work grows with the number of values, except for events
 * that repeat array keys on purpose; those run into a limit.
 */
export function consistent(conditions: readonly Condition[], event: number, found: FoundValues): boolean {
  const bound = conditions.filter((condition) => condition.field.inElementIn === event);
  if (!bound.some((condition) => condition.mayBeAbsent)) {
    const [first, second] = bound;
    if (first === undefined || second === undefined) return true;
    if (bound.length === 2 && areFew(first.field, second.field, found)) return haveNeighbours(first, second, found);
  }
  return new ElementSearch(conditions, event, found).succeedsFrom(0);
}

/** Pairs of values of two fields up to which trying all is quicker than a search. */
const FEW_PAIRS = 64;

function areFew(first: Field, second: Field, found: FoundValues): boolean {
  return countUpTo(FEW_PAIRS, first, found) * countUpTo(FEW_PAIRS, second, found) <= FEW_PAIRS;
}

function countUpTo(most: number, field: Field, found: FoundValues): number {
  let count = 0;
  for (let index = field.firstValue; index >= 0 && count <= most; index = found.next[index] as number) count++;
  return count;
}

/** Whether two values that satisfy one condition each lie in no two elements of the same array. */
function haveNeighbours(first: Condition, second: Condition, found: FoundValues): boolean {
  for (let a = first.field.firstValue; a >= 0; a = found.next[a] as number) {
    if (!first.admits(a, found)) continue;
    for (let b = second.field.firstValue; b >= 0; b = found.next[b] as number) {
      if (agree(found.element[a] as number, found.element[b] as number, found) && second.admits(b, found)) return true;
    }
  }
  return false;
}

function agree(one: number, other: number, { outer, array }: FoundValues): boolean {
  for (let a = one; a !== NO_ELEMENT; a = outer[a] as number) {
    for (let b = other; b !== NO_ELEMENT; b = outer[b] as number) {
      if (array[a] === array[b] && a !== b) return false;
    }
  }
  return true;
}

/** Steps, and steps a value of the event, before an event counts as made to exhaust the matcher. */
const MAX_STEPS = 100_000;
const MAX_STEPS_PER_VALUE = 20;

class ElementSearch {
  /** By array: the chosen element. */
  readonly #chosen = new Map<number, number>();
  readonly #deadEnds = new Set<string>();
  readonly #candidates: readonly Candidates[];
  /** By array: the last condition that has values in it. */
  readonly #lastUse = new Map<number, number>();
  #steps = 0;

  constructor(
    private readonly conditions: readonly Condition[],
    event: number,
    private readonly found: FoundValues,
  ) {
    this.#candidates = conditions.map((condition) => new Candidates(condition, event, found));
    this.#candidates.forEach((candidates, at) => {
      for (const array of candidates.arrays) this.#lastUse.set(array, at);
    });
  }

  succeedsFrom(at: number): boolean {
    const candidates = this.#candidates[at];
    if (candidates === undefined) return true;
    const state = this.#relevantState(at);
    if (this.#deadEnds.has(state)) return false;
    if (candidates.isAbsentIn(this) && this.succeedsFrom(at + 1)) return true;
    for (const index of candidates.near(this.#chosen)) {
      this.#countStep();
      const element = this.found.element[index] as number;
      if (!this.agrees(element)) continue;
      const added = this.#choose(element);
      if (this.succeedsFrom(at + 1)) return true;
      for (const array of added) this.#chosen.delete(array);
    }
    this.#deadEnds.add(state);
    return false;
  }

  /** Whether no array around `element` has another element chosen. */
  agrees(element: number): boolean {
    const { outer, array } = this.found;
    for (let e = element; e !== NO_ELEMENT; e = outer[e] as number) {
      const chosen = this.#chosen.get(array[e] as number);
      if (chosen !== undefined && chosen !== e) return false;
    }
    return true;
  }

  #choose(element: number): number[] {
    const { outer, array } = this.found;
    const added: number[] = [];
    for (let e = element; e !== NO_ELEMENT; e = outer[e] as number) {
      const id = array[e] as number;
      if (this.#chosen.has(id)) continue;
      this.#chosen.set(id, e);
      added.push(id);
    }
    return added;
  }

  #relevantState(at: number): string {
    const elements: number[] = [];
    for (const [array, element] of this.#chosen) {
      if ((this.#lastUse.get(array) ?? -1) >= at) elements.push(element);
    }
    return `${at}:${elements.sort((a, b) => a - b).join()}`;
  }

  #countStep(): void {
    if (++this.#steps > MAX_STEPS + MAX_STEPS_PER_VALUE * this.found.count)
      throw new EventError('its repeated array keys combine in too many ways');
  }
}

/** The values that satisfy one condition, found again by the array elements around them. */
class Candidates {
  /** The arrays around the field's values; for a field that may be absent, around all of them. */
  readonly arrays = new Set<number>();
  readonly #satisfying: number[] = [];
  /** All values of a field that may be absent. */
  readonly #all: number[] | undefined;
  /** By element: the satisfying values in it. */
  readonly #inElement = new Map<number, number[]>();
  /** By array: how many satisfying values are in it. */
  readonly #countInArray = new Map<number, number>();

  constructor(condition: Condition, event: number, found: FoundValues) {
    const { field } = condition;
    if (condition.mayBeAbsent) this.#all = [];
    if (field.seenIn !== event) return;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      const satisfies = condition.admits(index, found);
      this.#all?.push(index);
      if (satisfies) this.#satisfying.push(index);
      if (!satisfies && this.#all === undefined) continue;
      for (let e = found.element[index] as number; e !== NO_ELEMENT; e = found.outer[e] as number) {
        const array = found.array[e] as number;
        this.arrays.add(array);
        if (!satisfies) continue;
        this.#countInArray.set(array, (this.#countInArray.get(array) ?? 0) + 1);
        const list = this.#inElement.get(e);
        if (list === undefined) this.#inElement.set(e, [index]);
        else list.push(index);
      }
    }
    this.#found = found;
  }

  readonly #found: FoundValues | undefined;

  /** Whether the field may be absent and none of its values agrees with the elements chosen. */
  isAbsentIn(search: ElementSearch): boolean {
    const all = this.#all;
    const found = this.#found;
    if (all === undefined) return false;
    return found === undefined || !all.some((index) => search.agrees(found.element[index] as number));
  }

  /** The satisfying values that can agree with the elements chosen; some of them may not. */
  near(chosen: ReadonlyMap<number, number>): readonly number[] {
    let best = this.#satisfying;
    for (const [array, element] of chosen) {
      if (this.#countInArray.get(array) !== this.#satisfying.length) continue;
      const inside = this.#inElement.get(element) ?? [];
      if (inside.length < best.length) best = inside;
    }
    return best;
  }
}
