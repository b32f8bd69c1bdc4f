/** Sets of Unicode code points: sorted, disjoint, inclusive ranges `[from, to, from, to, …]`. */
export type CodePoints = readonly number[];

export const LAST_CODE_POINT = 0x10ffff;

export const ANY_CODE_POINT: CodePoints = [0, LAST_CODE_POINT];
export const DIGITS: CodePoints = [0x30, 0x39];
export const WORD: CodePoints = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
/** `\s` of ECMAScript. */
export const SPACE: CodePoints = [
  0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000,
  0x3000, 0xfeff, 0xfeff,
];
/** What `.` does not match. */
export const LINE_ENDS: CodePoints = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029];

export function unite(sets: readonly CodePoints[]): CodePoints {
  const ranges: [number, number][] = [];
  for (const set of sets) for (let at = 0; at < set.length; at += 2) ranges.push([set[at] ?? 0, set[at + 1] ?? 0]);
  ranges.sort((a, b) => a[0] - b[0]);
  const united: number[] = [];
  for (const [from, to] of ranges) {
    const last = united.length - 1;
    if (last > 0 && from <= (united[last] ?? 0) + 1) united[last] = Math.max(united[last] ?? 0, to);
    else united.push(from, to);
  }
  return united;
}

export function complement(set: CodePoints): CodePoints {
  const rest: number[] = [];
  let next = 0;
  for (let at = 0; at < set.length; at += 2) {
    const from = set[at] ?? 0;
    if (from > next) rest.push(next, from - 1);
    next = (set[at + 1] ?? 0) + 1;
  }
  if (next <= LAST_CODE_POINT) rest.push(next, LAST_CODE_POINT);
  return rest;
}

export function intersect(a: CodePoints, b: CodePoints): CodePoints {
  const common: number[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i] ?? 0, b[j] ?? 0);
    const to = Math.min(a[i + 1] ?? 0, b[j + 1] ?? 0);
    if (from <= to) common.push(from, to);
    if ((a[i + 1] ?? 0) < (b[j + 1] ?? 0)) i += 2;
    else j += 2;
  }
  return common;
}

export function includes(set: CodePoints, code: number): boolean {
  for (let at = 0; at < set.length; at += 2) {
    if (code < (set[at] ?? 0)) return false;
    if (code <= (set[at + 1] ?? 0)) return true;
  }
  return false;
}

/** The coarsest partition of all code points in which every given set is a union of parts. */
export function partition(sets: readonly CodePoints[]): CodePoints[] {
  let parts: CodePoints[] = [ANY_CODE_POINT];
  for (const set of sets) {
    const outside = complement(set);
    parts = parts.flatMap((part) => [intersect(part, set), intersect(part, outside)].filter((piece) => piece.length > 0));
  }
  return parts;
}

const READABLE = [...'a0A-_. /:@bc123xyz'].map((text) => text.codePointAt(0) ?? 0);

/** A member that people can read, if the set has one; never half of a surrogate pair unless nothing else is left. */
export function readableMember(set: CodePoints): number {
  const readable = READABLE.find((code) => includes(set, code));
  if (readable !== undefined) return readable;
  const printable = intersect(set, [0x21, 0x7e, 0xa1, 0xd7ff, 0xe000, 0xfffd]);
  return printable[0] ?? set[0] ?? 0;
}
