import { comparableNumber } from './decimal';
import { EventError } from './errors';
import type { Field } from './field';
import { type FoundValues, NO_ELEMENT as ROOT, Spelling } from './found-values';
import { readNumber } from './number-bounds';
import { HASH_SEED as SEED, type PathNode, type PathTree } from './path-tree';
import * as words from './symbol-table';
import type { SymbolTable } from './symbol-table';

/**
 * Finds, in the JSON text of an event, the scalars at the paths that patterns look at.
 *
 * It runs over the text's UTF-8 bytes once and makes no strings, objects or arrays. What no pattern looks at is skipped by its
 * brackets and quotes alone, so a mistake inside it goes unnoticed; in what is looked at, every mistake is an error. Repeated
 * keys give all their values, as they do for EventBridge.
 */
export class EventScanner {
  #bytes = new Uint8Array(INITIAL_SIZE);
  #length = 0;
  /** Whether bytes and UTF-16 units have the same indices. */
  #ascii = true;
  /** For other texts: a byte index with its unit index, moved forward from value to value. */
  #knownByte = 0;
  #knownUnit = 0;
  #event = 0;
  /** Whether the text has escapes anywhere, which makes quotes harder to find. */
  #escapes = false;

  /** Objects and arrays of the top level that have been passed over: where they are, and their place in the tree of paths. */
  readonly #postponed: { readonly at: number; readonly node: PathNode<Field> }[] = [];

  /**
   * @param isHopeful whether what has been found so far leaves a chance that looking into objects and arrays is of use. They are
   *   passed over as long as not, and looked into at the end if a value of the top level that came later gives hope.
   */
  constructor(
    private readonly paths: PathTree<Field>,
    private readonly symbols: SymbolTable,
    private readonly found: FoundValues,
    private readonly isHopeful: (event: number) => boolean = () => true,
  ) {}

