export { SYNTHESIZE, TemplateError, type TemplatePlace } from './template-error';
export { loadAssembly } from './load-assembly';
export { ResourceCatalog, type ResourceTypes } from './resource-catalog';
export {
  ANY_TYPE,
  identifyByGeneratedName,
  identifyById,
  identifyByName,
  type Identity,
  type ResourceDraft,
  type ResourceType,
} from './resource-type';
export { Resource } from './resource';
export { nextOperations, planRollback, planStackUpdate, type CreateOnly, type StackOperation } from './stack-update-plan';
export type { AssetIndex } from './asset-index';
export { below, expectObject, expectScalar, own } from './json';
export type {
  DeletionPolicy,
  IdleResource,
  Json,
  JsonObject,
  LoadOptions,
  LoadedAssembly,
  LoadedStack,
  ResolvedResource,
  ResourceCode,
  StackExport,
  StackName,
} from './model';
