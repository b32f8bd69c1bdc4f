export type { ImportedContract, ImportOptions } from './imported-contract';
export { importContract } from './import-contract';
export type { ImportProblemCode } from './import-problems';
export { importProblems } from './import-problems';