  /**
   * @param event a number that this index has used for no other event
   * @throws EventError
   */
  scan(text: string, event: number): void {
    this.#event = event;
    this.found.begin(text);
    this.#encode(text);
    const bytes = this.#bytes;
    let i = skipSpace(bytes, 0);
    if (bytes[i] !== BRACE || i >= this.#length) throw new EventError('it must be a JSON object', this.#unit(i));
    i = this.#scanObject(i, this.paths.root, NO_ELEMENT, 1);
    i = skipSpace(bytes, i);
    if (i < this.#length) this.#fail(i, 'unexpected text after the object');
    if (this.#postponed.length > 0) this.#scanPostponed(event);
    if (bytes.length > KEPT_SIZE) this.#bytes = new Uint8Array(INITIAL_SIZE);
  }

  #scanPostponed(event: number): void {
    if (this.isHopeful(event)) {
      // What comes first in the text may have been passed after what was found.
      this.#knownByte = 0;
      this.#knownUnit = 0;
      for (const { at, node } of this.#postponed) this.#scanValue(at, node, NO_ELEMENT, 1);
    }
    this.#postponed.length = 0;
  }

  #encode(text: string): void {
    if (this.#bytes.length < text.length + SENTINELS) this.#bytes = new Uint8Array(text.length + (text.length >> 2) + SENTINELS);
    let result = ENCODER.encodeInto(text, this.#bytes);
    if (result.read < text.length || result.written + SENTINELS > this.#bytes.length) {
      this.#bytes = new Uint8Array(3 * text.length + SENTINELS);
      result = ENCODER.encodeInto(text, this.#bytes);
    }
    this.#length = result.written;
    // Every search for a quote ends here at the latest, even one that has just stepped over an escaped character.
    this.#bytes.fill(QUOTE, this.#length, this.#length + SENTINELS);
    this.#ascii = result.written === text.length;
    this.#escapes = text.includes('\\');
    this.#knownByte = 0;
    this.#knownUnit = 0;
    this.#postponed.length = 0;
  }

  /** From the opening brace to after the closing one. */
  #scanObject(at: number, node: PathNode<Field>, element: number, depth: number): number {
    if (depth > MAX_DEPTH) this.#failAsTooDeep();
    const bytes = this.#bytes;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === BRACE_END) return i + 1;
    for (;;) {
      if (bytes[i] !== QUOTE || i >= this.#length) this.#fail(i, 'expected a key');
      const start = i + 1;
      let child: PathNode<Field> | undefined;
      if (node.firstBytes[bytes[start] as number] === 0 && !this.#escapes) i = findQuote(bytes, start);
      else {
        i = start;
        let hash = HASH_SEED;
        let special = false;
        let byte = bytes[i] as number;
        while (byte !== QUOTE) {
          if (byte === DOT) special = true;
          else if (byte === BACKSLASH) {
            special = true;
            i++;
          }
          hash = Math.imul(hash ^ byte, 0x01000193);
          byte = bytes[++i] as number;
        }
        child = special ? this.#childByParts(node, start, i) : node.childByBytes(bytes, start, i, hash);
      }
      i = skipSpace(bytes, i + 1);
      if (bytes[i] !== COLON) this.#fail(i, 'expected a colon');
      i = skipSpace(bytes, i + 1);
      if (child === undefined) i = this.#skipValue(i);
      else if (depth === 1 && this.#mayPostpone(i, child)) {
        this.#postponed.push({ at: i, node: child });
        i = this.#skipContainer(i);
      } else i = this.#scanValue(i, child, element, depth);
      let byte = bytes[i] as number;
      if (byte <= SPACE) byte = bytes[(i = skipSpace(bytes, i))] as number;
      if (byte === COMMA) i = skipSpace(bytes, i + 1);
      else if (byte === BRACE_END && i < this.#length) return i + 1;
      else this.#fail(i, 'expected a comma or the end of the object');
    }
  }

  #mayPostpone(i: number, node: PathNode<Field>): boolean {
    const first = this.#bytes[i];
    return node.field === undefined && (first === BRACE || first === BRACKET) && !this.isHopeful(this.#event);
  }

  /** Keys with dots are paths; keys with escapes are read. */
  #childByParts(node: PathNode<Field>, start: number, end: number): PathNode<Field> | undefined {
    let key: string;
    try {
      key = JSON.parse(`"${DECODER.decode(this.#bytes.subarray(start, end))}"`) as string;
    } catch {
      return this.#fail(start, 'malformed key');
    }
    let child: PathNode<Field> | undefined = node;
    for (const part of key.split('.')) {
      child = child.child(part);
      if (child === undefined) return undefined;
    }
    return child;
  }

  #scanValue(i: number, node: PathNode<Field>, element: number, depth: number): number {
    const first = this.#bytes[i] as number;
    if (first === BRACE) return node.size > 0 ? this.#scanObject(i, node, element, depth + 1) : this.#skipContainer(i);
    if (first === BRACKET) return this.#scanArray(i, node, element, depth + 1);
    if (node.field === undefined) return this.#skipValue(i);
    return first === QUOTE ? this.#takeString(i, node.field, element) : this.#takeOther(i, node.field, element);
  }

  #scanArray(at: number, node: PathNode<Field>, element: number, depth: number): number {
    if (depth > MAX_DEPTH) this.#failAsTooDeep();
    const bytes = this.#bytes;
    const array = this.found.arrayCount++;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === BRACKET_END) return i + 1;
    for (;;) {
      const first = bytes[i] as number;
      // Only objects and arrays are elements that values can lie in; a scalar is free to go with any element.
      if (first === BRACKET || (first === BRACE && node.size > 0)) {
        i = this.#scanValue(i, node, this.found.addElement(array, element), depth);
      } else i = this.#scanValue(i, node, element, depth);
      let byte = bytes[i] as number;
      if (byte <= SPACE) byte = bytes[(i = skipSpace(bytes, i))] as number;
      if (byte === COMMA) i = skipSpace(bytes, i + 1);
      else if (byte === BRACKET_END) return i + 1;
      else this.#fail(i, 'expected a comma or the end of the array');
    }
  }

  /** Takes the string whose opening quote is at `i`. */
  #takeString(i: number, field: Field, element: number): number {
    const bytes = this.#bytes;
    const start = i + 1;
    let at = start;
    let byte = bytes[at] as number;
    let hash = HASH_SEED;
    while (byte !== QUOTE && byte !== BACKSLASH) {
      if (byte < SPACE) this.#fail(at, 'control character in a string');
      hash = Math.imul(hash ^ byte, 0x01000193);
      byte = bytes[++at] as number;
    }
    if (byte === BACKSLASH) return this.#takeEscapedString(start, at, field, element);
    if (at >= this.#length) this.#fail(at, 'unfinished string');
    const index = this.#add(field, Plain, start, at, element);
    if (field.textSymbols > 0) this.found.symbol[index] = this.symbols.textByBytes(bytes, start, at, hash);
    if (field.addressSymbols > 0) this.#findAddress(index);
    return at + 1;
  }

  #takeEscapedString(start: number, firstEscape: number, field: Field, element: number): number {
    const end = this.#skipString(firstEscape) - 1;
    const index = this.#add(field, Escaped, start, end, element);
    try {
      this.found.content(index);
    } catch {
      this.#fail(start, 'malformed string');
    }
    if (field.textSymbols > 0) this.found.symbol[index] = this.symbols.text(this.found.content(index));
    if (field.addressSymbols > 0) this.#findAddress(index);
    return end + 1;
  }

  #findAddress(index: number): void {
    const digits = this.found.digits(index);
    if (digits !== '') this.found.addressSymbol[index] = this.symbols.address(digits);
  }

  /** Takes a number, `true`, `false` or `null`. */
  #takeOther(i: number, field: Field, element: number): number {
    switch (this.#bytes[i]) {
      case 0x74:
        return this.#takeWord(i, 'true', True, TRUE_SYMBOL, field, element);
      case 0x66:
        return this.#takeWord(i, 'false', False, FALSE_SYMBOL, field, element);
      case 0x6e:
        return this.#takeWord(i, 'null', Null, NULL_SYMBOL, field, element);
      default:
        return this.#takeNumber(i, field, element);
    }
  }

