import type { JsonSchema } from '@busbar/contracts';

/**
 * Who reads the data: `publisher` is what may be sent, closed; `consumer` is what must be readable, open. See decision 1 of
 * ARCHITECTURE.md.
 */
export type View = 'publisher' | 'consumer';

/** A schema in the words of Ajv: annotations left out, `x-` keywords turned into what they mean in a view. */
export type ViewSchema = Readonly<Record<string, unknown>>;

/** Keywords that mean the same to a validator in both views, and hold no schema. */
const ASSERTIONS = [
  'type', 'required', 'minItems', 'maxItems', 'uniqueItems', 'minLength', 'maxLength', 'pattern', 'format',
  'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'const', '$ref',
] as const satisfies readonly (keyof JsonSchema)[];

export function viewSchema(schema: JsonSchema, view: View, root: JsonSchema = schema): ViewSchema {
  const children = (schemas: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(schemas).map(([name, child]) => [name, viewSchema(child, view, root)]));
  const open = view === 'consumer';
  const extensible = open && schema['x-extensible'] === true;

  const result: Record<string, unknown> = {};
  for (const keyword of ASSERTIONS) if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  if (schema.definitions) result['definitions'] = children(schema.definitions);
  if (schema.items) result['items'] = viewSchema(schema.items, view, root);
  if (schema.properties) result['properties'] = children(schema.properties);
  if (schema.additionalProperties) result['additionalProperties'] = viewSchema(schema.additionalProperties, view, root);
  else if (!open && isObject(schema)) result['additionalProperties'] = false;
  if (schema.enum) {
    if (!extensible) result['enum'] = schema.enum;
    else if (schema.type === undefined) result['type'] = enumTypes(schema.enum);
  }
  if (schema.oneOf) Object.assign(result, union(schema.oneOf, schema['x-discriminator'], extensible, view, root));
  return result;
}

export function isObject({ type, properties }: JsonSchema): boolean {
  return properties !== undefined || [type].flat().includes('object');
}

/** The branch that the tag names is the one that errors speak of. An unknown tag of an extensible union is let through. */
function union(
  branches: readonly JsonSchema[],
  tag: string | undefined,
  extensible: boolean,
  view: View,
  root: JsonSchema,
): ViewSchema {
  const oneOf = branches.map((branch) => viewSchema(branch, view, root));
  if (tag === undefined) return { oneOf };
  const tagged = { type: 'object', discriminator: { propertyName: tag }, required: [tag], properties: { [tag]: true }, oneOf };
  if (!extensible) return tagged;
  const values = branches.flatMap((branch) => tagValues(branch, tag, root));
  return {
    type: 'object',
    required: [tag],
    properties: { [tag]: { type: 'string' } },
    // Without the tag, `required` has said so; the alternatives would only repeat it.
    if: { type: 'object', required: [tag], properties: { [tag]: { enum: values } } },
    then: tagged,
  };
}

/** The values by which a branch of a union is told. */
export function tagValues(branch: JsonSchema, tag: string, root: JsonSchema): readonly unknown[] {
  const name = branch.$ref?.replace('#/definitions/', '');
  const property = (name === undefined ? branch : root.definitions?.[name])?.properties?.[tag];
  return property?.enum ?? (property?.const === undefined ? [] : [property.const]);
}

function enumTypes(values: readonly unknown[]): string[] {
  return [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
}
