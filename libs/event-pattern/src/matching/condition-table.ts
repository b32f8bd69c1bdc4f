import { type Condition, Verdict } from './condition';
import type { Field } from './field';
import { type FoundValues, NO_ELEMENT as ROOT, Spelling } from '../scan/found-values';
import { Registry } from './registry';

/**
 * The conditions of an index by number, each asked at most once an event.
 *
 * What the common kinds need to be decided lies in rows of a flat array, 32 bytes a condition: in a large index, every event asks
 * others, and fetching objects from memory takes longer than asking them. A row is
 *
 * | bytes | |
 * |---|---|
 * | 0–7 | the event that asked last, a double |
 * | 8 | the verdict for it |
 * | 9 | the kind of condition |
 * | 12–15 | the number of its field |
 * | 16–31 | two doubles, four integers or sixteen bytes, as the kind says |
 */
export class ConditionTable {
  readonly #conditions = new Registry<Condition>();
  #doubles = new Float64Array(DOUBLES * SMALLEST);
  #integers = new Int32Array(this.#doubles.buffer);
  #bytes = new Uint8Array(this.#doubles.buffer);

  constructor(
    private readonly fields: Registry<Field>,
    private readonly found: FoundValues,
  ) {}

  add(condition: Condition): void {
    const number = this.#conditions.add(condition);
    condition.number = number;
    if (DOUBLES * number >= this.#doubles.length) this.#grow();
    this.#doubles.fill(0, DOUBLES * number, DOUBLES * (number + 1));
    this.#integers[INTEGERS * number + FIELD] = condition.field.number;
    this.#bytes[BYTES * number + KIND] = this.#fill(number, condition);
  }

  remove(condition: Condition): void {
    this.#conditions.remove(condition.number);
  }

  /** What a condition says of the event at hand. */
  verdict(number: number, event: number): Verdict {
    if (this.#doubles[DOUBLES * number] === event) return this.#bytes[BYTES * number + VERDICT] as Verdict;
    const verdict = this.#ask(number, event);
    this.#doubles[DOUBLES * number] = event;
    this.#bytes[BYTES * number + VERDICT] = verdict;
    return verdict;
  }

  /** Writes what the kind needs. @returns the kind */
  #fill(number: number, { form }: Condition): number {
    const doubles = DOUBLES * number + DOUBLE;
    switch (form.kind) {
      case 'range':
      case 'ipv4-range':
        this.#doubles[doubles] = form.lowest;
        this.#doubles[doubles + 1] = form.highest;
        return CODES[form.kind];
      case 'symbols':
      case 'not-symbols':
        if (form.symbols.length > MOST_SYMBOLS) return OTHER;
        this.#integers.set(form.symbols, INTEGERS * number + INTEGER);
        return CODES[form.kind];
      case 'affixes':
        return this.#fillAffixes(BYTES * number + BYTE, form.prefix, form.suffix);
      case 'absent':
        return ABSENT;
      case 'other':
        return OTHER;
    }
  }

  /** Of texts that are too long, what fits: most values that do not satisfy the condition show it there. */
  #fillAffixes(at: number, prefix: Uint8Array, suffix: Uint8Array): number {
    const begin = prefix.subarray(0, Math.max(MOST_AFFIXES >> 1, MOST_AFFIXES - suffix.length));
    const end = suffix.subarray(Math.max(0, suffix.length - (MOST_AFFIXES - begin.length)));
    this.#bytes[at] = begin.length;
    this.#bytes[at + 1] = end.length;
    this.#bytes.set(begin, at + 2);
    this.#bytes.set(end, at + 2 + begin.length);
    return begin.length + end.length === prefix.length + suffix.length ? AFFIXES : CUT_AFFIXES;
  }

  #ask(number: number, event: number): Verdict {
    const kind = this.#bytes[BYTES * number + KIND] as number;
    if (kind === OTHER) return this.#condition(number).verdict(event, this.found);
    const field = this.fields.items[this.#integers[INTEGERS * number + FIELD] as number] as Field;
    if (field.seenIn !== event) return kind === ABSENT ? YES_FREELY : NO;
    if (kind === ABSENT) return this.#askAbsent(field);
    if (kind === RANGE) return this.#askRange(number, field);
    const { found } = this;
    let verdict = NO;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      if (!this.#admits(number, kind, index)) continue;
      if (found.element[index] === NO_ELEMENT) return YES_FREELY;
      verdict = YES;
    }
    return verdict;
  }

