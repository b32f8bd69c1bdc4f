import { isMap } from '@busbar/problem';
import { KEYWORDS } from '../schema';
import { LEFT_OUT_KEYWORDS } from './left-out-keywords';

const TYPES = new Set<unknown>(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

const isSchemaMap = (value: unknown): boolean => isMap(value) && Object.values(value).every(isSchemaLike);
const isSchemaList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isSchemaLike);

/** Keywords that make something a schema, and what their values look like. */
const STRUCTURE: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => [value].flat().every((type) => TYPES.has(type)),
  properties: isSchemaMap,
  definitions: isSchemaMap,
  $defs: isSchemaMap,
  patternProperties: isSchemaMap,
  allOf: isSchemaList,
  anyOf: isSchemaList,
  oneOf: isSchemaList,
  items: (value) => isSchemaLike(value) || isSchemaList(value),
  $ref: (value) => typeof value === 'string',
  enum: Array.isArray,
  required: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
};

const OTHERS = new Set([
  ...Object.keys(KEYWORDS),
  ...Object.keys(LEFT_OUT_KEYWORDS),
  ...['id', 'additionalItems', 'prefixItems', 'patternProperties', 'nullable', 'discriminator', 'example'],
]);

function isKeyword(name: string): boolean {
  return Object.hasOwn(STRUCTURE, name) || OTHERS.has(name) || name.startsWith('x-');
}

/** Whether JSON can stand for a schema: only keywords, with values that those have. */
function isSchemaLike(value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  return isMap(value) && Object.entries(value).every(([name, one]) => !Object.hasOwn(STRUCTURE, name) || STRUCTURE[name]?.(one));
}

/**
 * Whether a JSON value is meant as a schema, judged by all of it: data of events may have fields that are called `type`, `properties`
 * or `$ref` too, but not with the values of keywords and hardly anything else beside them.
 */
export function isSchema(value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  if (!isMap(value)) return false;
  const names = Object.keys(value);
  const known = names.filter(isKeyword);
  const hasStructure = ['$schema', 'properties', 'allOf', 'anyOf', 'oneOf', '$ref'].some((name) => Object.hasOwn(value, name));
  const isObject = value['type'] === 'object' && names.every(isKeyword);
  return (hasStructure || isObject) && isSchemaLike(value) && known.length * 2 > names.length;
}

/** Whether something has any keyword of JSON Schema at all, so that it can be read as one when it is said to be one. */
export function hasSchemaKeyword(value: unknown): boolean {
  return typeof value === 'boolean' || (isMap(value) && (Object.keys(value).length === 0 || Object.keys(value).some(isKeyword)));
}
