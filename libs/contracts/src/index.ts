export type * from './model';
export type { ParsedContracts, RecordedRelease } from './repository';
export {
  domainShape,
  eventShape,
  eventTypeName,
  exampleShape,
  hashOfRelease,
  isReleasedFile,
  kebabName,
  ledgerShape,
  parseContracts,
  parseEventTypeName,
  unexpected as unexpectedFile,
} from './repository';
export type { AjvError, ClassifiedField, EventClassification } from './schema';
export {
  accepts,
  classificationOf,
  classifiedFields,
  closeObjects,
  fieldAt,
  fieldNames,
  isAlwaysPresent,
  issuesOf,
  typeOf,
  validateData,
} from './schema';
export type { Containment } from '@busbar/schema-containment';
export { formats } from '@busbar/schema-containment';
export type { ContractProblemCode } from './contract-problems';
export { contractProblems } from './contract-problems';
export type {
  Consumer,
  ContractPolicy,
  Finding,
  LintCategory,
  LintRequest,
  LintRule,
  LintSubject,
  LintContext,
  PolicyProblemCode,
  PolicySource,
} from './lint';
export { AppliedPolicy, contractPolicyShape, lintContracts, lintProblems, lintRules, policyProblems } from './lint';
export type { Bump, Compatibility, CompatibilityRequest, CompatibilityProblem, Difference, Hit } from './compatibility';
export {
  bumpOf,
  checkCompatibility,
  compareVersions,
  compatibilityProblems,
  describeHit,
  fieldOf,
  filteredFields,
  isBreaking,
  rangeOf,
  whatHappened,
  whoIsHit,
} from './compatibility';
export type {
  DeprecationRequest,
  FileEdits,
  NewContents,
  NewEvent,
  NewExample,
  PlannedRelease,
  ReleaseRequest,
  RetirementRequest,
} from './lifecycle';
export { ContractError, LEDGER, planDeprecation, planMajor, planRelease, planRetirement, scaffoldEvent } from './lifecycle';
export type { ExportFormat, ExportFormatName, ExportContext } from './export';
export { exportFormats } from './export';
export type { ImportedContract, ImportOptions, ImportProblemCode } from './import';
export { importContract, importProblems } from './import';
