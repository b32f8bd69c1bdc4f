import { canonical } from '@busbar/schema-containment';
import type { JsonSchema, JsonType } from '../model';
import { kindOf } from './kinds';

type Draft = { -readonly [Keyword in keyof JsonSchema]: JsonSchema[Keyword] };
type Merge = (a: JsonSchema, b: JsonSchema) => JsonSchema;

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const;
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const;
const ANNOTATIONS = ['$schema', '$id', 'title', 'description', 'examples', 'default', 'deprecated', 'x-classification'] as const;

export function typesOf(schema: JsonSchema): JsonType[] {
  return [schema.type ?? []].flat() as JsonType[];
}

/** Whether a schema only tells people something. */
export function isAnnotation(schema: JsonSchema): boolean {
  return Object.keys(schema).every((keyword) => (ANNOTATIONS as readonly string[]).includes(keyword));
}

/**
 * What satisfies both of two schemas (`allOf`), as far as a contract can say it.
 *
 * @param lost is told of every keyword of the second schema that could not be taken over
 */
export function both(a: JsonSchema, b: JsonSchema, lost: (keyword: string) => void): JsonSchema {
  if (canonical(a) === canonical(b) || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  if (a.$ref !== undefined || b.$ref !== undefined || a.oneOf || b.oneOf) {
    for (const keyword of Object.keys(b)) lost(keyword);
    return a;
  }
  const merged: Draft = { ...b, ...a };
  for (const keyword of LOWER) assign(merged, keyword, extreme(a[keyword], b[keyword], Math.max));
  for (const keyword of UPPER) assign(merged, keyword, extreme(a[keyword], b[keyword], Math.min));
  mergeTypes(merged, a, b, lost);
  if (a.required && b.required) merged.required = [...new Set([...a.required, ...b.required])];
  if (a.properties && b.properties)
    merged.properties = mergeFields(a.properties, b.properties, (one, other) => both(one, other, lost));
  if (a.items && b.items) merged.items = both(a.items, b.items, lost);
  if (a.additionalProperties && b.additionalProperties)
    merged.additionalProperties = both(a.additionalProperties, b.additionalProperties, lost);
  if (a.enum && b.enum) {
    const others = new Set(b.enum.map(canonical));
    merged.enum = a.enum.filter((value) => others.has(canonical(value)));
  }
  for (const keyword of ['pattern', 'format', 'multipleOf', 'const', ...ANNOTATIONS] as const) {
    if (a[keyword] !== undefined && b[keyword] !== undefined && canonical(a[keyword]) !== canonical(b[keyword])) lost(keyword);
  }
  return merged;
}

function mergeTypes(merged: Draft, a: JsonSchema, b: JsonSchema, lost: (keyword: string) => void): void {
  if (a.type === undefined || b.type === undefined) return;
  const [mine, others] = [typesOf(a), typesOf(b)];
  const common = mine.filter((type) => others.includes(type) || (type === 'integer' && others.includes('number')));
  if (mine.includes('number') && others.includes('integer') && !common.includes('integer')) common.unshift('integer');
  if (common.length === 0) lost('type');
  else assignType(merged, common);
}

/** What satisfies one of two schemas of the same type, and more than that: only what they have in common is said. */
export function either(a: JsonSchema, b: JsonSchema): JsonSchema {
  if (canonical(a) === canonical(b)) return a;
  if (a.$ref !== undefined || b.$ref !== undefined || a.oneOf || b.oneOf) return a;
  const merged: Draft = {};
  for (const keyword of Object.keys(a) as (keyof JsonSchema)[]) {
    if (canonical(a[keyword]) === canonical(b[keyword])) Object.assign(merged, { [keyword]: a[keyword] });
  }
  for (const keyword of LOWER) assign(merged, keyword, inBoth(a[keyword], b[keyword], Math.min));
  for (const keyword of UPPER) assign(merged, keyword, inBoth(a[keyword], b[keyword], Math.max));
  const types = [...new Set([...typesOf(a), ...typesOf(b)])].filter(
    (type, _, all) => type !== 'integer' || !all.includes('number'),
  );
  assignType(merged, types);
  const listed = [a, b].map((one) => one.enum ?? (one.const === undefined ? undefined : [one.const]));
  if (listed[0] && listed[1]) {
    const kind = kindOfSchema(a);
    delete merged.const;
    merged.enum = unique([...listed[0], ...listed[1]]);
    if (types.length === 0 && kind !== undefined) merged.type = kind;
  }
  if (a.properties ?? b.properties) {
    merged.properties = mergeFields(a.properties ?? {}, b.properties ?? {}, eitherIfAlike);
    merged.required = (a.required ?? []).filter((name) => b.required?.includes(name));
    if (merged.required.length === 0) delete merged.required;
  }
  if (a.items && b.items) merged.items = eitherIfAlike(a.items, b.items);
  return merged;
}

function assignType(schema: Draft, types: readonly JsonType[]): void {
  const [first] = types;
  if (first !== undefined) schema.type = types.length === 1 ? first : types;
}

/** The type of a schema's values, null aside. */
export function kindOfSchema(schema: JsonSchema): JsonType | undefined {
  return typesOf(schema).find((type) => type !== 'null') ?? (schema.const === undefined ? undefined : kindOf(schema.const));
}

/** Whether one field can have the values of both. */
export function areAlike(a: JsonSchema, b: JsonSchema): boolean {
  const kinds = [a, b].map(kindOfSchema);
  const kind = (type: JsonType | undefined): string | undefined => (type === 'integer' ? 'number' : type);
  return kinds[0] !== undefined && kind(kinds[0]) === kind(kinds[1]);
}

function eitherIfAlike(a: JsonSchema, b: JsonSchema): JsonSchema {
  return areAlike(a, b) ? either(a, b) : a;
}

/** The same schema with null beside its values. */
export function withNull(schema: JsonSchema): JsonSchema {
  const { type: _, enum: values, const: constant, ...rest } = schema;
  const [one] = typesOf(schema).filter((kind) => kind !== 'null');
  const listed = values ?? (constant === undefined ? undefined : [constant]);
  const kind = one ?? kindOfSchema(schema);
  return { ...(kind !== undefined && { type: [kind, 'null'] }), ...rest, ...(listed && { enum: unique([...listed, null]) }) };
}

function unique(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}

function mergeFields(
  a: Readonly<Record<string, JsonSchema>>,
  b: Readonly<Record<string, JsonSchema>>,
  merge: Merge,
): Record<string, JsonSchema> {
  const fields = new Map(Object.entries(a));
  for (const [name, field] of Object.entries(b)) {
    const mine = fields.get(name);
    fields.set(name, mine ? merge(mine, field) : field);
  }
  return Object.fromEntries(fields);
}

function extreme(a: number | undefined, b: number | undefined, pick: (a: number, b: number) => number): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : pick(a, b);
}

function inBoth(a: number | undefined, b: number | undefined, pick: (a: number, b: number) => number): number | undefined {
  return a === undefined || b === undefined ? undefined : pick(a, b);
}

function assign<Keyword extends (typeof LOWER)[number] | (typeof UPPER)[number]>(
  schema: Draft,
  keyword: Keyword,
  value: number | undefined,
): void {
  if (value === undefined) Reflect.deleteProperty(schema, keyword);
  else schema[keyword] = value;
}

function isEmpty(schema: JsonSchema): boolean {
  return Object.keys(schema).length === 0;
}
