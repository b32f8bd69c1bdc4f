/**
 * Finding the end of JSON in UTF-8 bytes without reading it: by quotes and brackets alone.
 *
 * Two quotes must stand after the text, so that every search for a quote ends. What seems to end there is unfinished.
 */

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BRACE = 0x7b;
export const BRACE_END = 0x7d;
export const BRACKET = 0x5b;
export const BRACKET_END = 0x5d;
export const SPACE = 0x20;

export function skipSpace(bytes: Uint8Array, from: number): number {
  let i = from;
  for (;;) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return i;
    i++;
  }
}

/** Index of the quote that ends a string without escapes. Four bytes a turn: nothing else is done as often. */
export function findQuote(bytes: Uint8Array, from: number): number {
  for (let i = from; ; i += 4) {
    if (bytes[i] === QUOTE) return i;
    if (bytes[i + 1] === QUOTE) return i + 1;
    if (bytes[i + 2] === QUOTE) return i + 2;
    if (bytes[i + 3] === QUOTE) return i + 3;
  }
}

/** Index of the quote that ends a string. */
export function findQuoteAfterEscapes(bytes: Uint8Array, from: number): number {
  let i = from;
  let byte = bytes[i];
  while (byte !== QUOTE) {
    if (byte === BACKSLASH) i++;
    byte = bytes[++i];
  }
  return i;
}

/** To the first byte that cannot be part of a number or a word. */
export function skipScalar(bytes: Uint8Array, from: number): number {
  let i = from;
  for (;;) {
    const byte = bytes[i] as number;
    if (byte <= SPACE || byte === COMMA || byte === BRACE_END || byte === BRACKET_END || byte === QUOTE) return i;
    i++;
  }
}

/**
 * From an opening bracket to after its closing one, in a text without escapes. Which kind of bracket closes which is not
 * looked at.
 *
 * @returns -1 if the text ends before
 */
export function skipContainer(bytes: Uint8Array, from: number, length: number): number {
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

/** The same for a text with escapes. */
export function skipContainerWithEscapes(bytes: Uint8Array, from: number, length: number): number {
  let depth = 0;
  let i = from;
  for (;;) {
    i = findQuoteOrBracket(bytes, i);
    const byte = bytes[i++] as number;
    if (byte === QUOTE) {
      if (i > length) return -1;
      i = findQuoteAfterEscapes(bytes, i) + 1;
    } else if (byte === BRACE || byte === BRACKET) depth++;
    else if ((byte === BRACE_END || byte === BRACKET_END) && --depth === 0) return i;
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
