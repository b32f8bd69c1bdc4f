import { integerRange } from './integer-range';
import type { JsonSchema } from '../model';

/** Keywords that tell people or tools something and decide nothing about data. */
const ANNOTATIONS = new Set(['$schema', '$id', 'title', 'description', 'examples', 'default', 'deprecated']);

/**
 * The publisher view of a contract's schema as plain JSON Schema for Ajv: every object that is not a map is closed
 * (`additionalProperties: false`), integers stay within what every language keeps, `x-discriminator` has become Ajv's `discriminator` (set `discriminator: true`), and what
 * only informs is gone. The schema must be within the profile.
 */
export function closeObjects(schema: JsonSchema): Record<string, unknown> {
  const closed: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) continue;
    closed[keyword] = closeKeyword(keyword, value);
  }
  const discriminator = schema['x-discriminator'];
  if (discriminator !== undefined) {
    closed['type'] = 'object';
    closed['discriminator'] = { propertyName: discriminator };
  }
  if ([schema.type].flat().includes('object') && schema.additionalProperties === undefined)
    closed['additionalProperties'] = false;
  if ([schema.type].flat().includes('integer') && !schema.enum && schema.const === undefined) {
    const { least, most } = integerRange(schema);
    if (schema.exclusiveMinimum === undefined) closed['minimum'] = Math.max(least, schema.minimum ?? least);
    if (schema.exclusiveMaximum === undefined) closed['maximum'] = Math.min(most, schema.maximum ?? most);
  }
  return closed;
}

function closeKeyword(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case 'properties':
    case 'definitions':
      return Object.fromEntries(
        Object.entries(value as Record<string, JsonSchema>).map(([name, schema]) => [name, closeObjects(schema)]),
      );
    case 'items':
    case 'additionalProperties':
      return closeObjects(value as JsonSchema);
    case 'oneOf':
      return (value as JsonSchema[]).map(closeObjects);
    default:
      return value;
  }
}
