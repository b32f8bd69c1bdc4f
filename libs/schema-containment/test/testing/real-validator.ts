import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Draft } from '../../src/schema/drafts';

/**
 * Ajv as anybody would set it up, independent of what the engine does with it, but for two errors of Ajv 8.20: without
 * `allErrors`, it stops at `[]` beside a list of schemas for items; and inside a loop, it lets `[]` pass where `contains` stands.
 */
export function realValidator(schema: unknown, draft: Draft): (value: unknown) => boolean {
  const options = { strict: false, allErrors: true, ownProperties: true, logger: false, validateSchema: false } as const;
  const ajv = draft === '2020-12' ? new Ajv2020(options) : new Ajv(options);
  addFormats(ajv as Ajv);
  return ajv.compile(withoutEmptyContains(draft === 'draft-04' ? withNumericLimits(schema) : schema) as object);
}

/** `contains` implies `minItems: 1`; schemas whose values have no property of that name can say so. */
function withoutEmptyContains(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyContains);
  if (typeof value !== 'object' || value === null) return value;
  const adapted: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, below]) => [name, withoutEmptyContains(below)]),
  );
  if ('contains' in value && adapted['minContains'] !== 0) adapted['minItems'] = Math.max(1, Number(adapted['minItems'] ?? 0));
  return adapted;
}

/** Draft-04 says `exclusiveMinimum: true` beside `minimum`. For schemas without `enum` that look like schemas. */
function withNumericLimits(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumericLimits);
  if (typeof value !== 'object' || value === null) return value;
  const { exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...rest } = value as Record<string, unknown>;
  const adapted: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([name, below]) => [name, withNumericLimits(below)]),
  );
  if (minimum !== undefined) adapted[exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum'] = minimum;
  if (maximum !== undefined) adapted[exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum'] = maximum;
  return adapted;
}
