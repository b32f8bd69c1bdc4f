import type { Condition } from './condition';

/**
 * The conditions to file a rule by, in order: those that values decide by being equal, so that the event's values lead to the
 * rule.
 *
 * `source` and `detail-type` come first, because that is what tells the rules of a bus apart, then other fields of the top level,
 * then the rest, each in the order of their paths, so that rules that ask for the same fields share branches.
 */
export function filingOf(conditions: readonly Condition[]): readonly Condition[] {
  return conditions
    .filter((condition) => condition.isExact && valueCount(condition) <= MAX_VALUES)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MAX_LEVELS);
}

/** In how many places a rule is filed. */
export function placesOf(filing: readonly Condition[]): number {
  return filing.reduce((places, condition) => places * valueCount(condition), 1);
}

const MAX_LEVELS = 2;
/** A condition with many values would multiply the rule. */
const MAX_VALUES = 16;

function valueCount(condition: Condition): number {
  return condition.symbols.size + condition.addressSymbols.size;
}

function rank(condition: Condition): number {
  const { path, isNested } = condition.field;
  if (isNested) return 3;
  return path === 'source' ? 0 : path === 'detail-type' ? 1 : 2;
}
