import type { JsonSchema } from '../model';
import { resolve } from '../schema';
import { typesOf } from './schema-nodes';

/**
 * The most bytes that the data of an event can take as JSON in UTF-8, every text at its greatest length and of four-byte
 * characters. Infinity where the schema sets no bound; for texts that only a pattern or a format bounds, 64 characters.
 */
export function largestEvent(schema: JsonSchema): number {
  return largest(schema, schema, new Set());
}

function largest(root: JsonSchema, given: JsonSchema, within: ReadonlySet<JsonSchema>): number {
  const schema = resolve(root, given) ?? {};
  if (within.has(schema)) return Infinity;
  const inside = new Set([...within, schema]);
  if (schema.oneOf) return Math.max(...schema.oneOf.map((branch) => largest(root, branch, inside)));
  const listed = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (listed) return Math.max(...listed.map((value) => Buffer.byteLength(JSON.stringify(value))));
  return Math.max(...typesOf(schema).map((type) => largestOfType(root, schema, type, inside)));
}

function largestOfType(root: JsonSchema, schema: JsonSchema, type: string, inside: ReadonlySet<JsonSchema>): number {
  switch (type) {
    case 'string':
      return textSize(schema);
    case 'array': {
      const item = schema.items ? largest(root, schema.items, inside) : Infinity;
      return schema.maxItems === 0 ? 2 : 2 + (schema.maxItems ?? Infinity) * (item + 1);
    }
    case 'object': {
      if (schema.additionalProperties) return Infinity;
      const fields = Object.entries(schema.properties ?? {});
      return fields.reduce(
        (sum, [name, field]) => sum + Buffer.byteLength(JSON.stringify(name)) + 2 + largest(root, field, inside),
        2,
      );
    }
    case 'boolean':
      return 5;
    case 'null':
      return 4;
    default:
      return 24;
  }
}

function textSize({ maxLength, pattern, format }: JsonSchema): number {
  const fixed = format === undefined ? undefined : FORMAT_SIZES[format];
  if (fixed !== undefined) return fixed + 2;
  const characters = maxLength ?? (pattern !== undefined ? 64 : Infinity);
  return 2 + characters * (format === undefined && pattern === undefined ? 4 : 1);
}

const FORMAT_SIZES: Readonly<Record<string, number>> = {
  uuid: 36,
  'date-time': 40,
  date: 10,
  time: 24,
  ipv4: 15,
  ipv6: 45,
  duration: 64,
  hostname: 253,
  email: 254,
};
