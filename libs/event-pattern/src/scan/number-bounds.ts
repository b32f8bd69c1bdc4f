import type { FoundValues } from './found-values';

/**
 * Reads a number by JSON's grammar, notes bounds for its value, and returns the index after it; -1 for what is no number.
 *
 * Up to 15 digits fit a double, and dividing them by a power of ten up to 10^22 rounds once, so short literals are known exactly.
 * Of longer ones the first 15 digits give bounds, which settle most comparisons.
 */
export function readNumber(bytes: Uint8Array, start: number, found: FoundValues, index: number): number {
  let i = start;
  const negative = bytes[i] === 0x2d;
  if (negative) i++;
  const integer = i;
  let digits = 0;
  let dropped = 0;
  let mantissa = 0;
  let byte = bytes[i] as number;
  while (byte >= 0x30 && byte <= 0x39) {
    if (digits < EXACT_DIGITS) {
      mantissa = mantissa * 10 + (byte - 0x30);
      if (mantissa > 0) digits++;
    } else dropped++;
    byte = bytes[++i] as number;
  }
  if (i === integer || (bytes[integer] === 0x30 && i > integer + 1)) return -1;
  let scale = 0;
  let inexact = dropped > 0;
  if (byte === 0x2e) {
    const fraction = ++i;
    byte = bytes[i] as number;
    while (byte >= 0x30 && byte <= 0x39) {
      if (digits < EXACT_DIGITS && !inexact) {
        mantissa = mantissa * 10 + (byte - 0x30);
        if (mantissa > 0) digits++;
        scale++;
      } else inexact = true;
      byte = bytes[++i] as number;
    }
    if (i === fraction) return -1;
  }
  if ((byte | 0x20) === 0x65) {
    i++;
    if (bytes[i] === 0x2b || bytes[i] === 0x2d) i++;
    const exponent = i;
    while ((bytes[i] as number) >= 0x30 && (bytes[i] as number) <= 0x39) i++;
    found.low[index] = -Infinity;
    found.high[index] = Infinity;
    return i > exponent ? i : -1;
  }
  if (scale > MAX_EXACT_SCALE || dropped > 0) {
    found.low[index] = -Infinity;
    found.high[index] = Infinity;
    return i;
  }
  const power = POWERS_OF_TEN[scale] as number;
  const near = mantissa / power;
  const far = inexact ? (mantissa + 1) / power : near;
  found.low[index] = negative ? 0 - far : near;
  found.high[index] = negative ? 0 - near : far;
  return i;
}

const EXACT_DIGITS = 15;
const MAX_EXACT_SCALE = 22;
const POWERS_OF_TEN = Array.from({ length: MAX_EXACT_SCALE + 1 }, (_, i) => Number(`1e${i}`));
