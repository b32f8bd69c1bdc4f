import { KEYWORDS } from '../schema';
import type { JsonSchema, JsonType } from '../model';
import type { Annotations, Constraints, TypeConstraints, ValueType } from './constraints';

export function constraintsOf(type: ValueType, branches: readonly Constraints[]): TypeConstraints[] {
  return branches.flatMap(({ types }) => types.get(type) ?? []);
}

export function withNull(type: JsonType, hasNull: boolean): JsonType | JsonType[] {
  return hasNull ? [type, 'null'] : type;
}

/** What all branches say to people. */
export function commonAnnotations(branches: readonly Constraints[]): Annotations {
  const [first, ...others] = branches;
  return new Map(
    [...(first?.annotations ?? [])].filter(([keyword, { at }]) =>
      others.every((branch) => branch.annotations.get(keyword)?.at === at),
    ),
  );
}

export function withAnnotations(schema: JsonSchema, annotations: Annotations): JsonSchema {
  const said = Object.fromEntries([...annotations].map(([keyword, { value }]) => [keyword, value])) as JsonSchema;
  const { 'x-extensible': extensible, ...rest } = said;
  const canGrow = schema.enum !== undefined || schema.oneOf !== undefined;
  const { examples, default: standard, deprecated, $id, ...words } = rest;
  return inOrder({
    ...words,
    ...($id !== undefined && { $id }),
    ...schema,
    ...(extensible !== undefined && canGrow && { 'x-extensible': extensible }),
    ...(examples !== undefined && { examples }),
    ...(standard !== undefined && { default: standard }),
    ...(deprecated !== undefined && { deprecated }),
  });
}

const ORDER = ['$schema', '$id', 'title', 'type', 'description', 'required', 'properties'];

/** Keywords in the order that contracts have them. */
function inOrder(schema: JsonSchema): JsonSchema {
  const first = ORDER.filter((keyword) => Object.hasOwn(schema, keyword)).map((keyword) => [
    keyword,
    (schema as Record<string, unknown>)[keyword],
  ]);
  const known = Object.entries(schema).filter(([keyword]) => Object.hasOwn(KEYWORDS, keyword));
  return { ...Object.fromEntries(first), ...Object.fromEntries(known) } as JsonSchema;
}
