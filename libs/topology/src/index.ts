export type * from './model';
export type { Compilation } from './compile';
export { compile } from './compile';
export type { PatternObject } from './subscription-pattern';
export { patternCharacters, subscriptionPattern } from './subscription-pattern';
export type { Quota, QuotaId } from './quotas';
export { quotas } from './quotas';
export { TopologyError } from './topology-error';
