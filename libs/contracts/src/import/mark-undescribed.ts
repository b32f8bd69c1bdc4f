import type { JsonSchema } from '../model';

/** A draft in which every field and definition that nobody described says so, in words that `docs/unfinished-text` finds. */
export function markUndescribed(root: JsonSchema): JsonSchema {
  const visit = (schema: JsonSchema, name?: string): JsonSchema => {
    if (schema.$ref !== undefined) return schema;
    const { type, description, properties, definitions, items, additionalProperties, oneOf, ...rest } = schema;
    const said = description ?? (name === undefined || schema.const !== undefined ? undefined : `TODO: say what "${name}" is.`);
    return {
      ...(type !== undefined && { type }),
      ...(said !== undefined && { description: said }),
      ...rest,
      ...(properties && { properties: named(properties) }),
      ...(items && { items: visit(items) }),
      ...(additionalProperties && { additionalProperties: visit(additionalProperties) }),
      ...(oneOf && { oneOf: oneOf.map((branch) => visit(branch)) }),
      ...(definitions && { definitions: named(definitions) }),
    };
  };
  const named = (schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
    Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, visit(schema, name)]));
  return visit(root);
}
