export type { FileEdits } from './file-edits';
export { ContractError, jsonText } from './file-edits';
export { LEDGER } from './ledger-edits';
export type { PlannedRelease, ReleaseRequest } from './release';
export { planRelease } from './release';
export type { DeprecationRequest, RetirementRequest } from './retirement';
export { planDeprecation, planRetirement } from './retirement';
export type { NewContents, NewEvent, NewExample } from './scaffold';
export { planMajor, scaffoldEvent } from './scaffold';
