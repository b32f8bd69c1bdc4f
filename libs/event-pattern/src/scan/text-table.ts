import * as words from './text-words';

/**
 * Texts with a number each, found by their UTF-8 bytes wherever those stand.
 *
 * A look-up touches one entry only, with everything that it needs side by side: in a large index, every event asks for others,
 * and waiting for memory takes longer than comparing.
 */
export class TextTable {
  /** Entries: hash, number, length in bytes, and the text's words, the last one filled up with zeros. */
  #cells = new Int32Array(SMALLEST);
  /** Where the next entry goes, and how many cells belong to entries that are gone. */
  #end = HEADER;
  #unused = 0;
  /** Open addressing by hash: where entries begin, 0 for none, `GONE` for one that is gone. At most half is taken. */
  #places = new Int32Array(SMALLEST);
  #taken = 0;

  /** @param number not 0 */
  add(text: string, number: number): void {
    const view = paddedView(text);
    const length = view.byteLength - PADDING;
    const size = sizeOf(length);
    if (this.#end + size > this.#cells.length || 2 * (this.#taken + 1) > this.#places.length) this.#rebuild(size);
    const entry = this.#end;
    const cells = this.#cells;
    cells[entry] = hashOf(view, 0, length);
    cells[entry + NUMBER] = number;
    cells[entry + LENGTH] = length;
    // The padding is zeros.
    for (let at = 0; at < length; at += 4) cells[entry + HEADER + (at >> 2)] = view.getInt32(at, true);
    this.#end += size;
    this.#place(entry);
  }

  remove(text: string): void {
    const view = paddedView(text);
    const length = view.byteLength - PADDING;
    const place = this.#placeOf(view, 0, length, hashOf(view, 0, length));
    if (place < 0) return;
    this.#places[place] = GONE;
    this.#unused += sizeOf(length);
  }

  /**
   * @param hash as `hashOf` gives for the bytes
   * @returns the number of the text; 0 if there is none
   */
  find(view: DataView, start: number, end: number, hash: number): number {
    const place = this.#placeOf(view, start, end, hash);
    return place < 0 ? 0 : (this.#cells[(this.#places[place] as number) + NUMBER] as number);
  }

  #placeOf(view: DataView, start: number, end: number, hash: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    for (let place = homeOf(hash, mask); ; place = (place + 1) & mask) {
      const entry = places[place] as number;
      if (entry === 0) return -1;
      if (entry !== GONE && this.#cells[entry] === hash && this.#isText(entry, view, start, end)) return place;
    }
  }

  #isText(entry: number, view: DataView, start: number, end: number): boolean {
    const cells = this.#cells;
    if (cells[entry + LENGTH] !== end - start) return false;
    let cell = entry + HEADER;
    let at = start;
    for (; at + 4 <= end; at += 4) if (cells[cell++] !== view.getInt32(at, true)) return false;
    return at === end || cells[cell] === firstBytes(view.getInt32(at, true), end - at);
  }

  #place(entry: number): void {
    const mask = this.#places.length - 1;
    let place = homeOf(this.#cells[entry] as number, mask);
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = entry;
    this.#taken++;
  }

  /** Leaves out what is gone, and doubles the room. */
  #rebuild(more: number): void {
    const old = this.#cells;
    const entries = this.#places.filter((entry) => entry > 0);
    this.#cells = new Int32Array(Math.max(SMALLEST, 2 * (this.#end - this.#unused + more)));
    this.#places = new Int32Array(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(4 * (entries.length + 1)))));
    this.#end = HEADER;
    this.#unused = 0;
    this.#taken = 0;
    for (const entry of entries) {
      const size = sizeOf(old[entry + LENGTH] as number);
      this.#cells.set(old.subarray(entry, entry + size), this.#end);
      this.#place(this.#end);
      this.#end += size;
    }
  }
}

// Cells of an entry after its hash.
const NUMBER = 1;
const LENGTH = 2;
/** Cells of an entry before its text. No entry begins at 0. */
const HEADER = 3;
const GONE = -1;
const SMALLEST = 64;

/** Cells of an entry with a text of so many bytes. */
function sizeOf(length: number): number {
  return HEADER + ((length + 3) >> 2);
}

function homeOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

// Constants of this module are read faster than imported ones where modules are CommonJS.
const { PADDING, firstBytes, hashOf, paddedView } = words;
