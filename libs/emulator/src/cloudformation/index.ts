export { SYNTHESIZE, TemplateError, type TemplatePlace } from './template-error';
export { loadAssembly } from './load-assembly';
export { ResourceCatalog, type ResourceTypes } from './resource-catalog';
export { ANY_TYPE, identifyByGeneratedName, type Identity, type ResourceDraft, type ResourceType } from './resource-type';
export { Resource } from './resource';
export type { AssetIndex } from './asset-index';
export { below, expectObject, expectScalar, own } from './json';
export { generatedName } from './physical-name';
export type {
  IdleResource,
  Json,
  JsonObject,
  LoadOptions,
  LoadedAssembly,
  LoadedStack,
  ResolvedResource,
  ResourceCode,
  StackExport,
} from './model';
