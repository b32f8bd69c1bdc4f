import { type CodePoints, complement, DIGITS, LAST_CODE_POINT, LINE_ENDS, SPACE, unite, WORD } from './code-points';
import type { Syntax } from './syntax';
import { unicodeProperty } from './unicode-properties';

const MAXIMUM_NESTING = 60;
const MAXIMUM_LENGTH = 4_000;

/** What the parser met: an error, or something that it does not know. */
class NotUnderstood extends Error {}

const CONTROL: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b, f: 0x0c };
const SYNTAX_CHARACTER = /^[\^$\\.*+?()[\]{}|/]$/;

/**
 * The tree of an ECMAScript regular expression with the flag `u` (ECMA-262, 22.2.1). Undefined for what is none, and for what is
 * too large: longer than 4,000 characters, or groups nested more than 60 deep.
 *
 * @param flag without `u`, what is often written and has a meaning only then is understood too: `\-` outside a class, `\@`, `[\w-.]`,
 *   a brace that is not a quantifier
 */
export function parseRegularExpression(source: string, flag: 'u' | '' = 'u'): Syntax | undefined {
  if (source.length > MAXIMUM_LENGTH) return undefined;
  try {
    return new Parser(source, flag === '').parse();
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class Parser {
  readonly #text: readonly string[];
  #at = 0;
  #nesting = 0;

  constructor(
    source: string,
    readonly isLenient: boolean,
  ) {
    this.#text = [...source];
  }

  parse(): Syntax {
    const whole = this.#alternatives();
    if (this.#at < this.#text.length) throw new NotUnderstood();
    return whole;
  }

  #alternatives(): Syntax {
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    return branches.length === 1 && branches[0] ? branches[0] : { kind: 'alternatives', branches };
  }

  #sequence(): Syntax {
    const parts: Syntax[] = [];
    while (this.#at < this.#text.length && !this.#sees('|') && !this.#sees(')')) parts.push(this.#repeated(this.#part()));
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'sequence', parts };
  }

  #part(): Syntax {
    const character = this.#next();
    switch (character) {
      case '^':
        return { kind: 'begin' };
      case '$':
        return { kind: 'end' };
      case '.':
        return { kind: 'characters', of: complement(LINE_ENDS), isClass: true };
      case '[':
        return { kind: 'characters', of: this.#class(), isClass: true };
      case '(':
        return this.#group();
      case '\\':
        return this.#escapedPart();
      case '*':
      case '+':
      case '?':
        throw new NotUnderstood();
      case '{':
      case '}':
      case ']':
        if (!this.isLenient) throw new NotUnderstood();
        return { kind: 'characters', of: single(character), isClass: false };
      default:
        return { kind: 'characters', of: single(character), isClass: false };
    }
  }

  #escapedPart(): Syntax {
    if (this.#take('b')) return { kind: 'word-boundary' };
    if (this.#take('B')) return { kind: 'no-word-boundary' };
    if (this.#take('k')) {
      if (!this.#take('<')) throw new NotUnderstood();
      while (!this.#take('>')) this.#next();
      return { kind: 'back-reference' };
    }
    if (/^[1-9]$/.test(this.#text[this.#at] ?? '')) {
      while (/^\d$/.test(this.#text[this.#at] ?? '')) this.#at++;
      return { kind: 'back-reference' };
    }
    const of = this.#escape(false);
    return { kind: 'characters', of, isClass: of.length !== 2 || of[0] !== of[1] };
  }

  #group(): Syntax {
    if (++this.#nesting > MAXIMUM_NESTING) throw new NotUnderstood();
    const around = this.#lookAround();
    if (!around && this.#take('?') && !this.#take(':')) {
      if (!this.#take('<')) throw new NotUnderstood();
      while (!this.#take('>')) this.#next();
    }
    const what = this.#alternatives();
    if (!this.#take(')')) throw new NotUnderstood();
    this.#nesting--;
    return around ? { kind: 'look-around', what, ...around } : { kind: 'group', what };
  }

  #lookAround(): { isBehind: boolean; isNegated: boolean } | undefined {
    const found = /^\?(<?)([=!])/.exec(this.#text.slice(this.#at, this.#at + 3).join(''));
    if (!found) return undefined;
    this.#at += found[0].length;
    return { isBehind: found[1] === '<', isNegated: found[2] === '!' };
  }

  #repeated(what: Syntax): Syntax {
    const begins = this.#at;
    const bounds = this.#quantifier();
    if (!bounds) return what;
    if (what.kind !== 'characters' && what.kind !== 'group' && what.kind !== 'back-reference') throw new NotUnderstood();
    const written = this.#text.slice(begins, this.#at).join('');
    return { kind: 'repeat', what, min: bounds[0], max: bounds[1], isLazy: this.#take('?'), written };
  }

  #quantifier(): [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    if (this.isLenient && !this.#seesBounds()) return undefined;
    if (!this.#take('{')) return undefined;
    const min = this.#number();
    let max = min;
    if (this.#take(',')) max = this.#sees('}') ? Infinity : this.#number();
    if (!this.#take('}') || min > max) throw new NotUnderstood();
    return [min, max];
  }

  #seesBounds(): boolean {
    return /^\{\d+(?:,\d*)?\}/.test(this.#text.slice(this.#at, this.#at + 24).join(''));
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
        if (areSingle && first <= last) sets.push([first, last]);
        else if (this.isLenient && !areSingle) sets.push(from, single('-'), to);
        else throw new NotUnderstood();
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
      case 'p':
      case 'P':
        return this.#property(character);
      case 'c':
        return this.#controlLetter();
      case '0':
        if (/^\d$/.test(this.#text[this.#at] ?? '')) throw new NotUnderstood();
        return single('\0');
      case 'x':
        return code(this.#hexadecimal(2));
      case 'u':
        return code(this.#unicode());
      case 'b':
      case '-':
        if (!inClass && (character === 'b' || !this.isLenient)) throw new NotUnderstood();
        return character === 'b' ? single('\b') : single('-');
      default: {
        const control = Object.hasOwn(CONTROL, character) ? CONTROL[character] : undefined;
        if (control !== undefined) return code(control);
        if (!SYNTAX_CHARACTER.test(character) && !(this.isLenient && /^[^A-Za-z0-9]$/u.test(character)))
          throw new NotUnderstood();
        return single(character);
      }
    }
  }

  #property(letter: string): CodePoints {
    if (!this.#take('{')) throw new NotUnderstood();
    let name = '';
    while (!this.#take('}')) name += this.#next();
    const found = /^[A-Za-z0-9_=]+$/.test(name) ? unicodeProperty(`\\${letter}{${name}}`) : undefined;
    if (!found) throw new NotUnderstood();
    return found;
  }

  #controlLetter(): CodePoints {
    const letter = this.#next();
    if (!/^[A-Za-z]$/.test(letter)) throw new NotUnderstood();
    return code(letter.charCodeAt(0) % 32);
  }

  #hexadecimal(length: number): number {
    let digits = '';
    while (digits.length < length) digits += this.#next();
    if (!/^[0-9a-fA-F]+$/.test(digits)) throw new NotUnderstood();
    return Number.parseInt(digits, 16);
  }

  /** After `\u`. Two escapes that are the halves of a pair are one code point. */
  #unicode(): number {
    if (!this.#take('{')) {
      const first = this.#hexadecimal(4);
      const isLead = first >= 0xd800 && first <= 0xdbff;
      if (!isLead || !this.#sees('\\') || this.#text[this.#at + 1] !== 'u' || this.#text[this.#at + 2] === '{') return first;
      const back = this.#at;
      this.#at += 2;
      const second = this.#hexadecimal(4);
      if (second >= 0xdc00 && second <= 0xdfff) return (first - 0xd800) * 0x400 + (second - 0xdc00) + 0x10000;
      this.#at = back;
      return first;
    }
    let digits = '';
    while (!this.#take('}')) digits += this.#next();
    const found = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Infinity;
    if (found > LAST_CODE_POINT) throw new NotUnderstood();
    return found;
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

function code(of: number): CodePoints {
  return [of, of];
}

function single(character: string): CodePoints {
  return code(character.codePointAt(0) ?? 0);
}
