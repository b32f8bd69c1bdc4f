export { TemplateError, type TemplatePlace } from './template-error';
export { loadAssembly } from './load-assembly';
export type {
  IdleResource,
  Json,
  JsonObject,
  LoadOptions,
  LoadedAssembly,
  LoadedStack,
  ResolvedResource,
  StackExport,
} from './model';
