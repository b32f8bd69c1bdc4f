import type { CodePoints } from './code-points';

/** All code points but surrogates, in strings of one code unit a code point, or two, so that an index tells the code point. */
const PLANES = [
  { from: 0, to: 0xd7ff, units: 1 },
  { from: 0xe000, to: 0xffff, units: 1 },
  ...Array.from({ length: 16 }, (_, plane) => ({ from: (plane + 1) * 0x10000, to: (plane + 2) * 0x10000 - 1, units: 2 })),
];

const known = new Map<string, CodePoints | undefined>();

/**
 * The code points of a property escape (`\p{Lu}`, `\P{Script=Greek}`), asked of the engine's own tables: other languages have
 * other versions of Unicode. Undefined for what is not a property.
 */
export function unicodeProperty(escape: string): CodePoints | undefined {
  if (!known.has(escape)) known.set(escape, findProperty(escape));
  return known.get(escape);
}

function findProperty(escape: string): CodePoints | undefined {
  let run: RegExp;
  let one: RegExp;
  try {
    run = new RegExp(`${escape}+`, 'gu');
    one = new RegExp(`^${escape}$`, 'u');
  } catch {
    return undefined;
  }
  const found: number[] = [];
  const add = (from: number, to: number): void => {
    if (found.length > 0 && found[found.length - 1] === from - 1) found[found.length - 1] = to;
    else found.push(from, to);
  };
  for (const { from, to, units } of PLANES) {
    for (const match of allOf(from, to).matchAll(run)) {
      add(from + match.index / units, from + (match.index + match[0].length) / units - 1);
    }
    if (to === 0xd7ff) for (let code = 0xd800; code <= 0xdfff; code++) if (one.test(String.fromCharCode(code))) add(code, code);
  }
  return found;
}

const planes = new Map<number, string>();

function allOf(from: number, to: number): string {
  const made = planes.get(from);
  if (made !== undefined) return made;
  const chunks: string[] = [];
  for (let start = from; start <= to; start += 0x1000) {
    chunks.push(String.fromCodePoint(...Array.from({ length: Math.min(0x1000, to - start + 1) }, (_, at) => start + at)));
  }
  const all = chunks.join('');
  planes.set(from, all);
  return all;
}
