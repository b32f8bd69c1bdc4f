export type { FileEdits } from './file-edits';
export { ContractError, jsonText } from './file-edits';
export type { PlannedRelease, ReleaseOrder } from './release';
export { planRelease } from './release';
export type { DeprecationOrder } from './retirement';
export { planDeprecation, planRetirement } from './retirement';
export type { NewContents, NewEvent, NewExample } from './scaffold';
export { planMajor, scaffoldEvent } from './scaffold';
