/** The JSON text of the event at hand, as the UTF-8 bytes that the scanner runs over. */
export class EventText {
  bytes = new Uint8Array(SMALLEST);
  /** Bytes of the text. Two quotes stand after them, where every search for a quote ends, even one that stepped over an escape. */
  length = 0;
  /** Whether the text has escapes anywhere, which makes the ends of strings harder to find. */
  hasEscapes = false;
  /** Whether bytes and UTF-16 units have the same indices. */
  #isAscii = true;
  #text = '';

  read(text: string): void {
    if (this.bytes.length < text.length + SENTINELS) this.bytes = new Uint8Array(text.length + (text.length >> 2) + SENTINELS);
    let { read, written } = ENCODER.encodeInto(text, this.bytes);
    if (read < text.length || written + SENTINELS > this.bytes.length) {
      this.bytes = new Uint8Array(3 * text.length + SENTINELS);
      ({ read, written } = ENCODER.encodeInto(text, this.bytes));
    }
    this.#text = text;
    this.length = written;
    this.bytes[written] = QUOTE;
    this.bytes[written + 1] = QUOTE;
    this.#isAscii = written === text.length;
    this.hasEscapes = text.includes('\\');
  }

  /** Lets go of the text, and of the room that an unusually long one needed. */
  release(): void {
    this.#text = '';
    if (this.bytes.length > KEPT) this.bytes = new Uint8Array(SMALLEST);
  }

  /** A part of the text, between two byte indices. */
  part(start: number, end: number): string {
    return this.#isAscii ? this.#text.slice(start, end) : DECODER.decode(this.bytes.subarray(start, end));
  }

  /** Index in UTF-16 units of a byte. */
  unitAt(byte: number): number {
    return this.part(0, byte).length;
  }
}

const SMALLEST = 4096;
const KEPT = 1 << 20;
const SENTINELS = 2;
const QUOTE = 0x22;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
