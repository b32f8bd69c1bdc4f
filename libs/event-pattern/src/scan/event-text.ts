import * as json from './json-skipping';
import * as words from './text-words';
import { LONGEST_TEXT, makeVectorSkipper } from './vector-skipping';

/** The JSON text of the event at hand, as the UTF-8 bytes that the scanner runs over. */
export class EventText {
  /** Good until another text is read, by this or by another `EventText`. */
  bytes: Uint8Array = NO_BYTES;
  /** The same bytes, to read several at once; readable beyond the quotes that stand after the text. */
  view: DataView = NO_VIEW;
  /**
   * Bytes of the text. Two quotes stand after them, where every search for a quote ends, even one that stepped over an
   * escape.
   */
  length = 0;
  /** Whether the text has escapes anywhere, which makes the ends of strings harder to find. */
  hasEscapes = false;
  /** Whether bytes and UTF-16 units have the same indices. */
  #isAscii = true;
  #text = '';
  /** Room for texts that the common room is too small for. */
  #ownRoom = NO_BYTES;
  #ownView = NO_VIEW;
  #usesVectors = false;

  read(text: string): void {
    const most = MOST_BYTES_PER_UNIT * text.length + SENTINELS + PADDING;
    this.hasEscapes = text.includes('\\');
    const inCommon = VECTORS !== undefined && most <= LONGEST_TEXT;
    this.#usesVectors = inCommon && !this.hasEscapes;
    if (!inCommon && this.#ownRoom.length < most) this.#makeRoom(most);
    const bytes = inCommon ? VECTORS.bytes : this.#ownRoom;
    const { written } = ENCODER.encodeInto(text, bytes);
    bytes[written] = QUOTE;
    bytes[written + 1] = QUOTE;
    this.bytes = bytes;
    this.view = inCommon ? COMMON_VIEW : this.#ownView;
    this.length = written;
    this.#text = text;
    this.#isAscii = written === text.length;
  }

  /** Lets go of the text, and of the room that an unusually long one needed. */
  release(): void {
    this.#text = '';
    if (this.#ownRoom.length > KEPT) this.#makeRoom(0);
  }

  #makeRoom(size: number): void {
    this.#ownRoom = new Uint8Array(size);
    this.#ownView = new DataView(this.#ownRoom.buffer);
  }

  /** A part of the text, between two byte indices. */
  part(start: number, end: number): string {
    return this.#isAscii ? this.#text.slice(start, end) : DECODER.decode(this.bytes.subarray(start, end));
  }

  /** Index in UTF-16 units of a byte. */
  unitAt(byte: number): number {
    return this.part(0, byte).length;
  }

  /** Index of the quote that ends the string around `from`. */
  findQuote(from: number): number {
    return this.hasEscapes ? findQuoteAfterEscapes(this.bytes, from) : findQuote(this.view, from);
  }

  /** From an opening bracket to after its closing one; -1 if the text ends before. */
  skipContainer(from: number): number {
    if (this.#usesVectors) return VECTORS?.skipContainer(from, this.length) ?? -1;
    return this.hasEscapes
      ? skipContainerWithEscapes(this.bytes, from, this.length)
      : skipContainer(this.bytes, from, this.length);
  }
}

/** Made once: what is in it never outlives the matching of one event. */
const VECTORS = makeVectorSkipper();
const NO_BYTES: Uint8Array = new Uint8Array();
const NO_VIEW = new DataView(NO_BYTES.buffer);
const COMMON_VIEW = VECTORS === undefined ? NO_VIEW : new DataView(VECTORS.bytes.buffer);
const MOST_BYTES_PER_UNIT = 3;
const SENTINELS = 2;
/** Bytes of own room that are kept for the next event. */
const KEPT = 1 << 20;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

// Constants of this module are read faster than imported ones where modules are CommonJS.
const { findQuote, PADDING } = words;
const { QUOTE, findQuoteAfterEscapes, skipContainer, skipContainerWithEscapes } = json;
