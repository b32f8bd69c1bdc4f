import { isObject, type Json, type JsonObject, own, put } from '../json';
import { SchemaError } from './schema-error';

export type Draft = 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12';

const ORDER: readonly Draft[] = ['draft-04', 'draft-06', 'draft-07', '2019-09', '2020-12'];

export function isAtLeast(draft: Draft, other: Draft): boolean {
  return ORDER.indexOf(draft) >= ORDER.indexOf(other);
}

/** Where schemas stand below a keyword: at it, in a list, in a map by name, or (`mixed`) at it or in a list. */
type Place = 'schema' | 'list' | 'map' | 'mixed';

/** Keywords with schemas below them, and in which drafts they mean something: from the first to the last, inclusive. */
const PLACES: Readonly<Record<string, readonly [Place, Draft, Draft]>> = {
  allOf: ['list', 'draft-04', '2020-12'],
  anyOf: ['list', 'draft-04', '2020-12'],
  oneOf: ['list', 'draft-04', '2020-12'],
  not: ['schema', 'draft-04', '2020-12'],
  if: ['schema', 'draft-07', '2020-12'],
  then: ['schema', 'draft-07', '2020-12'],
  else: ['schema', 'draft-07', '2020-12'],
  properties: ['map', 'draft-04', '2020-12'],
  patternProperties: ['map', 'draft-04', '2020-12'],
  additionalProperties: ['schema', 'draft-04', '2020-12'],
  propertyNames: ['schema', 'draft-06', '2020-12'],
  dependencies: ['map', 'draft-04', '2020-12'],
  dependentSchemas: ['map', '2019-09', '2020-12'],
  items: ['mixed', 'draft-04', '2020-12'],
  prefixItems: ['list', '2020-12', '2020-12'],
  additionalItems: ['schema', 'draft-04', '2019-09'],
  contains: ['schema', 'draft-06', '2020-12'],
  unevaluatedProperties: ['schema', '2019-09', '2020-12'],
  unevaluatedItems: ['schema', '2019-09', '2020-12'],
  contentSchema: ['schema', '2019-09', '2020-12'],
  definitions: ['map', 'draft-04', '2020-12'],
  $defs: ['map', '2019-09', '2020-12'],
};

/** Keywords without schemas below them that only some drafts have. */
const SINCE: ReadonlyMap<string, Draft> = new Map([
  ['const', 'draft-06'],
  ['dependentRequired', '2019-09'],
  ['minContains', '2019-09'],
  ['maxContains', '2019-09'],
  ['$anchor', '2019-09'],
  ['$dynamicAnchor', '2020-12'],
  ['$dynamicRef', '2020-12'],
]);

/** Whether a keyword means something in a draft. Keywords that no draft gates always do. */
export function hasKeyword(draft: Draft, keyword: string): boolean {
  const place = Object.hasOwn(PLACES, keyword) ? PLACES[keyword] : undefined;
  if (place) return isAtLeast(draft, place[1]) && isAtLeast(place[2], draft);
  return isAtLeast(draft, SINCE.get(keyword) ?? 'draft-04');
}

/** Whether a keyword can reject a value in some draft. */
export function isAsserted(keyword: string): boolean {
  return !NEUTRAL.has(keyword) && (Object.hasOwn(PLACES, keyword) || SINCE.has(keyword) || ASSERTED.has(keyword));
}