  #takeWord(start: number, word: string, spelling: Spelling, symbol: number, field: Field, element: number): number {
    const end = start + word.length;
    for (let i = 1; i < word.length; i++) {
      if (this.#bytes[start + i] !== word.charCodeAt(i)) this.#fail(start, 'expected a value');
    }
    this.found.symbol[this.#add(field, spelling, start, end, element)] = symbol;
    return end;
  }

  #takeNumber(start: number, field: Field, element: number): number {
    const { found } = this;
    const index = this.#add(field, NumberSpelling, start, start, element);
    const end = readNumber(this.#bytes, start, found, index);
    if (end < 0) this.#fail(start, 'expected a value');
    found.end[index] = (found.start[index] as number) + end - start;
    if (field.numberSymbols > 0) {
      // Equal as doubles is not enough: the literal must be exactly what the double stands for.
      const symbol = this.symbols.number(found.number(index));
      found.symbol[index] =
        symbol !== 0 && (found.isExact(index) || comparableNumber(found.content(index)) !== undefined)
          ? symbol
          : this.symbols.spelling(() => found.content(index));
    }
    if (field.addressSymbols > 0) found.addressSymbol[index] = this.symbols.addressOfNumber(found.content(index));
    return end;
  }

  #add(field: Field, spelling: Spelling, start: number, end: number, element: number): number {
    const { found } = this;
    const index = this.#ascii
      ? found.add(spelling, start, end, element)
      : found.add(spelling, this.#unit(start), this.#unit(end), element);
    if (field.seenIn === this.#event) found.next[field.lastValue] = index;
    else {
      field.seenIn = this.#event;
      field.firstValue = index;
    }
    field.lastValue = index;
    if (element !== NO_ELEMENT) field.inElementIn = this.#event;
    return index;
  }

  #skipValue(i: number): number {
    const first = this.#bytes[i] as number;
    if (first === QUOTE) return this.#skipString(i + 1);
    if (first === BRACE || first === BRACKET) return this.#skipContainer(i);
    const end = this.#skipScalar(i);
    if (end === i) this.#fail(i, 'expected a value');
    return end;
  }

  /** @param i inside the string */
  #skipString(i: number): number {
    const bytes = this.#bytes;
    let at = i;
    if (this.#escapes) {
      let byte = bytes[at] as number;
      while (byte !== QUOTE) {
        if (byte === BACKSLASH) at++;
        byte = bytes[++at] as number;
      }
    } else at = findQuote(bytes, i);
    if (at >= this.#length) this.#fail(this.#length, 'unfinished string');
    return at + 1;
  }

  #skipContainer(i: number): number {
    const end = this.#escapes ? this.#skipContainerWithEscapes(i) : skipContainer(this.#bytes, i, this.#length);
    if (end < 0) this.#fail(this.#length, 'unfinished object or array');
    return end;
  }

