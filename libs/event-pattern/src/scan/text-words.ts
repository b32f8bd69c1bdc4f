/**
 * UTF-8 text four bytes at a time: as integers whose lowest byte comes first.
 *
 * Reading a byte costs JavaScript several checks, and reading an integer as many. Whoever reads from a view must be allowed to
 * read up to three bytes after the end.
 */

/** Readable bytes to have after the end of a text. */
export const PADDING = 4;

/** The UTF-8 of a text, and its padding. */
export function paddedView(text: string): DataView {
  const bytes = ENCODER.encode(text);
  const padded = new Uint8Array(bytes.length + PADDING);
  padded.set(bytes);
  return new DataView(padded.buffer);
}

export const HASH_SEED = 0x811c9dc5 | 0;

/** The hash of a text, given that of what comes before its last word. */
export function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** Readers of events compute the same in the loop in which they look for the end of a string. */
export function hashOf(view: DataView, start: number, end: number): number {
  let hash = HASH_SEED;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mixed(hash, view.getInt32(at, true));
  return at < end ? mixed(hash, firstBytes(view.getInt32(at, true), end - at)) : hash;
}

/** The word with all but its first bytes cleared. @param count from 1 to 3 */
export function firstBytes(word: number, count: number): number {
  return word & ((1 << (8 * count)) - 1);
}

/** Index of the quote that ends a string without escapes. */
export function findQuote(view: DataView, from: number): number {
  let at = from;
  let marks = 0;
  for (; ; at += 4) {
    marks = zeroBytes(view.getInt32(at, true) ^ QUOTES);
    if (marks !== 0) return at + firstMark(marks);
  }
}

/** Marks quotes, backslashes and control characters: what a string cannot be read on at. Good up to the first mark. */
export function stopsIn(word: number): number {
  return zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES) | ((word - SPACES) & ~word & HIGHEST_BITS);
}

/** Which byte of a word, from 0 to 3, is the first that is marked. */
export function firstMark(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3;
}

/** Sets the highest bit of the first byte that is zero; what it sets after that means nothing. */
function zeroBytes(word: number): number {
  return (word - ONES) & ~word & HIGHEST_BITS;
}

const ONES = 0x01010101;
const HIGHEST_BITS = 0x80808080 | 0;
const QUOTES = 0x22 * ONES;
const BACKSLASHES = 0x5c * ONES;
const SPACES = 0x20 * ONES;
const ENCODER = new TextEncoder();
