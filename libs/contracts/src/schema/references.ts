import type { JsonSchema } from '../model';

const PREFIX = '#/definitions/';

/** The name in `#/definitions/<Name>`; undefined for every other reference. */
export function definitionName(reference: string): string | undefined {
  const name = reference.startsWith(PREFIX) ? reference.slice(PREFIX.length) : '';
  return name === '' || name.includes('/') ? undefined : name;
}

/** The schema that `schema` stands for, references followed. Undefined for one that leads nowhere or around in a circle. */
export function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema | undefined {
  let found: JsonSchema | undefined = schema;
  for (const seen = new Set<JsonSchema>(); found?.$ref !== undefined;) {
    if (seen.has(found)) return undefined;
    seen.add(found);
    const name = definitionName(found.$ref);
    found = name !== undefined && Object.hasOwn(root.definitions ?? {}, name) ? root.definitions?.[name] : undefined;
  }
  return found;
}
