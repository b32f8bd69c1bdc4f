import * as fc from 'fast-check';
import type { Draft } from '../../src/schema/drafts';

/** Schemas and values of a small world (three names, a few texts, small numbers), so that schemas meet values and each other. */

const names = fc.constantFrom('a', 'b', 'c');
const texts = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'abc', '2026-01-31', 'xyz');
const numbers = fc.oneof(fc.integer({ min: -4, max: 8 }), fc.constantFrom(0.5, 1.5, -2.5));
const counts = fc.integer({ min: 0, max: 3 });
const patterns = fc.constantFrom('^a', 'b$', '^[ab]+$', '^(a|b)c?', '^\\d{4}-', '^a?$');
const types = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');

export const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    numbers,
    texts,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(names, fc.constantFrom('d', 'ab', '')), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

type Schema = boolean | Record<string, unknown>;

/** Schemas of a draft that refer to two definitions, and so may contain themselves. */
export function recursiveSchemas(draft: Draft): fc.Arbitrary<Schema> {
  const reference = fc.constantFrom({ $ref: '#/definitions/x' }, { $ref: '#/definitions/y' }, { $ref: '#' });
  const one = schemas(draft, reference);
  return fc.tuple(one, one, one).map(([root, x, y]) => ({ definitions: { x, y }, allOf: [root] }));
}

/** Schemas of a draft; every keyword that decides something occurs. */
export function schemas(draft: Draft, reference?: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const newer = draft === '2020-12';
  const old = draft === 'draft-04';
  return fc.letrec<{ schema: Schema }>((tie) => {
    const schema = tie('schema');
    const list = fc.array(schema, { minLength: 1, maxLength: 3 });
    const keywords: Record<string, fc.Arbitrary<unknown>> = {
      type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 })),
      enum: fc.uniqueArray(values, { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) }),
      minimum: numbers,
      maximum: numbers,
      ...(old
        ? { exclusiveMinimum: fc.boolean(), exclusiveMaximum: fc.boolean() }
        : { exclusiveMinimum: numbers, exclusiveMaximum: numbers, const: values, contains: schema, propertyNames: schema }),
      multipleOf: fc.constantFrom(1, 2, 3, 4, 6, 0.5),
      minLength: counts,
      maxLength: counts,
      pattern: patterns,
      format: fc.constantFrom('date', 'email', 'uuid'),
      minItems: counts,
      maxItems: counts,
      uniqueItems: fc.boolean(),
      ...(newer
        ? { items: schema, prefixItems: list, minContains: counts, maxContains: counts }
        : { items: fc.oneof(schema, list), additionalItems: schema }),
      minProperties: counts,
      maxProperties: counts,
      required: fc.uniqueArray(names, { minLength: 1, maxLength: 2 }),
      properties: fc.dictionary(names, schema, { maxKeys: 3, noNullPrototype: true }),
      patternProperties: fc.dictionary(patterns, schema, { maxKeys: 2, noNullPrototype: true }),
      additionalProperties: schema,
      ...(newer
        ? {
            dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
              maxKeys: 1,
              noNullPrototype: true,
            }),
            dependentSchemas: fc.dictionary(names, schema, { maxKeys: 1, noNullPrototype: true }),
            unevaluatedProperties: schema,
            unevaluatedItems: schema,
          }
        : {
            dependencies: fc.dictionary(names, fc.oneof(schema, fc.uniqueArray(names, { minLength: 1, maxLength: 2 })), {
              maxKeys: 1,
              noNullPrototype: true,
            }),
          }),
      allOf: list,
      anyOf: list,
      oneOf: list,
      not: schema,
      ...(old || draft === 'draft-06' ? {} : { if: schema, then: schema, else: schema }),
    };
    const one = fc
      .constantFrom(...Object.keys(keywords))
      .chain((keyword) => (keywords[keyword] ?? fc.constant(0)).map((value) => [keyword, value] as const));
    return {
      schema: fc.oneof(
        { depthSize: 'small' },
        ...(old ? [types.map((type) => ({ type }))] : [fc.boolean(), types.map((type) => ({ type }))]),
        ...(reference ? [reference] : []),
        fc.array(one, { minLength: 1, maxLength: 4 }).map((members) => complete(Object.fromEntries(members), draft)),
      ),
    };
  }).schema;
}

/** Keywords that mean something only beside others. */
function complete(schema: Record<string, unknown>, draft: Draft): Record<string, unknown> {
  if (draft !== 'draft-04') return schema;
  if ('exclusiveMinimum' in schema) schema['minimum'] ??= 0;
  if ('exclusiveMaximum' in schema) schema['maximum'] ??= 3;
  return schema;
}

/** A schema, and the same with something in it replaced or left out. */
export function changedSchemas(draft: Draft, some = schemas(draft)): fc.Arbitrary<[Schema, Schema]> {
  return fc.tuple(some, schemas(draft), fc.nat(30), fc.boolean()).map(([schema, other, at, drop]) => {
    return [schema, change(schema, other, at, drop)];
  });
}

function change(schema: Schema, replacement: Schema, at: number, drop: boolean): Schema {
  const copy = JSON.parse(JSON.stringify(schema)) as Schema;
  const places: (() => void)[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      const holder = value as Record<string, unknown>;
      const below = holder[key];
      const isSchema = typeof below === 'boolean' || (typeof below === 'object' && below !== null && !Array.isArray(below));
      if (drop && !Array.isArray(value) && SAFE_TO_DROP.has(key)) places.push(() => delete holder[key]);
      else if (!drop && isSchema && IS_SCHEMA.has(key)) places.push(() => (holder[key] = replacement));
      else if (!drop && typeof below === 'number' && !COUNTS.has(key) && !Array.isArray(value))
        places.push(() => (holder[key] = below + 1));
      visit(below);
    }
  };
  visit(copy);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return replacement;
  place();
  return copy;
}

const IS_SCHEMA = new Set(['not', 'if', 'then', 'else', 'additionalProperties', 'contains', 'propertyNames', 'additionalItems']);
const SAFE_TO_DROP = new Set([
  'minimum',
  'required',
  'type',
  'enum',
  'anyOf',
  'pattern',
  'maxItems',
  'minLength',
  'properties',
  'not',
]);
const COUNTS = new Set(['multipleOf', 'const', 'enum']);