const NEUTRAL = new Set(['definitions', '$defs', '$anchor', '$dynamicAnchor', 'contentSchema', 'then', 'else']);
const ASSERTED = new Set([
  ...['type', 'enum', 'required', 'format', 'pattern', 'minLength', 'maxLength', 'multipleOf', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
]);

/** The schemas directly below a schema, with the steps that lead to them. */
export function subschemas(schema: JsonObject, draft: Draft): { readonly steps: readonly string[]; readonly schema: Json }[] {
  return Object.keys(schema).flatMap((keyword) => {
    const place = Object.hasOwn(PLACES, keyword) && hasKeyword(draft, keyword) ? PLACES[keyword]?.[0] : undefined;
    const value = schema[keyword];
    if (!place || value === undefined) return [];
    if (Array.isArray(value)) {
      if (place !== 'list' && place !== 'mixed') return [];
      return (value as readonly Json[]).map((one, index) => ({ steps: [keyword, String(index)], schema: one }));
    }
    if (place === 'map' && isObject(value)) {
      return Object.keys(value)
        .filter((name) => !Array.isArray(value[name]))
        .map((name) => ({ steps: [keyword, name], schema: own(value, name) ?? null }));
    }
    return place === 'schema' || place === 'mixed' ? [{ steps: [keyword], schema: value }] : [];
  });
}

/** A copy of a schema with every schema directly below it replaced. */
export function mapSubschemas(schema: JsonObject, draft: Draft, replace: (schema: Json) => Json): Record<string, Json> {
  const copy: Record<string, Json> = {};
  for (const keyword of Object.keys(schema)) {
    const value = own(schema, keyword) ?? null;
    const place = Object.hasOwn(PLACES, keyword) && hasKeyword(draft, keyword) ? PLACES[keyword]?.[0] : undefined;
    put(copy, keyword, place ? mapPlace(place, value, replace) : value);
  }
  return copy;
}

function mapPlace(place: Place, value: Json, replace: (schema: Json) => Json): Json {
  if (Array.isArray(value)) return place === 'list' || place === 'mixed' ? (value as readonly Json[]).map(replace) : value;
  if (place === 'schema' || place === 'mixed') return replace(value);
  if (place !== 'map' || !isObject(value)) return value;
  const copy: Record<string, Json> = {};
  for (const name of Object.keys(value)) {
    const below = own(value, name) ?? null;
    put(copy, name, Array.isArray(below) ? below : replace(below));
  }
  return copy;
}

const IDENTIFIERS: readonly (readonly [RegExp, Draft])[] = [
  [/^https?:\/\/json-schema\.org\/draft-04\/(?:hyper-)?schema#?$/, 'draft-04'],
  [/^https?:\/\/json-schema\.org\/draft-06\/(?:hyper-)?schema#?$/, 'draft-06'],
  [/^https?:\/\/json-schema\.org\/draft-07\/(?:hyper-)?schema#?$/, 'draft-07'],
  [/^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, '2019-09'],
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, '2020-12'],
];

/**
 * The draft that `$schema` names. Without it: draft-04 if an exclusive limit is a boolean, 2020-12 if a keyword occurs that only
 * the newest drafts have, draft-07 otherwise.
 *
 * @throws SchemaError for a `$schema` that is none of the drafts.
 */
export function draftOf(schema: Json): Draft {
  const named = isObject(schema) ? own(schema, '$schema') : undefined;
  if (named === undefined) return guess(schema);
  const known = IDENTIFIERS.find(([identifier]) => typeof named === 'string' && identifier.test(named));
  if (known) return known[1];
  throw new SchemaError(
    `"$schema" is ${JSON.stringify(named)}, which is none of the drafts 04, 06, 07, 2019-09 and 2020-12.`,
    '/$schema',
  );
}

function guess(root: Json): Draft {
  const open: Json[] = [root];
  let guessed: Draft = 'draft-07';
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    if (!isObject(schema)) continue;
    if (['exclusiveMinimum', 'exclusiveMaximum'].some((flag) => typeof own(schema, flag) === 'boolean')) return 'draft-04';
    for (const keyword of Object.keys(schema)) if (onlyNew(keyword)) guessed = '2020-12';
    for (const below of subschemas(schema, schema['prefixItems'] ? '2020-12' : '2019-09')) open.push(below.schema);
  }
  return guessed;
}

function onlyNew(keyword: string): boolean {
  const since = Object.hasOwn(PLACES, keyword) ? PLACES[keyword]?.[1] : SINCE.get(keyword);
  return since !== undefined && isAtLeast(since, '2019-09');
}
