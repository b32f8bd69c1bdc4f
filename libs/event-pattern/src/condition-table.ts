import { type Condition, Verdict } from './condition';
import type { Field } from './field';
import { type FoundValues, NO_ELEMENT as ROOT, Spelling } from './found-values';
import { Registry } from './registry';

/**
 * The conditions of an index by number, each asked at most once an event.
 *
 * What the common kinds need to be decided lies in rows of a flat array, 32 bytes a condition: in a large index, every event asks
 * others, and fetching objects from memory takes longer than asking them.
 */
export class ConditionTable {
  readonly #conditions = new Registry<Condition>();
  /** Four doubles a row: the event that asked last, two integers (see below) and the lowest and highest number that satisfy. */
  #doubles = new Float64Array(4 * SMALLEST);
  /** The same memory as eight integers a row: in the third the verdict; in the fourth the kind: `RANGE`, `OTHER` or a symbol. */
  #integers = new Int32Array(this.#doubles.buffer);
  #fields: (Field | undefined)[] = [];

  constructor(private readonly found: FoundValues) {}

  add(condition: Condition): void {
    const number = this.#conditions.add(condition);
    condition.number = number;
    this.#fields[number] = condition.field;
    if (4 * number >= this.#doubles.length) this.#grow();
    const { bounds } = condition;
    this.#integers[8 * number + KIND] = bounds !== undefined ? RANGE : condition.onlySymbol || OTHER;
    this.#doubles[4 * number] = 0;
    if (bounds === undefined) return;
    this.#doubles[4 * number + BOTTOM] = bounds.lowest;
    this.#doubles[4 * number + TOP] = bounds.highest;
  }

  remove(condition: Condition): void {
    this.#conditions.remove(condition.number);
    this.#fields[condition.number] = undefined;
  }

  /** What a condition says of the event at hand. */
  verdict(number: number, event: number): Verdict {
    if (this.#doubles[4 * number] === event) return this.#integers[8 * number + VERDICT] as Verdict;
    const verdict = this.#ask(number, event);
    this.#doubles[4 * number] = event;
    this.#integers[8 * number + VERDICT] = verdict;
    return verdict;
  }

  #ask(number: number, event: number): Verdict {
    const kind = this.#integers[8 * number + KIND] as number;
    if (kind === OTHER) return this.#condition(number).verdict(event, this.found);
    const field = this.#fields[number] as Field;
    if (field.seenIn !== event) return NO;
    return kind === RANGE ? this.#askRange(number, field) : this.#askSymbol(kind, field);
  }

  #askSymbol(symbol: number, field: Field): Verdict {
    const { found } = this;
    let verdict = NO;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      if (found.symbol[index] !== symbol) continue;
      if (found.element[index] === NO_ELEMENT) return YES_FREELY;
      verdict = YES;
    }
    return verdict;
  }

  #askRange(number: number, field: Field): Verdict {
    const { found } = this;
    const bottom = this.#doubles[4 * number + BOTTOM] as number;
    const top = this.#doubles[4 * number + TOP] as number;
    let verdict = NO;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      if (found.spelling[index] !== NUMBER) continue;
      if ((found.high[index] as number) < bottom || (found.low[index] as number) > top) continue;
      if (!found.isExact(index) && !this.#condition(number).admits(index, found)) continue;
      if (found.element[index] === NO_ELEMENT) return YES_FREELY;
      verdict = YES;
    }
    return verdict;
  }

  #condition(number: number): Condition {
    return this.#conditions.items[number] as Condition;
  }

  #grow(): void {
    const doubles = new Float64Array(2 * this.#doubles.length);
    doubles.set(this.#doubles);
    this.#doubles = doubles;
    this.#integers = new Int32Array(doubles.buffer);
  }
}

const SMALLEST = 16;
// Places in a row: of integers,
const VERDICT = 2;
const KIND = 3;
// and of doubles.
const BOTTOM = 2;
const TOP = 3;
/** Kinds below the symbols of texts and numbers. */
const OTHER = 0;
const RANGE = -1;

// Constants of this module are read faster than imported ones where modules are CommonJS.
const { No: NO, Yes: YES, YesFreely: YES_FREELY } = Verdict;
const NO_ELEMENT = ROOT;
const { Number: NUMBER } = Spelling;
