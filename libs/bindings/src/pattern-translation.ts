import { BindingsError } from './errors';

/** Whose regular expressions: Python's `re`, `java.util.regex`, Go's RE2. */
export type PatternDialect = 'python' | 'java' | 'go';

/** Finds something exactly in the texts in which `expression` does, and nothing of `not`, and all of `also`. */
export interface TranslatedPattern {
  readonly expression: string;
  /** Conditions at the beginning of the text that RE2 cannot say within the expression; empty in the other dialects. */
  readonly also: readonly string[];
  readonly not: readonly string[];
}

type Ranges = readonly (readonly [number, number])[];

const LAST = 0x10ffff;
const DIGIT: Ranges = [[0x30, 0x39]];
const WORD: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const SPACE: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const LINE_ENDS: Ranges = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
const CONTROL: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b, f: 0x0c, '0': 0 };

/** How often RE2 repeats something at most, that in which it stands included. */
const GO_REPEATS_AT_MOST = 1_000;

/**
 * An ECMAScript pattern (flag `u`) in the words of another language. The same signs mean different things there (`$`, `\d`, `.`
 * and `\s` most of all), so every class is written as the ranges of code points that it stands for.
 *
 * @throws BindingsError for what the language cannot say: back references; look-behind at more than a row of characters; in Go
 *   look-around that is not at the beginning, and more than 1,000 repetitions
 */
export function translatePattern(source: string, dialect: PatternDialect): TranslatedPattern {
  return new Translation(source, dialect).run();
}

class Translation {
  readonly #text: readonly string[];
  #at = 0;
  #depth = 0;
  /** How often what was read last repeats a part of it, at most. */
  #repeats = 1;
  readonly #also: string[] = [];
  readonly #not: string[] = [];

  constructor(
    readonly source: string,
    readonly dialect: PatternDialect,
  ) {
    this.#text = [...source];
  }

  run(): TranslatedPattern {
    const expression = this.#alternatives();
    if ((this.#also.length > 0 || this.#not.length > 0) && /\|/.test(this.#outermost()))
      throw this.#cannot('look-around in alternatives');
    return { expression, also: this.#also, not: this.#not };
  }

  /** Up to the closing parenthesis of the group, or the end. */
  #alternatives(): string {
    let translated = '';
    let repeats = 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      translated += this.#part();
      repeats = Math.max(repeats, this.#repeats);
    }
    this.#repeats = repeats;
    return translated;
  }

  #part(): string {
    const character = this.#next();
    const before = this.#repeats;
    this.#repeats = 1;
    switch (character) {
      case '|':
      case '^':
        return character;
      case '*':
      case '+':
      case '?':
        this.#repeats = before;
        return character + this.#lazy();
      case '{':
        return this.#bounds(before) + this.#lazy();
      case '$':
        return this.dialect === 'python' ? '\\Z' : '\\z';
      case '.':
        return this.#class(complement(LINE_ENDS));
      case '[':
        return this.#class(this.#ranges());
      case '(':
        return this.#group();
      case '\\':
        return this.#escape();
      default:
        return this.#character(codeOf(character));
    }
  }

  /** After a `{`. @param repeats how often what is repeated repeats a part of it */
  #bounds(repeats: number): string {
    let bounds = '';
    while (this.#text[this.#at] !== '}') bounds += this.#next();
    this.#at++;
    const [least = '', most = least] = bounds.split(',');
    this.#repeats = repeats * Math.max(1, Number(most === '' ? least : most));
    if (this.dialect === 'go' && this.#repeats > GO_REPEATS_AT_MOST) {
      throw this.#cannot(`more than ${GO_REPEATS_AT_MOST} repetitions (say with "maxLength" how long a text may be)`);
    }
    return `{${bounds}}`;
  }

  #lazy(): string {
    if (this.#text[this.#at] !== '?') return '';
    this.#at++;
    return '?';
  }

  #group(): string {
    const begins = this.#at - 1;
    const rest = this.#text.slice(this.#at, this.#at + 3).join('');
    const around = /^\?<?[=!]/.exec(rest)?.[0];
    if (around !== undefined) this.#at += around.length;
    else if (rest.startsWith('?:')) this.#at += 2;
    else if (rest.startsWith('?<')) this.#at = this.#text.indexOf('>', this.#at) + 1;
    this.#depth++;
    const inner = this.#alternatives();
    this.#depth--;
    this.#at++;
    if (around === undefined) return `(?:${inner})`;
    if (this.dialect !== 'go') {
      const source = this.#text.slice(begins, this.#at).join('');
      if (around.includes('<') && !IN_A_ROW.test(source)) throw this.#cannot('look-behind at more than a row of characters');
      return `(${around}${inner})`;
    }
    // RE2 has no look-ahead. One at the very beginning is a condition of its own.
    const before = this.#text.slice(0, begins).join('');
    if (this.#depth > 0 || around.includes('<') || !/^\^(?:\(\?[=!](?:[^()\\]|\\.)*\))*$/.test(before))
      throw this.#cannot('look-around');
    (around === '?=' ? this.#also : this.#not).push(`^(?:${inner})`);
    return '';
  }

  #escape(): string {
    const next = this.#text[this.#at] ?? '';
    if (next === 'b' || next === 'B') {
      this.#at++;
      if (this.dialect === 'go') return `\\${next}`;
      // The others' own know letters beyond ASCII, and Python finds no `\B` in an empty text.
      const word = this.#class(WORD);
      return next === 'b'
        ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
        : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
    }
    if (/[1-9k]/.test(next)) throw this.#cannot('a back reference');
    const ranges = this.#escapedRanges();
    const only = ranges.length === 1 ? ranges[0] : undefined;
    return only && only[0] === only[1] ? this.#character(only[0]) : this.#class(ranges);
  }

  /** After a `[`. */
  #ranges(): Ranges {
    const negated = this.#text[this.#at] === '^';
    if (negated) this.#at++;
    const ranges: (readonly [number, number])[] = [];
    while (this.#text[this.#at] !== ']') {
      const from = this.#member();
      const first = from[0]?.[0] ?? 0;
      if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']') {
        this.#at++;
        ranges.push([first, this.#member()[0]?.[0] ?? first]);
      } else ranges.push(...from);
    }
    this.#at++;
    return negated ? complement(ranges) : united(ranges);
  }

  #member(): Ranges {
    const character = this.#next();
    return character === '\\' ? this.#escapedRanges(true) : single(codeOf(character));
  }

