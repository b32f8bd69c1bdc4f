import type { JsonSchema } from '../model';
import { definitionName } from './references';

/** Definitions that no finite value satisfies. The least fixpoint of "has a finite value", and what is not in it. */
export function endlessDefinitions(root: JsonSchema): string[] {
  const definitions = Object.entries(root.definitions ?? {});
  const finite = new Set<string>();
  for (let before = -1; finite.size > before;) {
    before = finite.size;
    for (const [name, definition] of definitions) if (!finite.has(name) && isFinite(definition, finite)) finite.add(name);
  }
  return definitions.map(([name]) => name).filter((name) => !finite.has(name));
}

function isFinite(schema: JsonSchema, finite: ReadonlySet<string>): boolean {
  if (schema.$ref !== undefined) return finite.has(definitionName(schema.$ref) ?? '');
  if (schema.oneOf) return schema.oneOf.some((branch) => isFinite(branch, finite));
  const types = [schema.type ?? []].flat();
  if (types.includes('null')) return true;
  if (types.includes('array')) return (schema.minItems ?? 0) === 0 || !schema.items || isFinite(schema.items, finite);
  return (schema.required ?? []).every((name) => {
    const field = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    return field === undefined || isFinite(field, finite);
  });
}
