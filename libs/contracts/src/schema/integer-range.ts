import type { JsonSchema } from '../model';

const INT53 = { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER } as const;
/** As far as doubles tell: JSON readers round 2^63 − 1 to 2^63. */
const INT64 = { least: -(2 ** 63), most: 2 ** 63 } as const;

/**
 * The integers that the bindings of every language accept where a schema says "integer", whatever else it says of them: those
 * that a double holds exactly, or 64 bits where a bound of the schema is beyond that.
 */
export function integerRange({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): {
  readonly least: number;
  readonly most: number;
} {
  const isWide = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].some((bound) => Math.abs(bound ?? 0) > INT53.most);
  return isWide ? INT64 : INT53;
}