  #askAbsent(field: Field): Verdict {
    const { found } = this;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      if (found.element[index] === NO_ELEMENT) return NO;
    }
    return ABSENT_IN_SOME;
  }

  /** Apart from the others for arrays of numbers. */
  #askRange(number: number, field: Field): Verdict {
    const { found } = this;
    const { spelling, low, high } = found;
    const lowest = this.#doubles[DOUBLES * number + DOUBLE] as number;
    const highest = this.#doubles[DOUBLES * number + DOUBLE + 1] as number;
    let verdict = NO;
    for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
      if (spelling[index] !== NUMBER || (high[index] as number) < lowest || (low[index] as number) > highest) continue;
      if (!found.isExact(index) && !this.#condition(number).admits(index, found)) continue;
      if (found.element[index] === NO_ELEMENT) return YES_FREELY;
      verdict = YES;
    }
    return verdict;
  }

  /** Whether one value satisfies a condition of any other kind. */
  #admits(number: number, kind: number, index: number): boolean {
    switch (kind) {
      case SYMBOLS:
        return this.#hasSymbol(number, this.found.symbol[index] as number);
      case NOT_SYMBOLS:
        return !this.#hasSymbol(number, this.found.symbol[index] as number);
      case IPV4_RANGE:
        return this.#isInIpv4Range(number, index);
      default:
        return this.#hasAffixes(number, kind, index);
    }
  }

  #hasSymbol(number: number, symbol: number): boolean {
    if (symbol === 0) return false;
    const at = INTEGERS * number + INTEGER;
    const integers = this.#integers;
    if (integers[at] === symbol) return true;
    for (let i = 1; i < MOST_SYMBOLS && integers[at + i] !== 0; i++) if (integers[at + i] === symbol) return true;
    return false;
  }

  #isInIpv4Range(number: number, index: number): boolean {
    const { found } = this;
    const address = found.spelling[index] === PLAIN ? found.ipv4(index) : -1;
    if (address < 0) return this.#condition(number).admits(index, found);
    const at = DOUBLES * number + DOUBLE;
    return address >= (this.#doubles[at] as number) && address <= (this.#doubles[at + 1] as number);
  }

  #hasAffixes(number: number, kind: number, index: number): boolean {
    const { found } = this;
    if (found.spelling[index] !== PLAIN) return this.#condition(number).admits(index, found);
    const bytes = this.#bytes;
    const at = BYTES * number + BYTE;
    const prefix = bytes[at] as number;
    const suffix = bytes[at + 1] as number;
    const start = found.start[index] as number;
    const end = found.end[index] as number;
    if (end - start < prefix + suffix) return false;
    const event = found.text.bytes;
    for (let i = 0; i < prefix; i++) if (bytes[at + 2 + i] !== event[start + i]) return false;
    for (let i = 0; i < suffix; i++) if (bytes[at + 2 + prefix + i] !== event[end - suffix + i]) return false;
    return kind === AFFIXES || this.#condition(number).admits(index, found);
  }

  #condition(number: number): Condition {
    return this.#conditions.items[number] as Condition;
  }

  #grow(): void {
    const doubles = new Float64Array(2 * this.#doubles.length);
    doubles.set(this.#doubles);
    this.#doubles = doubles;
    this.#integers = new Int32Array(doubles.buffer);
    this.#bytes = new Uint8Array(doubles.buffer);
  }
}

const SMALLEST = 16;
/** Size of a row. */
const BYTES = 32;
const INTEGERS = BYTES / 4;
const DOUBLES = BYTES / 8;
/** Where every row keeps its verdict and its kind (bytes) and its field (an integer). */
const VERDICT = 8;
const KIND = 9;
const FIELD = 3;
/** Where the part of a row begins that depends on its kind. */
const BYTE = 16;
const INTEGER = BYTE / 4;
const DOUBLE = BYTE / 8;
/** Capacity of a row. Two bytes before the affixes hold their lengths. */
const MOST_SYMBOLS = 4;
const MOST_AFFIXES = 14;

/** Decided by the condition itself. */
const OTHER = 0;
const SYMBOLS = 1;
const NOT_SYMBOLS = 2;
const RANGE = 3;
const IPV4_RANGE = 4;
const CODES = { symbols: SYMBOLS, 'not-symbols': NOT_SYMBOLS, range: RANGE, 'ipv4-range': IPV4_RANGE };
const ABSENT = 5;
const AFFIXES = 6;
/** Affixes with room for parts of them only. */
const CUT_AFFIXES = 7;

// Constants of this module are read faster than imported ones where modules are CommonJS.
const { No: NO, Yes: YES, YesFreely: YES_FREELY, AbsentInSomeElements: ABSENT_IN_SOME } = Verdict;
const NO_ELEMENT = ROOT;
const { Plain: PLAIN, Number: NUMBER } = Spelling;
