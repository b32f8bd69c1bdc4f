import { TextTable } from './text-table';

/** The symbols of the three words; counted symbols come after them. */
export const TRUE_SYMBOL = 1;
export const FALSE_SYMBOL = 2;
export const NULL_SYMBOL = 3;

/**
 * Small numbers for the values that patterns compare with as a whole. Each value of an event is looked up once, straight from
 * the event's bytes; after that, any number of patterns compare integers. No two values have the same symbol, whatever they are.
 */
export class SymbolTable {
  #last = NULL_SYMBOL;
  readonly #freed: number[] = [];
  readonly #texts = new Map<string, Entry>();
  readonly #textsByBytes = new TextTable();
  readonly #numbers = new Map<number, Entry>();
  /** Numbers that are compared by spelling. */
  readonly #spellings = new Map<string, Entry>();
  readonly #addresses = new Map<string, Entry>();

  get size(): number {
    return this.#texts.size + this.#numbers.size + this.#spellings.size + this.#addresses.size;
  }

  openText(text: string): number {
    const isNew = !this.#texts.has(text);
    const symbol = this.#open(this.#texts, text);
    if (isNew && isWellFormed(text)) this.#textsByBytes.add(text, symbol);
    return symbol;
  }

  closeText(text: string): void {
    this.#close(this.#texts, text);
    if (!this.#texts.has(text) && isWellFormed(text)) this.#textsByBytes.remove(text);
  }

  /** @param hash as `hashOf` gives for the bytes */
  textByBytes(view: DataView, start: number, end: number, hash: number): number {
    return this.#textsByBytes.find(view, start, end, hash);
  }

  text(text: string): number {
    return this.#texts.get(text)?.symbol ?? 0;
  }

  openNumber(literal: string, value: number | undefined): number {
    return value === undefined ? this.#open(this.#spellings, literal) : this.#open(this.#numbers, value);
  }

  closeNumber(literal: string, value: number | undefined): void {
    if (value === undefined) this.#close(this.#spellings, literal);
    else this.#close(this.#numbers, value);
  }

  number(value: number): number {
    return this.#numbers.get(value)?.symbol ?? 0;
  }

  spelling(literal: () => string): number {
    return this.#spellings.size === 0 ? 0 : (this.#spellings.get(literal())?.symbol ?? 0);
  }

  openAddress(digits: string): number {
    return this.#open(this.#addresses, digits);
  }

  closeAddress(digits: string): void {
    this.#close(this.#addresses, digits);
  }

  address(digits: string): number {
    return this.#addresses.get(digits)?.symbol ?? 0;
  }

  /** The address whose digits a number begins with. */
  addressOfNumber(literal: string): number {
    return this.address(literal.slice(0, 8)) || this.address(literal.slice(0, 32));
  }

  #open<K>(map: Map<K, Entry>, key: K): number {
    const known = map.get(key);
    if (known !== undefined) return (++known.uses, known.symbol);
    const symbol = this.#freed.pop() ?? ++this.#last;
    map.set(key, { symbol, uses: 1 });
    return symbol;
  }

  #close<K>(map: Map<K, Entry>, key: K): void {
    const entry = map.get(key);
    if (entry === undefined || --entry.uses > 0) return;
    map.delete(key);
    this.#freed.push(entry.symbol);
  }
}

interface Entry {
  readonly symbol: number;
  uses: number;
}

/** Half a surrogate pair has no UTF-8 bytes: only an escape in an event can stand for it. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
