export { generate, LANGUAGES, type Language } from './generate';
export { generateTypeScript } from './typescript/generate';
export { generatePython } from './python';
export type { GeneratedFiles, GenerateOptions } from './generated-files';
export { namesOf, type Names } from './typescript/names';
export { checkBindings, writeBindings, type BindingsDifference } from './bindings-folder';
export { BindingsError } from './errors';
export { eventModel } from './model';
export type { EventModel } from './model';