  #escapedRanges(inClass = false): Ranges {
    const character = this.#next();
    if (inClass && character === 'b') return single(0x08);
    switch (character) {
      case 'd':
        return DIGIT;
      case 'D':
        return complement(DIGIT);
      case 'w':
        return WORD;
      case 'W':
        return complement(WORD);
      case 's':
        return SPACE;
      case 'S':
        return complement(SPACE);
      case 'p':
      case 'P': {
        const end = this.#text.indexOf('}', this.#at) + 1;
        const property = this.#text.slice(this.#at, end).join('');
        this.#at = end;
        return rangesOf(`\\${character}${property}`);
      }
      case 'c':
        return single(codeOf(this.#next()) % 32);
      case 'x':
        return single(this.#hexadecimal(2));
      case 'u':
        return single(this.#unicode());
      default:
        return single(CONTROL[character] ?? codeOf(character));
    }
  }

  #unicode(): number {
    if (this.#text[this.#at] === '{') {
      const end = this.#text.indexOf('}', this.#at);
      const code = Number.parseInt(this.#text.slice(this.#at + 1, end).join(''), 16);
      this.#at = end + 1;
      return code;
    }
    const code = this.#hexadecimal(4);
    const isPair = code >= 0xd800 && code <= 0xdbff && this.#text[this.#at] === '\\' && this.#text[this.#at + 1] === 'u';
    if (!isPair) return code;
    this.#at += 2;
    return codeOf(String.fromCharCode(code, this.#hexadecimal(4)));
  }

  #hexadecimal(digits: number): number {
    const text = this.#text.slice(this.#at, this.#at + digits).join('');
    this.#at += digits;
    return Number.parseInt(text, 16);
  }

  #class(ranges: Ranges): string {
    // A class of nothing: `[]`.
    if (ranges.length === 0) return this.dialect === 'go' ? '[^\\x{0}-\\x{10FFFF}]' : '(?!)';
    const members = ranges.map(([from, to]) => {
      if (from === to) return this.#character(from, true);
      return `${this.#character(from, true)}-${this.#character(to, true)}`;
    });
    return `[${members.join('')}]`;
  }

  #character(code: number, inClass = false): string {
    const character = String.fromCodePoint(code);
    if (/^[A-Za-z0-9_@:;,<>"'=%!/ `]$/.test(character)) return character;
    if (!inClass && (character === '-' || character === '#' || character === '&' || character === '~')) return character;
    if (code >= 0x21 && code <= 0x7e) return `\\${character}`;
    const hexadecimal = code.toString(16);
    if (this.dialect !== 'python') return `\\x{${hexadecimal}}`;
    if (code <= 0xff) return `\\x${hexadecimal.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hexadecimal.padStart(4, '0')}` : `\\U${hexadecimal.padStart(8, '0')}`;
  }

  #next(): string {
    return this.#text[this.#at++] ?? '';
  }

  /** The source without its groups and classes. */
  #outermost(): string {
    let text = this.source.replace(/\\./gsu, '').replace(/\[[^\]]*\]/g, '');
    for (let shorter = text; ; text = shorter) {
      shorter = text.replace(/\([^()]*\)/g, '');
      if (shorter === text) return text;
    }
  }

  #cannot(what: string): BindingsError {
    return new BindingsError(
      `The pattern ${this.source} has ${what}, which ${LANGUAGES[this.dialect]} does not have in the same way.`,
    );
  }
}

const LANGUAGES: Readonly<Record<PatternDialect, string>> = { python: 'Python', java: 'Java', go: 'Go' };

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function single(code: number): Ranges {
  return [[code, code]];
}

function united(ranges: Ranges): Ranges {
  return complement(complement(ranges));
}

function complement(ranges: Ranges): Ranges {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) rest.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) rest.push([next, LAST]);
  return rest;
}

/** A look-behind at so many characters, not more and not less. */
const IN_A_ROW = /^\(\?<[=!](?:\\[^bB]|\[(?:[^\]\\]|\\.)*\]|[^\\[\]()*+?{|^$])*\)$/su;

const properties = new Map<string, Ranges>();

/** What a property of Unicode stands for, asked of the engine: other languages know other versions of Unicode. */
function rangesOf(escape: string): Ranges {
  const known = properties.get(escape);
  if (known) return known;
  const pattern = new RegExp(`^${escape}$`, 'u');
  const ranges: [number, number][] = [];
  for (let code = 0; code <= LAST; code++) {
    if (!pattern.test(String.fromCodePoint(code))) continue;
    const last = ranges.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  properties.set(escape, ranges);
  return ranges;
}
