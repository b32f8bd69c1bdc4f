import { closeObjects, type JsonSchema } from '@busbar/contracts';

/**
 * Who reads the data: `publisher` is what may be sent, closed; `consumer` is what must be readable, open. See decision 1 of
 * ARCHITECTURE.md.
 */
export type View = 'publisher' | 'consumer';

/** A schema in the words of Ajv. */
export type ViewSchema = Readonly<Record<string, unknown>>;

export function viewSchema(schema: JsonSchema, view: View): ViewSchema {
  return view === 'publisher' ? closeObjects(schema) : openSchema(closeObjects(schema), schema, schema);
}

/** Takes back what closes: `additionalProperties: false`, and the lists of extensible enums and unions. */
function openSchema(closed: ViewSchema, schema: JsonSchema, root: JsonSchema): ViewSchema {
  const children = (keyword: 'properties' | 'definitions') =>
    schema[keyword] && {
      [keyword]: Object.fromEntries(
        Object.entries(schema[keyword]).map(([name, child]) => [name, openSchema(closeObjects(child), child, root)]),
      ),
    };
  const child = (keyword: 'items' | 'additionalProperties') =>
    schema[keyword] && { [keyword]: openSchema(closeObjects(schema[keyword]), schema[keyword], root) };
  const { additionalProperties: _closed, enum: _enum, ...rest } = closed;
  const extensible = schema['x-extensible'] === true;
  const open: ViewSchema = {
    ...rest,
    ...(schema.enum && !extensible && { enum: schema.enum }),
    ...children('definitions'),
    ...children('properties'),
    ...child('items'),
    ...child('additionalProperties'),
    ...(schema.oneOf && { oneOf: schema.oneOf.map((branch) => openSchema(closeObjects(branch), branch, root)) }),
  };
  const tag = schema['x-discriminator'];
  return extensible && schema.oneOf && tag !== undefined ? openUnion(open, tag, schema.oneOf, root) : open;
}

/** An alternative that is known must be as the contract has it; one that a newer version added is let through. */
function openUnion(union: ViewSchema, tag: string, branches: readonly JsonSchema[], root: JsonSchema): ViewSchema {
  const known = branches.flatMap((branch) => tagValues(branch, tag, root));
  return {
    type: 'object',
    required: [tag],
    properties: { [tag]: { type: 'string' } },
    if: { type: 'object', required: [tag], properties: { [tag]: { enum: known } } },
    then: union,
  };
}

/** The values by which a branch of a union is told. */
export function tagValues(branch: JsonSchema, tag: string, root: JsonSchema): readonly unknown[] {
  const name = branch.$ref?.replace('#/definitions/', '');
  const property = (name === undefined ? branch : root.definitions?.[name])?.properties?.[tag];
  return property?.enum ?? (property?.const === undefined ? [] : [property.const]);
}
