import type { Path } from '@busbar/problem';
import type { JsonSchema } from '../model';
import { definitionName } from '../schema';

/**
 * Where in a schema file a place in the data is described: a JSON pointer with `*` for any item or key and `[tag]` for the
 * branch of a union, as differences name them. References are followed. As far as there is such a place.
 */
export function placeInSchema(root: JsonSchema, pointer: string): Path {
  let at: Path = [];
  let schema: JsonSchema | undefined = root;
  const enter = (...steps: (string | number)[]): boolean => {
    let next: unknown = schema;
    for (const step of steps)
      next =
        typeof next === 'object' && next !== null && Object.hasOwn(next, step)
          ? (next as Record<string | number, unknown>)[step]
          : undefined;
    if (next === undefined) return false;
    [schema, at] = [next as JsonSchema, [...at, ...steps]];
    for (let hops = 0; schema.$ref !== undefined && hops < 100; hops++) {
      const name: string | undefined = definitionName(schema.$ref);
      const definition: JsonSchema | undefined =
        name !== undefined && Object.hasOwn(root.definitions ?? {}, name) ? root.definitions?.[name] : undefined;
      if (!definition || name === undefined) break;
      [schema, at] = [definition, ['definitions', name]];
    }
    return true;
  };
  for (const [, name, tag] of pointer.matchAll(/\/([^/[\]]*)|\[([^\]]*)\]/g)) {
    if (tag !== undefined) {
      const discriminator: string = schema['x-discriminator'] ?? '';
      const branch = schema.oneOf?.findIndex((one) => branchTag(root, one, discriminator) === tag) ?? -1;
      if (branch === -1 || !enter('oneOf', branch)) return at;
    } else if (name === '*') {
      if (!enter('items') && !enter('additionalProperties')) return at;
    } else if (!enter('properties', (name ?? '').replaceAll('~1', '/').replaceAll('~0', '~')) && !enter('additionalProperties'))
      return at;
  }
  return at;
}

function branchTag(root: JsonSchema, branch: JsonSchema, discriminator: string): unknown {
  const name = definitionName(branch.$ref ?? '');
  const schema = name === undefined ? branch : root.definitions?.[name];
  return schema?.properties?.[discriminator]?.const;
}
