export { explain, type AlternativeExplanation, type Explanation, type FieldExplanation } from './matching/explain';
export { EventError, EventPatternError, PatternError, type PatternErrorKind } from './errors';
export { parsePattern, MAX_PATTERN_SIZE, RESERVED_IN_OR, type PatternLimits } from './grammar/parse-pattern';
export type { Alternative, FieldTest, NumericRange, Pattern, ValueTest } from './grammar/pattern';
export { matches } from './matching/matches';
export { PatternIndex, type PatternIndexStats } from './matching/pattern-index';
export { intersects, subsumes, type Proof } from './algebra/proof';
export { simplify, sizeOf, union } from './algebra/union';
