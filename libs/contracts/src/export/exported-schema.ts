import type { JsonSchema, JsonType } from '../model';
import { KEYWORDS } from '../schema';

/** Where a schema of another dialect keeps what a contract has under `definitions`. */
export interface Dialect {
  /** Prefix of references to definitions, for example `#/components/schemas/Address_`. */
  readonly reference: (name: string) => string;
  /** `draft-04` has exclusive limits as flags, no `const` and no `examples`; `openapi-3.0` also has `nullable` instead of `null`. */
  readonly version: 'draft-04' | 'openapi-3.0' | 'draft-07';
}

/** Keywords that mean nothing outside; `x-` keywords are kept, because people read them. */
const DROPPED: ReadonlySet<string> = new Set(['$schema', '$id', 'definitions']);

/** A contract's schema in another dialect: the same data, closed or open as it is. Definitions have to be exported apart. */
export function exportedSchema(schema: JsonSchema, dialect: Dialect): Record<string, unknown> {
  if (schema.$ref !== undefined) return { $ref: dialect.reference(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)) };
  const exported: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (!DROPPED.has(keyword)) Object.assign(exported, exportedKeyword(keyword, value, dialect));
  }
  return dialect.version === 'openapi-3.0' ? withOneType(exported) : exported;
}

function exportedKeyword(keyword: string, value: unknown, dialect: Dialect): Record<string, unknown> {
  const old = dialect.version !== 'draft-07';
  switch (keyword) {
    case 'properties':
      return { properties: exportedMap(value as Record<string, JsonSchema>, dialect) };
    case 'items':
    case 'additionalProperties':
      // Closed objects, in the publisher's view.
      return { [keyword]: value === false ? false : exportedSchema(value as JsonSchema, dialect) };
    case 'oneOf':
      return { oneOf: (value as JsonSchema[]).map((branch) => exportedSchema(branch, dialect)) };
    case 'const':
      return old ? { enum: [value], ...(dialect.version === 'openapi-3.0' && { type: typeof value }) } : { const: value };
    case 'exclusiveMinimum':
      return old ? { minimum: value, exclusiveMinimum: true } : { exclusiveMinimum: value };
    case 'exclusiveMaximum':
      return old ? { maximum: value, exclusiveMaximum: true } : { exclusiveMaximum: value };
    case 'required':
      // Draft-04 knows no empty list.
      return (value as string[]).length === 0 && old ? {} : { required: value };
    case 'examples':
      if (dialect.version === 'openapi-3.0') return (value as unknown[]).length > 0 ? { example: (value as unknown[])[0] } : {};
      return old ? { 'x-examples': value } : { examples: value };
    case 'deprecated':
      return dialect.version === 'draft-04' ? { 'x-deprecated': value } : { deprecated: value };
    default:
      return { [keyword]: value };
  }
}

export function exportedMap(schemas: Readonly<Record<string, JsonSchema>>, dialect: Dialect): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, exportedSchema(schema, dialect)]));
}

/**
 * OpenAPI 3.0 has no lists of types, and no null among the types: `["string", "null"]` is `type: string, nullable: true`, and
 * `["string", "integer"]` an `anyOf` of both, each with the keywords that say something about it.
 */
function withOneType(schema: Record<string, unknown>): Record<string, unknown> {
  const types = [schema['type'] ?? []].flat() as JsonType[];
  const values = schema['enum'];
  const isNull = types.length === 1 && types[0] === 'null';
  if (isNull || (Array.isArray(values) && values.length === 1 && values[0] === null))
    return { ...schema, type: 'string', nullable: true, enum: [null] };
  const others = types.filter((type) => type !== 'null');
  const isNullable = others.length < types.length;
  if (others.length > 1) return anyOfTypes(schema, others, isNullable);
  return isNullable ? { ...schema, type: others[0], nullable: true } : schema;
}

function anyOfTypes(schema: Record<string, unknown>, types: readonly JsonType[], isNullable: boolean): Record<string, unknown> {
  const { type: _type, ...keywords } = schema;
  const saysOf = (keyword: string, type?: JsonType): boolean => {
    const of = KEYWORDS[keyword]?.of;
    return type === undefined ? of === undefined : (of?.includes(type) ?? false);
  };
  const keywordsOf = (type?: JsonType) => Object.entries(keywords).filter(([keyword]) => saysOf(keyword, type));
  return {
    ...Object.fromEntries(keywordsOf()),
    anyOf: types.map((type) => ({ type, ...Object.fromEntries(keywordsOf(type)), ...(isNullable && { nullable: true }) })),
  };
}
