export { explain, type AlternativeExplanation, type Explanation, type FieldExplanation } from './explain';
export { EventError, EventPatternError, PatternError, type PatternErrorKind } from './errors';
export { parsePattern, MAX_PATTERN_SIZE, RESERVED_IN_OR, type PatternLimits } from './parse-pattern';
export type { Alternative, FieldTest, NumericRange, Pattern, ValueTest } from './pattern';
export { matches } from './matches';
export { PatternIndex, type PatternIndexStats } from './pattern-index';
export { intersects, subsumes, type Proof } from './proof';
export { simplify, sizeOf, union } from './union';
