import { comparableNumber } from '../grammar/decimal';
import { EventError } from '../errors';
import type { EventText } from './event-text';
import type { Field } from '../matching/field';
import { type FoundValues, NO_ELEMENT as ROOT, Spelling } from './found-values';
import * as json from './json-skipping';
import { readNumber } from './number-bounds';
import type { SymbolTable } from './symbol-table';
import * as words from './symbol-table';
import * as textWords from './text-words';

/** Reads the scalars of an event that patterns look at: notes where they stand and what they are equal to. */
export class ValueReader {
  #event = 0;

  constructor(
    private readonly text: EventText,
    private readonly symbols: SymbolTable,
    private readonly found: FoundValues,
  ) {}

  /** @param event a number that was used for no other event */
  begin(event: number): void {
    this.#event = event;
  }

  /**
   * @param i where the scalar begins
   * @returns the index after it
   * @throws EventError
   */
  read(i: number, field: Field, element: number): number {
    switch (this.text.bytes[i]) {
      case QUOTE:
        return this.#readString(i + 1, field, element);
      case 0x74:
        return this.#readWord(i, 'true', True, TRUE_SYMBOL, field, element);
      case 0x66:
        return this.#readWord(i, 'false', False, FALSE_SYMBOL, field, element);
      case 0x6e:
        return this.#readWord(i, 'null', Null, NULL_SYMBOL, field, element);
      default:
        return this.#readNumber(i, field, element);
    }
  }

  #readString(start: number, field: Field, element: number): number {
    const { view } = this.text;
    let hash = HASH_SEED;
    let at = start;
    let word = view.getInt32(at, true);
    let stops = stopsIn(word);
    while (stops === 0) {
      hash = mixed(hash, word);
      at += 4;
      word = view.getInt32(at, true);
      stops = stopsIn(word);
    }
    const rest = firstMark(stops);
    if (rest > 0) hash = mixed(hash, firstBytes(word, rest));
    at += rest;
    const byte = this.text.bytes[at] as number;
    if (byte < SPACE) this.fail(at, 'control character in a string');
    if (byte === BACKSLASH) return this.#readEscapedString(start, at, field, element);
    if (at >= this.text.length) this.fail(at, 'unfinished string');
    const index = this.#add(field, Plain, start, at, element);
    if (field.textSymbols > 0) this.found.symbol[index] = this.symbols.textByBytes(view, start, at, hash);
    if (field.addressSymbols > 0) this.#findAddress(index);
    return at + 1;
  }

  #readEscapedString(start: number, firstEscape: number, field: Field, element: number): number {
    const end = findQuoteAfterEscapes(this.text.bytes, firstEscape);
    if (end >= this.text.length) this.fail(end, 'unfinished string');
    const index = this.#add(field, Escaped, start, end, element);
    try {
      this.found.content(index);
    } catch {
      this.fail(start, 'malformed string');
    }
    if (field.textSymbols > 0) this.found.symbol[index] = this.symbols.text(this.found.content(index));
    if (field.addressSymbols > 0) this.#findAddress(index);
    return end + 1;
  }

  #findAddress(index: number): void {
    const digits = this.found.digits(index);
    if (digits !== '') this.found.addressSymbol[index] = this.symbols.address(digits);
  }

  #readWord(start: number, word: string, spelling: Spelling, symbol: number, field: Field, element: number): number {
    const { bytes } = this.text;
    for (let i = 1; i < word.length; i++) {
      if (bytes[start + i] !== word.charCodeAt(i)) this.fail(start, 'expected a value');
    }
    const end = start + word.length;
    this.found.symbol[this.#add(field, spelling, start, end, element)] = symbol;
    return end;
  }

  #readNumber(start: number, field: Field, element: number): number {
    const { found } = this;
    const index = this.#add(field, NumberSpelling, start, start, element);
    found.isRounded[index] = 0;
    const end = readNumber(this.text.bytes, start, found, index);
    if (end < 0) this.fail(start, 'expected a value');
    found.end[index] = end;
    if (field.numberSymbols > 0) found.symbol[index] = this.#numberSymbol(index);
    if (field.addressSymbols > 0) found.addressSymbol[index] = this.symbols.addressOfNumber(found.content(index));
    return end;
  }

  /** Equal as doubles is not enough: the literal must be exactly what the double stands for. */
  #numberSymbol(index: number): number {
    const { found } = this;
    const symbol = this.symbols.number(found.number(index));
    if (symbol !== 0 && (found.isExact(index) || comparableNumber(found.content(index)) !== undefined)) return symbol;
    return this.symbols.spelling(() => found.content(index));
  }

  #add(field: Field, spelling: Spelling, start: number, end: number, element: number): number {
    const { found } = this;
    const index = found.add(spelling, start, end, element);
    if (field.seenIn === this.#event) found.next[field.lastValue] = index;
    else {
      field.seenIn = this.#event;
      field.firstValue = index;
    }
    field.lastValue = index;
    if (element !== NO_ELEMENT) field.inElementIn = this.#event;
    return index;
  }

  /** @throws EventError always, with the place of a byte */
  fail(at: number, reason: string): never {
    const { text } = this;
    throw new EventError(at >= text.length ? 'unexpected end of text' : reason, text.unitAt(Math.min(at, text.length)));
  }
}

// Constants of this module are read faster than imported ones where modules are CommonJS.
const { HASH_SEED, firstBytes, firstMark, mixed, stopsIn } = textWords;
const NO_ELEMENT = ROOT;
const { QUOTE, BACKSLASH, SPACE, findQuoteAfterEscapes } = json;
const { Plain, Escaped, Number: NumberSpelling, True, False, Null } = Spelling;
const { TRUE_SYMBOL, FALSE_SYMBOL, NULL_SYMBOL } = words;
