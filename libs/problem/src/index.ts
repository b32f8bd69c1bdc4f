export type { Position, Problem, Severity } from './problem';
export { compareProblems, hasErrors, formatPosition } from './problem';
export type { Path } from './source-document';
export { SourceDocument } from './source-document';
export { nearest } from './nearest';
