import { addressDigits, ipv4At } from '../grammar/address';
import type { EventText } from './event-text';

/** How a scalar is spelled in the event's text. */
export enum Spelling {
  /** A string whose text is its content. */
  Plain,
  /** A string with escapes. */
  Escaped,
  Number,
  True,
  False,
  Null,
}

/** No array element. */
export const NO_ELEMENT = 0;

/**
 * The scalars that the scanner found at paths that patterns look at, and the array elements that they lie in. Kept in columns
 * that are used again for the next event, so that matching an event leaves nothing for the garbage collector.
 *
 * Values of one path form a list in the order of the event (`next`); -1 ends it.
 */
export class FoundValues {
  count = 0;
  spelling = new Uint8Array(INITIAL);
  /** Where the content stands in the event's bytes, quotes excluded. */
  start = new Int32Array(INITIAL);
  end = new Int32Array(INITIAL);
  /** The innermost array element around the value, `NO_ELEMENT` for none. */
  element = new Int32Array(INITIAL);
  next = new Int32Array(INITIAL);
  /** What the value is equal to among the values that patterns name; 0 for none of them. */
  symbol = new Int32Array(INITIAL);
  /** The same for addresses, which may be spelled in many ways. */
  addressSymbol = new Int32Array(INITIAL);
  /** Bounds of a number: equal, and then the number itself, for literals of up to 15 digits without exponent. */
  low = new Float64Array(INITIAL);
  high = new Float64Array(INITIAL);
  /** Of numbers: set for those that have been read as the nearest double. */
  isRounded = new Uint8Array(INITIAL);
  /** IPv4 addresses as numbers, -1 for other strings. */
  #ipv4 = new Float64Array(INITIAL);
  readonly #content: string[] = [];
  readonly #digits: string[] = [];
  /** The event of which these were made: clearing them after every event would take longer. */
  #contentOf = new Int32Array(INITIAL);
  #digitsOf = new Int32Array(INITIAL);
  #ipv4Of = new Int32Array(INITIAL);
  #event = 0;

  elementCount = 1;
  /** The element around an element. */
  outer = new Int32Array(INITIAL);
  /** The array that an element is in: any number that no other array has. */
  array = new Int32Array(INITIAL);
  arrayCount = 0;

  /** @param text from which values are cut */
  constructor(readonly text: EventText) {}

  begin(): void {
    this.#event++;
    this.count = 0;
    this.elementCount = 1;
    this.arrayCount = 0;
  }

  /** Lets go of the room that an unusually large event needed. */
  finish(): void {
    if (this.spelling.length > KEPT) {
      this.#resizeValues(INITIAL);
      this.#content.length = 0;
      this.#digits.length = 0;
    }
    if (this.outer.length > KEPT) this.#resizeElements(INITIAL);
  }

  /** @returns the value's index */
  add(spelling: Spelling, start: number, end: number, element: number): number {
    const index = this.count++;
    if (index === this.spelling.length) this.#resizeValues(index * 2);
    this.spelling[index] = spelling;
    this.start[index] = start;
    this.end[index] = end;
    this.element[index] = element;
    this.next[index] = -1;
    this.symbol[index] = 0;
    this.addressSymbol[index] = 0;
    return index;
  }

  addElement(array: number, outer: number): number {
    const index = this.elementCount++;
    if (index === this.outer.length) this.#resizeElements(index * 2);
    this.outer[index] = outer;
    this.array[index] = array;
    return index;
  }

  isText(index: number): boolean {
    return (this.spelling[index] as number) <= Spelling.Escaped;
  }

  /** A string's content; any other scalar as spelled. */
  content(index: number): string {
    if (this.#contentOf[index] === this.#event) return this.#content[index] as string;
    const start = this.start[index] as number;
    const end = this.end[index] as number;
    const text = this.text.part(start, end);
    const content = this.spelling[index] === Spelling.Escaped ? (JSON.parse(`"${text}"`) as string) : text;
    this.#content[index] = content;
    this.#contentOf[index] = this.#event;
    return content;
  }

  /** Whether a number's literal denotes what its double does. Not every such literal is known to. */
  isExact(index: number): boolean {
    return this.low[index] === this.high[index] && !this.isRounded[index];
  }

  /** The double nearest to a number's literal. */
  number(index: number): number {
    const low = this.low[index] as number;
    if (low === this.high[index]) return low;
    const value = Number(this.content(index));
    this.low[index] = value;
    this.high[index] = value;
    this.isRounded[index] = 1;
    return value;
  }

  /** The digits of a string that is an address, otherwise ''. */
  digits(index: number): string {
    if (this.#digitsOf[index] === this.#event) return this.#digits[index] as string;
    const digits = addressDigits(this.content(index)) ?? '';
    this.#digits[index] = digits;
    this.#digitsOf[index] = this.#event;
    return digits;
  }

  /** The number that a string of kind `Plain` stands for as an IPv4 address, otherwise -1. */
  ipv4(index: number): number {
    if (this.#ipv4Of[index] === this.#event) return this.#ipv4[index] as number;
    this.#ipv4Of[index] = this.#event;
    return (this.#ipv4[index] = ipv4At(this.text.bytes, this.start[index] as number, this.end[index] as number));
  }

  #resizeValues(size: number): void {
    this.spelling = resized(this.spelling, new Uint8Array(size));
    this.start = resized(this.start, new Int32Array(size));
    this.end = resized(this.end, new Int32Array(size));
    this.element = resized(this.element, new Int32Array(size));
    this.next = resized(this.next, new Int32Array(size));
    this.#contentOf = resized(this.#contentOf, new Int32Array(size));
    this.#digitsOf = resized(this.#digitsOf, new Int32Array(size));
    this.low = resized(this.low, new Float64Array(size));
    this.high = resized(this.high, new Float64Array(size));
    this.isRounded = resized(this.isRounded, new Uint8Array(size));
    this.symbol = resized(this.symbol, new Int32Array(size));
    this.addressSymbol = resized(this.addressSymbol, new Int32Array(size));
    this.#ipv4Of = resized(this.#ipv4Of, new Int32Array(size));
    this.#ipv4 = resized(this.#ipv4, new Float64Array(size));
  }

  #resizeElements(size: number): void {
    this.outer = resized(this.outer, new Int32Array(size));
    this.array = resized(this.array, new Int32Array(size));
  }
}

const INITIAL = 64;
const KEPT = 1 << 14;

function resized<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  if (from.length <= to.length) to.set(from);
  return to;
}
