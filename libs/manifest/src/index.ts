export type * from './model';
export type { ConfigFiles } from './config-files';
export { readConfig } from './config-files';
export type { Governance, ManifestResult } from './load-manifest';
export { loadManifest, parseManifest } from './load-manifest';
export { editorSchemas } from './editor-schemas';
export type { ManifestProblemCode } from './manifest-problems';
export { manifestProblems } from './manifest-problems';
