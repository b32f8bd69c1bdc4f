import { definitionName, KEYWORDS } from '../schema';
import { isObject, type Json, type JsonObject, own } from '@busbar/schema-containment';

/** What was found of a schema: versions are compared many times, and never change. */
const known = new WeakMap<JsonObject, boolean>();

/**
 * Whether a schema says only what the profile of contracts has, each keyword with a value that it takes, references to definitions
 * of the root alone, and unions whose branches each require a text of their own: what can be compared side by side.
 */
export function isPlain(root: JsonObject): boolean {
  let plain = known.get(root);
  if (plain === undefined) {
    plain = isPlainBelow(root, root, 0);
    known.set(root, plain);
  }
  return plain;
}

const DEEPEST = 100;

function isPlainBelow(root: JsonObject, schema: Json, depth: number): boolean {
  if (!isObject(schema) || depth > DEEPEST) return false;
  const names = Object.keys(schema);
  if (own(schema, '$ref') !== undefined) return names.length === 1 && isObject(definitionIn(root, schema));
  // Without a type everything is allowed that the other keywords say nothing about.
  if (['type', 'const', 'oneOf'].every((keyword) => own(schema, keyword) === undefined)) return false;
  for (const name of names) {
    const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
    const value = own(schema, name) ?? null;
    if (!keyword?.valid(value) || (schema !== root && AT_ROOT.has(name))) return false;
    if (!schemasBelow(name, value).every((below) => isPlainBelow(root, below, depth + 1))) return false;
  }
  return own(schema, 'oneOf') === undefined || isPlainUnion(root, schema);
}

const AT_ROOT = new Set(['$schema', '$id', 'definitions']);

function schemasBelow(keyword: string, value: Json): readonly Json[] {
  if (keyword === 'properties' || keyword === 'definitions') return Object.values(value as JsonObject);
  if (keyword === 'oneOf') return value as readonly Json[];
  return keyword === 'items' || keyword === 'additionalProperties' ? [value] : [];
}

function isPlainUnion(root: JsonObject, union: JsonObject): boolean {
  const tag = own(union, 'x-discriminator');
  if (typeof tag !== 'string' || Object.keys(union).some((keyword) => KEYWORDS[keyword]?.of !== undefined)) return false;
  if (['type', 'enum', 'const'].some((keyword) => own(union, keyword) !== undefined)) return false;
  const tags = new Set<Json>();
  const branches = own(union, 'oneOf') as readonly Json[];
  return branches.every((one) => {
    const branch = definitionIn(root, one);
    const properties = isObject(branch) ? own(branch, 'properties') : undefined;
    const field = isObject(properties) ? own(properties, tag) : undefined;
    const value = isObject(field) ? own(field, 'const') : undefined;
    const required = isObject(branch) ? own(branch, 'required') : undefined;
    const isSound =
      isObject(branch) &&
      own(branch, 'type') === 'object' &&
      typeof value === 'string' &&
      Array.isArray(required) &&
      required.includes(tag) &&
      !tags.has(value);
    if (value !== undefined) tags.add(value);
    return isSound;
  });
}

/** What a reference to a definition of the root stands for, however many there are on the way; undefined in a circle. */
export function definitionIn(root: JsonObject, schema: Json): Json | undefined {
  const definitions = own(root, 'definitions');
  let found: Json | undefined = schema;
  for (let hops = 0; isObject(found) && own(found, '$ref') !== undefined; hops++) {
    const name: string | undefined = definitionName(String(own(found, '$ref')));
    if (name === undefined || hops > 100 || !isObject(definitions)) return undefined;
    found = own(definitions, name);
  }
  return found;
}
