/** Text; or where bytes are not text as files in `config/` have it, with what was found and what to do. */
type Decoded =
  | { readonly text: string; readonly line?: never; readonly column?: never; readonly found?: never; readonly fix?: never }
  | {
      readonly text?: undefined;
      /** From 1. */
      readonly line: number;
      /** In UTF-16 code units, from 1. */
      readonly column: number;
      readonly found: string;
      readonly fix: string;
    };

const SAVE = 'Save the file as UTF-8 without a byte order mark.';

/** Strict: a byte that is replaced would change a value in silence, and a byte order mark would change the hash of a release. */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  const start = { line: 1, column: 1, fix: SAVE };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { ...start, found: 'The file begins with a byte order mark.' };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { ...start, found: 'The file is UTF-16, not UTF-8.' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const before = validPrefix(bytes);
    const lines = before.split('\n');
    const byte = bytes[Buffer.byteLength(before)] ?? 0;
    return {
      line: lines.length,
      column: (lines.at(-1) ?? '').length + 1,
      found: `The byte 0x${byte.toString(16).padStart(2, '0')} is not UTF-8.`,
      fix: SAVE,
    };
  }
}

/** The text up to the first byte that is not part of it. */
function validPrefix(bytes: Uint8Array): string {
  // A decoder that replaces gives U+FFFD for each fault; one that was written stands for itself in three bytes.
  const replaced = new TextDecoder('utf-8').decode(bytes);
  for (let at = replaced.indexOf('\uFFFD'); at !== -1; at = replaced.indexOf('\uFFFD', at + 1)) {
    const before = replaced.slice(0, at);
    const offset = Buffer.byteLength(before);
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) return before;
  }
  return replaced;
}
