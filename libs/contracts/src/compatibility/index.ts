export { compatibilityProblems, fieldOf, whatHappened } from './change-meanings';
export type { Compatibility, CompatibilityRequest, CompatibilityProblem } from './check-compatibility';
export { checkCompatibility, rangeOf } from './check-compatibility';
export { compareVersions } from './compare-versions';
export type { Hit } from './consumers';
export { describeHit, filteredFields, whoIsHit } from './consumers';
export type { Bump, Difference } from './differences';
export { bumpOf, isBreaking } from './differences';
