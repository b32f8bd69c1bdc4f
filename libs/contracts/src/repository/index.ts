export { eventTypeName, parseEventTypeName } from './event-type-name';
export { readExample } from './examples';
export { EVENTS_FOLDER, isReleasedFile, unexpected } from './layout';
export type { RecordedRelease } from './ledger';
export { hashOfRelease, recoveryOf } from './ledger';
export { kebabName } from './names';
export type { ParsedContracts } from './parse-contracts';
export { parseContracts } from './parse-contracts';
export { domainShape, eventShape, exampleShape, ledgerShape } from './shapes';