  #skipContainerWithEscapes(i: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    let at = i;
    for (;;) {
      const byte = bytes[at++] as number;
      if (byte === QUOTE) {
        if (at > this.#length) return -1;
        at = this.#skipString(at);
      } else if (byte === BRACE || byte === BRACKET) depth++;
      else if ((byte === BRACE_END || byte === BRACKET_END) && --depth === 0) return at;
    }
  }

  /** To the first byte that cannot be part of a number or a word. */
  #skipScalar(i: number): number {
    const bytes = this.#bytes;
    let at = i;
    for (;;) {
      const byte = bytes[at] as number;
      if (byte <= SPACE || byte === COMMA || byte === BRACE_END || byte === BRACKET_END || byte === QUOTE) return at;
      at++;
    }
  }

  /** UTF-16 index of a byte; bytes must be asked for in ascending order. */
  #unit(byte: number): number {
    if (this.#ascii) return byte;
    const bytes = this.#bytes;
    let unit = this.#knownUnit;
    for (let i = this.#knownByte; i < byte; i++) {
      const value = bytes[i] as number;
      if ((value & 0xc0) !== 0x80) unit += value >= 0xf0 ? 2 : 1;
    }
    this.#knownByte = byte;
    this.#knownUnit = unit;
    return unit;
  }

  #fail(at: number, reason: string): never {
    this.#knownByte = 0;
    this.#knownUnit = 0;
    const offset = this.#unit(Math.min(at, this.#length));
    throw new EventError(at >= this.#length ? 'unexpected end of text' : reason, offset);
  }

  #failAsTooDeep(): never {
    throw new EventError(`it is nested deeper than ${MAX_DEPTH} levels`);
  }
}

/** EventBridge processes nested JSON up to this depth. */
const MAX_DEPTH = 1000;

// Constants of this module are read faster than imported ones where modules are CommonJS.
const HASH_SEED = SEED;
const NO_ELEMENT = ROOT;
const { Plain, Escaped, Number: NumberSpelling, True, False, Null } = Spelling;
const { TRUE_SYMBOL, FALSE_SYMBOL, NULL_SYMBOL } = words;

const INITIAL_SIZE = 4096;
const KEPT_SIZE = 1 << 20;
const SENTINELS = 2;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const DOT = 0x2e;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const SPACE = 0x20;

/** Index of the next quote. Four bytes a turn: nothing else is done as often. */
function findQuote(bytes: Uint8Array, from: number): number {
  for (let i = from; ; i += 4) {
    if (bytes[i] === QUOTE) return i;
    if (bytes[i + 1] === QUOTE) return i + 1;
    if (bytes[i + 2] === QUOTE) return i + 2;
    if (bytes[i + 3] === QUOTE) return i + 3;
  }
}

/** From an opening bracket to after its closing one, in a text without escapes; -1 if the text ends before. */
function skipContainer(bytes: Uint8Array, from: number, length: number): number {
  let depth = 0;
  let i = from;
  for (;;) {
    i = findQuoteOrBracket(bytes, i);
    let byte = bytes[i++] as number;
    if (byte === QUOTE) {
      // From string to string as long as nothing else lies between.
      do {
        if (i > length) return -1;
        i = findQuote(bytes, i) + 1;
        byte = bytes[i] as number;
      } while ((byte === COLON || byte === COMMA) && bytes[++i] === QUOTE && ++i > 0);
    } else {
      const folded = byte | 0x20;
      if (folded === BRACE) depth++;
      else if (folded === BRACE_END && --depth === 0) return i;
    }
  }
}

/** Index of the next byte that is a quote, a bracket or above brackets. Numbers and what separates them are below. */
function findQuoteOrBracket(bytes: Uint8Array, from: number): number {
  for (let i = from; ; i += 4) {
    let byte = bytes[i] as number;
    if (byte >= BRACKET || byte === QUOTE) return i;
    byte = bytes[i + 1] as number;
    if (byte >= BRACKET || byte === QUOTE) return i + 1;
    byte = bytes[i + 2] as number;
    if (byte >= BRACKET || byte === QUOTE) return i + 2;
    byte = bytes[i + 3] as number;
    if (byte >= BRACKET || byte === QUOTE) return i + 3;
  }
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let i = from;
  for (;;) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return i;
    i++;
  }
}
