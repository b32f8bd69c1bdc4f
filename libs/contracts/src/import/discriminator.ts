import { isMap } from '@busbar/problem';
import type { Json, JsonObject } from '@busbar/schema-containment';
import type { Discriminator } from './constraints';

/** OpenAPI's `discriminator`, or the `x-discriminator` of contracts; undefined for a schema without. */
export function readDiscriminator(schema: JsonObject): Discriminator | undefined {
  const { discriminator, 'x-discriminator': own } = schema;
  if (typeof own === 'string') return { field: own, values: {} };
  if (!isMap(discriminator) || typeof discriminator['propertyName'] !== 'string') return undefined;
  const mapping = isMap(discriminator['mapping']) ? discriminator['mapping'] : {};
  const mapped = Object.entries(mapping).map(([tag, to]) => [lastStep(String(to)), tag]);
  const branches = [schema['oneOf'] ?? schema['anyOf'] ?? []].flat() as Json[];
  const named = branches.flatMap((branch) => {
    const name = isMap(branch) && typeof branch['$ref'] === 'string' ? lastStep(branch['$ref']) : undefined;
    return name === undefined ? [] : [[name, name]];
  });
  return {
    field: discriminator['propertyName'],
    values: Object.fromEntries([...named, ...mapped]) as Record<string, string>,
  };
}

/** The name that a reference ends with. */
export function lastStep(reference: string): string {
  return /[^/#]*$/.exec(reference)?.[0] ?? '';
}
