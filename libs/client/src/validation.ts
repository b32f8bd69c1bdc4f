/**
 * `@busbar/client/validation`: the run time of the generated validators. They are Ajv's standalone code, made when the
 * bindings are generated; what that code calls is here, so that Ajv is not shipped.
 */
export { formats } from './validation/formats';
export { codePoints, sameJson } from './validation/comparisons';
export { validator, type CompiledCheck } from './validation/issues';
