/**
 * Texts with a number each, found by their UTF-8 bytes wherever those stand.
 *
 * A look-up touches one entry only, with everything that it needs side by side: in a large index, every event asks for others,
 * and
 * waiting for memory takes longer than comparing.
 */
export class TextTable {
  /** Entries, each four bytes aligned: hash, number, length and the bytes of the text. */
  #bytes = new Uint8Array(SMALLEST);
  #integers = new Int32Array(this.#bytes.buffer);
  /** Where the next entry goes, and how many bytes belong to entries that are gone. */
  #end = HEADER;
  #unused = 0;
  /** Open addressing by hash: where entries begin, 0 for none, `GONE` for one that is gone. At most half is taken. */
  #places = new Int32Array(SMALLEST);
  #taken = 0;

  /** @param number not 0 */
  add(text: string, number: number): void {
    const bytes = ENCODER.encode(text);
    const hash = hashOf(bytes, 0, bytes.length);
    if (this.#end + sizeOf(bytes.length) > this.#bytes.length || 2 * (this.#taken + 1) > this.#places.length) {
      this.#rebuild(sizeOf(bytes.length));
    }
    this.#write(hash, number, bytes);
  }

  remove(text: string): void {
    const bytes = ENCODER.encode(text);
    const place = this.#placeOf(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
    if (place < 0) return;
    this.#places[place] = GONE;
    this.#unused += sizeOf(bytes.length);
  }

  /**
   * @param hash as `hashOf` gives for the bytes
   * @returns the number of the text; 0 if there is none
   */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const place = this.#placeOf(bytes, start, end, hash);
    return place < 0 ? 0 : (this.#integers[((this.#places[place] as number) >> 2) + NUMBER] as number);
  }

  #placeOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    for (let place = homeOf(hash, mask); ; place = (place + 1) & mask) {
      const entry = places[place] as number;
      if (entry === 0) return -1;
      if (entry !== GONE && this.#integers[entry >> 2] === hash && this.#hasBytes(entry, bytes, start, end)) return place;
    }
  }

  #hasBytes(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#integers[(entry >> 2) + LENGTH] !== end - start) return false;
    const own = this.#bytes;
    for (let i = start, j = entry + HEADER; i < end; i++, j++) if (own[j] !== bytes[i]) return false;
    return true;
  }

  #write(hash: number, number: number, bytes: Uint8Array): void {
    const entry = this.#end;
    this.#end += sizeOf(bytes.length);
    this.#integers[entry >> 2] = hash;
    this.#integers[(entry >> 2) + NUMBER] = number;
    this.#integers[(entry >> 2) + LENGTH] = bytes.length;
    this.#bytes.set(bytes, entry + HEADER);
    const mask = this.#places.length - 1;
    let place = homeOf(hash, mask);
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = entry;
    this.#taken++;
  }

  /** Leaves out what is gone, and doubles the room. */
  #rebuild(more: number): void {
    const oldBytes = this.#bytes;
    const oldIntegers = this.#integers;
    const entries = this.#places.filter((entry) => entry > 0);
    this.#bytes = new Uint8Array(Math.max(SMALLEST, (2 * (this.#end - this.#unused + more) + 3) & ~3));
    this.#integers = new Int32Array(this.#bytes.buffer);
    this.#places = new Int32Array(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(4 * (entries.length + 1)))));
    this.#end = HEADER;
    this.#unused = 0;
    this.#taken = 0;
    for (const entry of entries) {
      const start = entry + HEADER;
      const at = entry >> 2;
      const length = oldIntegers[at + LENGTH] as number;
      this.#write(oldIntegers[at] as number, oldIntegers[at + NUMBER] as number, oldBytes.subarray(start, start + length));
    }
  }
}

// Integers of an entry after its hash.
const NUMBER = 1;
const LENGTH = 2;
/** Bytes of an entry before its text. No entry begins at 0. */
const HEADER = 12;
const GONE = -1;
const SMALLEST = 256;
const ENCODER = new TextEncoder();

function sizeOf(length: number): number {
  return HEADER + ((length + 3) & ~3);
}

function homeOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

export const HASH_SEED = 0x811c9dc5 | 0;

/** FNV-1a, 32 bits. Readers of events compute the same in the loop in which they look for the end of a string. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}
