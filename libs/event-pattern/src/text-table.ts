import { HashRows } from './hash-rows';

/** Texts with a number each, found by their UTF-8 bytes wherever those stand. */
export class TextTable {
  /** Hash, number, start and length in the bytes below. */
  readonly #rows = new HashRows();
  #bytes = new Uint8Array(SMALLEST);
  #used = 0;
  #unused = 0;

  /** @param number not 0 */
  add(text: string, number: number): void {
    const bytes = ENCODER.encode(text);
    if (this.#used + bytes.length > this.#bytes.length) this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#rows.add(hashOf(bytes, 0, bytes.length), number, this.#used, bytes.length);
    this.#used += bytes.length;
  }

  remove(text: string): void {
    const bytes = ENCODER.encode(text);
    const row = this.#row(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
    if (row < 0) return;
    this.#unused += bytes.length;
    this.#rows.remove(row);
  }

  /**
   * @param hash as `hashOf` gives for the bytes
   * @returns the number of the text; 0 if there is none
   */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const row = this.#row(bytes, start, end, hash);
    return row < 0 ? 0 : (this.#rows.cells[row + 1] as number);
  }

  #row(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const rows = this.#rows;
    const { cells } = rows;
    for (let row = rows.home(hash); cells[row + 1] !== 0; row = rows.after(row)) {
      if (cells[row] !== hash || cells[row + 3] !== end - start) continue;
      if (this.#hasBytes(cells[row + 2] as number, bytes, start, end)) return row;
    }
    return -1;
  }

  #hasBytes(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes;
    for (let i = start, j = at; i < end; i++, j++) if (own[j] !== bytes[i]) return false;
    return true;
  }

  /** Packs the bytes when removed texts left half of them unused; otherwise doubles them. */
  #makeRoom(more: number): void {
    const old = this.#bytes;
    const needed = this.#used - this.#unused + more;
    this.#bytes = new Uint8Array(Math.max(SMALLEST, 2 * needed));
    const { cells } = this.#rows;
    this.#used = 0;
    this.#unused = 0;
    for (let row = 0; row < cells.length; row += 4) {
      if (cells[row + 1] === 0) continue;
      const start = cells[row + 2] as number;
      const length = cells[row + 3] as number;
      this.#bytes.set(old.subarray(start, start + length), this.#used);
      cells[row + 2] = this.#used;
      this.#used += length;
    }
  }
}

const SMALLEST = 256;
const ENCODER = new TextEncoder();

export const HASH_SEED = 0x811c9dc5 | 0;

/** FNV-1a, 32 bits. Readers of events compute the same in the loop in which they look for the end of a string. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}
