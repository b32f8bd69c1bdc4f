import type { NumericRange } from './pattern';

/** A numeric range without open ends: from the lowest to the highest double that lies in it. */
export interface ClosedRange {
  readonly lowest: number;
  readonly highest: number;
}

export function closedRange({ bottom, openBottom, top, openTop }: NumericRange): ClosedRange {
  return {
    lowest: openBottom && Number.isFinite(bottom) ? nextAbove(bottom) : bottom,
    highest: openTop && Number.isFinite(top) ? -nextAbove(-top) : top,
  };
}

/** Neighbouring doubles have neighbouring bits; larger bits are larger in magnitude. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  AS_DOUBLE[0] = value;
  AS_BITS[0] = (AS_BITS[0] as bigint) + (value > 0 ? 1n : -1n);
  return AS_DOUBLE[0];
}

const AS_DOUBLE = new Float64Array(1);
const AS_BITS = new BigInt64Array(AS_DOUBLE.buffer);
