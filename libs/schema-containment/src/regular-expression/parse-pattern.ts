import { ANY_CODE_POINT, type CodePoints, complement, DIGITS, LINE_ENDS, SPACE, unite, WORD } from './code-points';
import type { Expression, Expressions } from './expression';

const MAXIMUM_NESTING = 60;
const MAXIMUM_LENGTH = 4_000;

/** What the parser met: a construct beyond regular languages, or an error. Patterns with it are not understood, only run. */
class NotUnderstood extends Error {}

/** Part of a sequence: an expression, or a condition on everything that follows. */
type Part = { readonly what: Expression; readonly ahead?: 'is' | 'is-not' };

/**
 * The texts in which an ECMAScript pattern (with the `u` flag) finds something, as one expression; undefined for what is not a
 * regular language or not supported: back references, look-behind, `\b`, `\p{…}`, look-ahead inside groups.
 */
export function parsePattern(source: string, expressions: Expressions): Expression | undefined {
  if (source.length > MAXIMUM_LENGTH) return undefined;
  try {
    return new PatternParser(source, expressions).parse();
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class PatternParser {
  readonly #text: readonly string[];
  readonly #make: Expressions;
  #at = 0;
  #nesting = 0;

  constructor(source: string, expressions: Expressions) {
    this.#text = [...source];
    this.#make = expressions;
  }

  parse(): Expression {
    const found = this.#alternatives(this.#make.everything, true);
    if (this.#at < this.#text.length) throw new NotUnderstood();
    return this.#make.sequence(this.#make.everything, found);
  }

  /** `a|b|c`, each followed by `tail`. Look-ahead is a condition on all that follows, so only the outermost level has it. */
  #alternatives(tail: Expression, outermost: boolean): Expression {
    const branches: Expression[] = [];
    do {
      const parts = this.#sequence(outermost);
      branches.push(
        parts.reduceRight((rest, { what, ahead }) => {
          if (!ahead) return this.#make.sequence(what, rest);
          const followed = this.#make.sequence(what, this.#make.everything);
          return this.#make.all([ahead === 'is' ? followed : this.#make.not(followed), rest]);
        }, tail),
      );
    } while (this.#take('|'));
    return this.#make.any(branches);
  }

  #sequence(outermost: boolean): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && !this.#sees('|') && !this.#sees(')')) {
      const part = this.#part(outermost);
      parts.push(part.ahead ? part : { what: this.#repeated(part.what) });
    }
    return parts;
  }

  #part(outermost: boolean): Part {
    const character = this.#next();
    switch (character) {
      case '^':
        return { what: this.#make.begin };
      case '$':
        return { what: this.#make.end };
      case '.':
        return { what: this.#make.one(complement(LINE_ENDS)) };
      case '[':
        return { what: this.#make.one(this.#class()) };
      case '(':
        return this.#group(outermost);
      case '\\':
        return { what: this.#make.one(this.#escape(false)) };
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        throw new NotUnderstood();
      default:
        return { what: this.#make.one(single(character)) };
    }
  }

  #group(outermost: boolean): Part {
    if (++this.#nesting > MAXIMUM_NESTING) throw new NotUnderstood();
    let ahead: Part['ahead'];
    if (this.#take('?')) {
      if (this.#take('=')) ahead = 'is';
      else if (this.#take('!')) ahead = 'is-not';
      else if (!this.#take(':')) throw new NotUnderstood();
      if (ahead && !outermost) throw new NotUnderstood();
    }
    const what = this.#alternatives(this.#make.nothing, false);
    if (!this.#take(')')) throw new NotUnderstood();
    this.#nesting--;
    return ahead ? { what, ahead } : { what };
  }

  #repeated(what: Expression): Expression {
    const bounds = this.#quantifier();
    if (!bounds) return what;
    if (what.kind === 'begin' || what.kind === 'end') throw new NotUnderstood();
    this.#take('?');
    return this.#make.repeat(what, bounds[0], bounds[1]);
  }

  #quantifier(): [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    if (!this.#take('{')) return undefined;
    const min = this.#number();
    let max = min;
    if (this.#take(',')) max = this.#sees('}') ? Infinity : this.#number();
    if (!this.#take('}') || min > max || min > 10_000) throw new NotUnderstood();
    return [min, max];
  }

  #number(): number {
    let digits = '';
    while (/^\d$/.test(this.#text[this.#at] ?? '')) digits += this.#next();
    if (digits === '' || digits.length > 9) throw new NotUnderstood();
    return Number(digits);
  }

  #class(): CodePoints {
    const negated = this.#take('^');
    const sets: CodePoints[] = [];
    while (!this.#take(']')) {
      const from = this.#classMember();
      if (this.#sees('-') && this.#text[this.#at + 1] !== ']') {
        this.#next();
        const to = this.#classMember();
        const [first, last] = [from[0] ?? 0, to[0] ?? 0];
        const areSingle = from.length === 2 && from[1] === first && to.length === 2 && to[1] === last;
        if (!areSingle || first > last) throw new NotUnderstood();
        sets.push([first, last]);
      } else sets.push(from);
    }
    return negated ? complement(unite(sets)) : unite(sets);
  }

  #classMember(): CodePoints {
    const character = this.#next();
    return character === '\\' ? this.#escape(true) : single(character);
  }

  #escape(inClass: boolean): CodePoints {
    const character = this.#next();
    switch (character) {
      case 'd':
        return DIGITS;
      case 'D':
        return complement(DIGITS);
      case 'w':
        return WORD;
      case 'W':
        return complement(WORD);
      case 's':
        return SPACE;
      case 'S':
        return complement(SPACE);
      case 'n':
        return single('\n');
      case 'r':
        return single('\r');
      case 't':
        return single('\t');
      case 'v':
        return single('\v');
      case 'f':
        return single('\f');
      case '0':
        if (/^\d$/.test(this.#text[this.#at] ?? '')) throw new NotUnderstood();
        return single('\0');
      case 'x':
        return this.#hexadecimal(2);
      case 'u':
        return this.#unicode();
      case '-':
        if (inClass) return single('-');
        throw new NotUnderstood();
      default:
        if (/^[\^$\\.*+?()[\]{}|/]$/.test(character)) return single(character);
        throw new NotUnderstood();
    }
  }

  #hexadecimal(length: number): CodePoints {
    let digits = '';
    while (digits.length < length) digits += this.#next();
    if (!/^[0-9a-fA-F]+$/.test(digits)) throw new NotUnderstood();
    const code = parseInt(digits, 16);
    return [code, code];
  }

  #unicode(): CodePoints {
    if (!this.#take('{')) {
      const code = this.#hexadecimal(4);
      // Two escapes that make one code point are rare enough to leave to the real engine.
      if ((code[0] ?? 0) >= 0xd800 && (code[0] ?? 0) <= 0xdfff) throw new NotUnderstood();
      return code;
    }
    let digits = '';
    while (!this.#take('}')) digits += this.#next();
    const code = /^[0-9a-fA-F]{1,6}$/.test(digits) ? parseInt(digits, 16) : Infinity;
    if (code > (ANY_CODE_POINT[1] ?? 0)) throw new NotUnderstood();
    return [code, code];
  }

  #sees(character: string): boolean {
    return this.#text[this.#at] === character;
  }

  #take(character: string): boolean {
    if (!this.#sees(character)) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new NotUnderstood();
    return character;
  }
}

function single(character: string): CodePoints {
  const code = character.codePointAt(0) ?? 0;
  return [code, code];
}
