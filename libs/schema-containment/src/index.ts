export type { Containment, ContainmentOptions, Verdict } from './check-containment';
export { checkContainment, ContainmentCheck } from './check-containment';
export type { Satisfiability, SatisfiabilityOptions } from './satisfiability';
export { checkSatisfiability } from './satisfiability';
export type { Place } from './formula';
export { placePath } from './formula';

export type { Draft, Located } from './schema';
export { draftOf, hasKeyword, isAtLeast, mapSubschemas, pathOf, SchemaDocument, SchemaError } from './schema';
export type { FormatName } from './formats';
export { formats, isFormatName, knowledgeOf } from './formats';

export type { Json, JsonObject } from './json';
export { canonical, isObject, own, put, step } from './json';
