import type { Path } from '@busbar/problem';
import type { JsonSchema } from '../model';
import { resolve } from './references';

/**
 * What a field of an event's data may be, as an event pattern sees it: the schemas of all branches of unions, of the items
 * of arrays (patterns look through arrays), of the values of maps. Empty when there is no such field.
 */
export function fieldAt(schema: JsonSchema, path: Path): readonly JsonSchema[] {
  let schemas = alternatives(schema, schema);
  for (const step of path) {
    const name = String(step);
    schemas = schemas.flatMap((one) => {
      const field = one.properties && Object.hasOwn(one.properties, name) ? one.properties[name] : one.additionalProperties;
      return field ? alternatives(schema, field) : [];
    });
  }
  return schemas;
}

/**
 * Whether every valid event has a value at the path: each step is required, in every branch of a union, of what can be nothing but
 * an object. What is in a list or a map may be absent: they may be empty.
 */
export function isAlwaysPresent(root: JsonSchema, path: Path): boolean {
  return isPresentIn(root, root, path, new Set());
}

function isPresentIn(root: JsonSchema, given: JsonSchema, path: Path, within: ReadonlySet<JsonSchema>): boolean {
  const schema = resolve(root, given);
  if (!schema || within.has(schema)) return false;
  const inside = new Set([...within, schema]);
  if (schema.oneOf) return schema.oneOf.every((branch) => isPresentIn(root, branch, path, inside));
  const [step, ...rest] = path;
  const types = [schema.type ?? []].flat();
  // Only scalars are values to EventBridge.
  if (step === undefined) return !types.includes('array') && !types.includes('object');
  if (types.length !== 1 || types[0] !== 'object') return false;
  const name = String(step);
  const field = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  return field !== undefined && schema.required?.includes(name) === true && isPresentIn(root, field, rest, new Set());
}

/** Names of the fields below a path, for suggestions. Names in maps are free and not listed. */
export function fieldNames(schema: JsonSchema, path: Path): string[] {
  const names = fieldAt(schema, path).flatMap((one) => Object.keys(one.properties ?? {}));
  return [...new Set(names)].sort();
}

/** The schemas that a value may have to satisfy at this place, with references, unions and arrays looked through. */
function alternatives(root: JsonSchema, given: JsonSchema, within: ReadonlySet<JsonSchema> = new Set()): JsonSchema[] {
  const schema = resolve(root, given);
  // Lists of lists of themselves: nothing new comes of going around.
  if (!schema || within.has(schema)) return [];
  const inside = new Set([...within, schema]);
  if (schema.oneOf) return schema.oneOf.flatMap((branch) => alternatives(root, branch, inside));
  const types = [schema.type ?? []].flat();
  if (!types.includes('array')) return [schema];
  const items = schema.items ? alternatives(root, schema.items, inside) : [];
  return types.includes('null') ? [...items, { type: 'null' }] : items;
}
