import { type CodePoints, parseRegularExpression, type Syntax, WORD } from '@busbar/schema-containment/regular-expression';
import { BindingsError } from './errors';

/** Whose regular expressions: Python's `re`, `java.util.regex`, Go's RE2. */
export type PatternDialect = 'python' | 'java' | 'go';

/** Matches the strings in which `expression` and all of `also` are found, and none of `not`. */
export interface TranslatedPattern {
  readonly expression: string;
  /** Conditions at the beginning of the string that RE2 cannot express within `expression`; empty in the other dialects. */
  readonly also: readonly string[];
  readonly not: readonly string[];
}

/** How often RE2 repeats something at most, that in which it stands included. */
const GO_REPEATS_AT_MOST = 1_000;

const LANGUAGES: Readonly<Record<PatternDialect, string>> = { python: 'Python', java: 'Java', go: 'Go' };

/**
 * An ECMAScript pattern (flag `u`) in the words of another language. The same signs mean different things there (`$`, `\d`, `.`
 * and `\s` most of all), so every class is written as the ranges of code points that it stands for.
 *
 * @throws BindingsError for what is not such a pattern, and for what the language cannot express: back references; look-behind at more
 *   than a row of characters; in Go look-around that is not at the beginning, and more than 1,000 repetitions
 */
export function translatePattern(source: string, dialect: PatternDialect): TranslatedPattern {
  const syntax = parseRegularExpression(source);
  if (!syntax) throw new BindingsError(`The pattern ${source} is not a regular expression of ECMAScript with the flag "u".`);
  return new Translation(source, dialect).run(syntax);
}

class Translation {
  readonly #source: string;
  readonly #dialect: PatternDialect;

  constructor(source: string, dialect: PatternDialect) {
    this.#source = source;
    this.#dialect = dialect;
  }

  run(syntax: Syntax): TranslatedPattern {
    if (this.#dialect !== 'go') return { expression: this.#print(syntax), also: [], not: [] };
    if (timesRepeated(syntax) > GO_REPEATS_AT_MOST)
      throw this.#cannot(`more than ${GO_REPEATS_AT_MOST} repetitions (say with "maxLength" how long a text may be)`);
    const { conditions, rest } = conditionsAtBeginning(syntax);
    const printed = (isNegated: boolean) =>
      conditions.filter((one) => one.isNegated === isNegated).map(({ what }) => `^(?:${this.#print(what)})`);
    return { expression: this.#print(rest), also: printed(false), not: printed(true) };
  }

  #print(syntax: Syntax): string {
    switch (syntax.kind) {
      case 'characters':
        return syntax.isClass ? this.#class(syntax.of) : this.#character(syntax.of[0] ?? 0);
      case 'sequence':
        return syntax.parts.map((part) => this.#print(part)).join('');
      case 'alternatives':
        return syntax.branches.map((branch) => this.#print(branch)).join('|');
      case 'group':
        return `(?:${this.#print(syntax.what)})`;
      case 'repeat':
        return `${this.#print(syntax.what)}${syntax.written}${syntax.isLazy ? '?' : ''}`;
      case 'begin':
        return '^';
      case 'end':
        return this.#dialect === 'python' ? '\\Z' : '\\z';
      case 'word-boundary':
      case 'no-word-boundary':
        return this.#wordBoundary(syntax.kind === 'word-boundary');
      case 'look-around':
        return this.#lookAround(syntax);
      case 'back-reference':
        throw this.#cannot('a back reference');
    }
  }

  /** Python and Java see letters beyond ASCII, and Python finds no `\B` in an empty string. */
  #wordBoundary(isOne: boolean): string {
    if (this.#dialect === 'go') return isOne ? '\\b' : '\\B';
    const word = this.#class(WORD);
    return isOne ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))` : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
  }

  #lookAround({ what, isBehind, isNegated }: Extract<Syntax, { kind: 'look-around' }>): string {
    if (this.#dialect === 'go') throw this.#cannot('look-around');
    const isRow = (what.kind === 'sequence' ? what.parts : [what]).every(({ kind }) => kind === 'characters');
    if (isBehind && !isRow) throw this.#cannot('look-behind at more than a row of characters');
    return `(?${isBehind ? '<' : ''}${isNegated ? '!' : '='}${this.#print(what)})`;
  }

  #class(of: CodePoints): string {
    // A class of nothing: `[]`.
    if (of.length === 0) return this.#dialect === 'go' ? '[^\\x{0}-\\x{10FFFF}]' : '(?!)';
    let members = '';
    for (let at = 0; at < of.length; at += 2) {
      const [from = 0, to = 0] = [of[at], of[at + 1]];
      members += this.#character(from, true) + (from === to ? '' : `-${this.#character(to, true)}`);
    }
    return `[${members}]`;
  }

  #character(code: number, inClass = false): string {
    const character = String.fromCodePoint(code);
    if (/^[A-Za-z0-9_@:;,<>"'=%!/ `]$/.test(character)) return character;
    if (!inClass && (character === '-' || character === '#' || character === '&' || character === '~')) return character;
    if (code >= 0x21 && code <= 0x7e) return `\\${character}`;
    const hexadecimal = code.toString(16);
    if (this.#dialect !== 'python') return `\\x{${hexadecimal}}`;
    if (code <= 0xff) return `\\x${hexadecimal.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hexadecimal.padStart(4, '0')}` : `\\U${hexadecimal.padStart(8, '0')}`;
  }

  #cannot(what: string): BindingsError {
    return new BindingsError(
      `The pattern ${this.#source} has ${what}, which ${LANGUAGES[this.#dialect]} does not have in the same way.`,
    );
  }
}

interface Condition {
  readonly what: Syntax;
  readonly isNegated: boolean;
}

/** RE2 has no look-ahead. One at the very beginning is a condition of its own. */
function conditionsAtBeginning(syntax: Syntax): { conditions: readonly Condition[]; rest: Syntax } {
  if (syntax.kind !== 'sequence' || syntax.parts[0]?.kind !== 'begin') return { conditions: [], rest: syntax };
  const [begin, ...parts] = syntax.parts;
  const conditions: Condition[] = [];
  for (let first = parts[0]; first?.kind === 'look-around' && !first.isBehind; first = parts[0]) {
    conditions.push(first);
    parts.shift();
  }
  return { conditions, rest: { kind: 'sequence', parts: [begin, ...parts] } };
}

/** How often something in the expression is repeated at most, by bounds; a loop without one counts once. */
function timesRepeated(syntax: Syntax): number {
  switch (syntax.kind) {
    case 'sequence':
      return Math.max(1, ...syntax.parts.map(timesRepeated));
    case 'alternatives':
      return Math.max(1, ...syntax.branches.map(timesRepeated));
    case 'group':
    case 'look-around':
      return timesRepeated(syntax.what);
    case 'repeat':
      return timesRepeated(syntax.what) * Math.max(1, Number.isFinite(syntax.max) ? syntax.max : syntax.min);
    default:
      return 1;
  }
}
