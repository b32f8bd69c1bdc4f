export type * from './model';
export type { Happening } from './happening';
export { RehearsalError } from './rehearsal-error';
export { rehearse } from './rehearse';
export { StackTemplates } from './stack-templates';
