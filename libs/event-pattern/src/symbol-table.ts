import { hashOf } from './path-tree';

/** The symbols of the three words; counted symbols come after them. */
export const TRUE_SYMBOL = 1;
export const FALSE_SYMBOL = 2;
export const NULL_SYMBOL = 3;

/**
 * Small numbers for the values that patterns compare with as a whole. Each value of an event is looked up once, straight from
 * the event's bytes; after that, any number of patterns compare integers.
 */
export class SymbolTable {
  #last = NULL_SYMBOL;
  readonly #freed: number[] = [];
  readonly #texts = new Map<string, Entry>();
  readonly #textsByHash = new Map<number, Entry>();
  readonly #numbers = new Map<number, Entry>();
  /** Numbers that are compared by spelling. */
  readonly #spellings = new Map<string, Entry>();
  readonly #addresses = new Map<string, Entry>();

  get size(): number {
    return this.#texts.size + this.#numbers.size + this.#spellings.size + this.#addresses.size;
  }

  openText(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return (++known.uses, known.symbol);
    const bytes = ENCODER.encode(text);
    const hash = hashOf(bytes, 0, bytes.length);
    const entry: Entry = { symbol: this.#make(), uses: 1, text, bytes, hash, sameHash: this.#textsByHash.get(hash) };
    this.#texts.set(text, entry);
    this.#textsByHash.set(hash, entry);
    return entry.symbol;
  }

  closeText(text: string): void {
    const entry = this.#texts.get(text);
    if (entry === undefined || --entry.uses > 0) return;
    this.#texts.delete(text);
    this.#freed.push(entry.symbol);
    const hash = entry.hash;
    let first = this.#textsByHash.get(hash);
    if (first === entry) first = entry.sameHash;
    else
      for (let other = first; other !== undefined; other = other.sameHash) {
        if (other.sameHash === entry) other.sameHash = entry.sameHash;
      }
    if (first === undefined) this.#textsByHash.delete(hash);
    else this.#textsByHash.set(hash, first);
  }

  /** @param hash as `hashOf` gives for the bytes */
  textByBytes(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let entry = this.#textsByHash.get(hash);
    while (entry !== undefined) {
      const own = entry.bytes as Uint8Array;
      if (own.length === end - start && sameBytes(own, bytes, start)) return entry.symbol;
      entry = entry.sameHash;
    }
    return 0;
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
    const symbol = this.#make();
    map.set(key, { symbol, uses: 1, hash: 0 });
    return symbol;
  }

  #close<K>(map: Map<K, Entry>, key: K): void {
    const entry = map.get(key);
    if (entry === undefined || --entry.uses > 0) return;
    map.delete(key);
    this.#freed.push(entry.symbol);
  }

  #make(): number {
    return this.#freed.pop() ?? ++this.#last;
  }
}

const ENCODER = new TextEncoder();

interface Entry {
  readonly symbol: number;
  uses: number;
  readonly hash: number;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  sameHash?: Entry | undefined;
}

function sameBytes(own: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < own.length; i++) if (own[i] !== bytes[start + i]) return false;
  return true;
}
