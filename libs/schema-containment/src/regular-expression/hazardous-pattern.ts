import { type Ways, TooManyPairs, waysThrough } from './backtracking';
import { parseRegularExpression } from './parse-regular-expression';
import { NotAnalysable, PositionAutomaton } from './position-automaton';

/**
 * What a pattern costs in an engine that backtracks, which that of JavaScript, Python and Java does (Go's does not). The work for
 * a text of n characters is bounded by n^`degree` times a constant.
 */
export type PatternCost =
  | { readonly kind: 'bounded'; readonly degree: number; steps(length: number): number }
  | { readonly kind: 'exponential' }
  /** A back reference, a look-behind without a bound, what the parser does not know, or more than is worth analysing. */
  | { readonly kind: 'unknown' };

/** Steps that one text may take: a tenth of a second in a slow engine. */
const MAXIMUM_STEPS = 2_000_000;
/** The most steps a character for which a search that is linear counts as such. */
const MAXIMUM_STEPS_A_CHARACTER = 100;
/** In characters: an event is at most 1 MiB. */
const LONGEST_TEXT = 2 ** 20;

const costs = new Map<string, PatternCost>();

/** The cost of a search with a pattern, `pattern` of JSON Schema. Bounded in time itself: beyond its bound, it is unknown. */
export function costOfPattern(pattern: string): PatternCost {
  let cost = costs.get(pattern);
  // Contracts repeat a handful of patterns.
  if (!cost) costs.set(pattern, (cost = findCost(pattern)));
  return cost;
}

/**
 * Whether one text can stop a backtracking engine for long: the work grows exponentially with its length, or as a power of it and
 * is too much for a text of `maxLength` characters, or is not known.
 */
export function isHazardous(pattern: string, maxLength = LONGEST_TEXT): boolean {
  const cost = costOfPattern(pattern);
  if (cost.kind !== 'bounded') return true;
  const length = Math.min(maxLength, LONGEST_TEXT);
  const steps = cost.steps(length);
  return steps > MAXIMUM_STEPS && (cost.degree > 1 || steps > length * MAXIMUM_STEPS_A_CHARACTER);
}

/** The greatest `maxLength` for which a pattern is not hazardous; 0 if it is for all. */
export function safeLength(pattern: string): number {
  let [safe, hazardous] = [0, LONGEST_TEXT + 1];
  while (hazardous - safe > 1) {
    const middle = Math.floor((safe + hazardous) / 2);
    if (isHazardous(pattern, middle)) hazardous = middle;
    else safe = middle;
  }
  return safe;
}

function findCost(pattern: string): PatternCost {
  const syntax = parseRegularExpression(pattern) ?? parseRegularExpression(pattern, '');
  if (!syntax) return { kind: 'unknown' };
  let ways: Ways;
  try {
    ways = waysThrough(new PositionAutomaton(syntax));
  } catch (error) {
    if (error instanceof NotAnalysable || error instanceof TooManyPairs) return { kind: 'unknown' };
    throw error;
  }
  if (ways.degree === Infinity) return { kind: 'exponential' };
  return { kind: 'bounded', degree: ways.degree + 1, steps: (length) => length * ways.count(length) };
}
