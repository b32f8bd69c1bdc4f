export type { Expression } from './expression';
export { Expressions, TooManyExpressions } from './expression';
export type { Lengths } from './find-texts';
export { findTexts } from './find-texts';
export { isHazardous } from './hazardous-pattern';
export { parsePattern } from './parse-pattern';
export { Pattern, mayBacktrack, realPattern } from './pattern';
