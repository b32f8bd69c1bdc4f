import { createRequire } from 'node:module';
import type { AnySchemaObject, ErrorObject, Options } from 'ajv';
import { type Draft, hasKeyword, isAtLeast, mapSubschemas, type SchemaDocument } from './schema';
import { formats } from './formats';
import { isObject, type Json, type JsonObject, own, put } from './json';
import { findsIn, realPattern } from './regular-expression';

/** The class of Ajv for each draft, and its module. */
const AJV: Readonly<Record<Draft, readonly [name: string, path: string]>> = {
  'draft-04': ['Ajv', 'ajv'],
  'draft-06': ['Ajv', 'ajv'],
  'draft-07': ['Ajv', 'ajv'],
  '2019-09': ['Ajv2019', 'ajv/dist/2019'],
  '2020-12': ['Ajv2020', 'ajv/dist/2020'],
};

/** Why a validator rejects a value. */
export interface Rejection {
  /** JSON pointer into the value. */
  readonly path: string;
  readonly keyword: string;
  readonly message: string;
}

/** Undefined when it accepts the value. */
export type Validator = (value: unknown) => Rejection | undefined;

interface AjvInstance {
  compile(schema: AnySchemaObject | boolean): ((value: unknown) => boolean) & { errors?: ErrorObject[] | null };
}
type AjvModule = Readonly<Record<string, new (options: Options) => AjvInstance>>;

/**
 * The real validator, Ajv, for a schema of any draft; the judge of every counterexample. Drafts that Ajv does not have are
 * rewritten as draft-07, which says the same. Loaded when first needed: most comparisons end without a counterexample.
 *
 * Throws what Ajv throws for schemas that it refuses.
 */
export function validatorOf(document: SchemaDocument): Validator {
  const { draft } = document;
  const load = createRequire(__filename);
  const [name, path] = AJV[draft];
  const constructor = (load(path) as AjvModule)[name];
  if (!constructor) throw new Error(`Ajv has no "${name}".`);
  const ajv = new constructor(optionsFor(draft, load));
  const validate = ajv.compile(forAjv(document.root.schema, draft) as AnySchemaObject);
  return (value) => {
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return { path: error?.instancePath ?? '', keyword: error?.keyword ?? 'schema', message: error?.message ?? 'is not valid' };
  };
}

function optionsFor(draft: Draft, load: NodeJS.Require): Options {
  const { fullFormats } = load('ajv-formats/dist/formats') as { readonly fullFormats: NonNullable<Options['formats']> };
  return {
    strict: false,
    // Without it, Ajv stops at an empty array below a list of schemas for items and lets it pass.
    allErrors: true,
    meta: false,
    validateSchema: false,
    logger: false,
    // Names such as "toString" are names like any other.
    ownProperties: true,
    ignoreKeywordsWithRef: !isAtLeast(draft, '2019-09'),
    formats: { ...formats, ...fullFormats },
    code: { optimize: false, regExp: Object.assign(boundedPattern, { code: 'boundedPattern' }) },
  };
}

function boundedPattern(source: string): { test(text: string): boolean; toString(): string } {
  if (!realPattern(source)) throw new Error(`"${source}" is not a regular expression.`);
  return {
    test: (text) => {
      const matches = findsIn(source, text);
      if (matches === undefined) throw new Error('The pattern cannot be run in bounded time.');
      return matches;
    },
    toString: () => `/${source}/`,
  };
}

/** The schema with what its draft knows and nothing else that Ajv would take for a keyword. */
function forAjv(schema: Json, draft: Draft): Json {
  if (!isObject(schema)) return schema;
  const adapted: Record<string, Json> = {};
  const mapped = mapSubschemas(schema, draft, (below) => forAjv(below, draft));
  for (const keyword of Object.keys(mapped)) {
    const value = own(mapped, keyword);
    if (value === undefined || FOREIGN.has(keyword) || !hasKeyword(draft, keyword)) continue;
    if (keyword === (draft === 'draft-04' ? '$id' : 'id') && typeof value === 'string') continue;
    put(adapted, draft === 'draft-04' && keyword === 'id' && typeof value === 'string' ? '$id' : keyword, value);
  }
  if (draft === 'draft-04') makeLimitsNumbers(adapted);
  if (own(adapted, 'contains') !== undefined && own(adapted, 'minContains') !== 0) requireAnItem(adapted);
  return adapted;
}

/** OpenAPI's `nullable`, and what changes how Ajv works. */
const FOREIGN = new Set(['$schema', '$async', 'nullable', 'discriminator', '$vocabulary', '$recursiveAnchor']);

/** Says what `contains` implies: below another array, Ajv 8.20 lets an empty one pass. */
function requireAnItem(schema: Record<string, Json>): void {
  const least = own(schema, 'minItems');
  if (typeof least !== 'number' || least < 1) schema['minItems'] = 1;
}

/** `maximum: 5, exclusiveMaximum: true` of draft-04 is `exclusiveMaximum: 5`. */
function makeLimitsNumbers(schema: Record<string, Json>): void {
  for (const [limit, flag] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const exclusive = own(schema as JsonObject, flag);
    if (exclusive === undefined) continue;
    delete schema[flag];
    const value = own(schema as JsonObject, limit);
    if (exclusive !== true || value === undefined) continue;
    delete schema[limit];
    schema[flag] = value;
  }
}
