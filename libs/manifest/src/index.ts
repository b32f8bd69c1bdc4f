export type * from './model';
export type { ConfigFiles, ConfigFolder } from './read-config';
export type { ConfigEntry, ConfigSource } from './config-source';
export { readConfig, readConfigFrom } from './read-config';
export type { Governance, ManifestResult } from './load-manifest';
export { loadManifest, parseManifest } from './load-manifest';
export { editorSchemas } from './editor-schemas';
export type { ManifestProblemCode } from './manifest-problems';
export { manifestProblems } from './manifest-problems';
