export { generateTypeScript, contractHash, type GeneratedFiles, type TypeScriptOptions } from './typescript/generate';
export { namesOf, type Names } from './typescript/names';
export { checkBindings, writeBindings, type BindingsDifference } from './bindings-folder';
export { BindingsError } from './errors';
