import { isHazardous } from '@busbar/schema-containment/regular-expression';
import Ajv, { type ErrorObject } from 'ajv';
import { closeObjects, formats, issuesOf, type AjvError, type JsonSchema } from '@busbar/contracts';
import type { View } from '../src/model';

/**
 * Ajv's verdict on data in either view: made from the contract's schema, without the model, so that it is an oracle for all that
 * is generated from that.
 */
export function ajvCheck(
  schema: JsonSchema,
  view: View,
): (data: unknown) => { readonly path: string; readonly keyword: string }[] {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    discriminator: true,
    ownProperties: true,
    formats,
  });
  // Ajv's own refuses multiples from 1e21 on, since it compares with `parseInt`. Contracts have whole numbers here only.
  ajv.removeKeyword('multipleOf');
  ajv.addKeyword({ keyword: 'multipleOf', type: 'number', validate: (divisor: number, value: number) => value % divisor === 0 });
  const validate = ajv.compile(view === 'publisher' ? closeObjects(schema) : openSchema(closeObjects(schema), schema, schema));
  return (data) => {
    if (validate(data)) return [];
    // That the `then` of an open union failed says nothing that its own errors do not say better.
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').filter(isSearched);
    return issuesOf(errors as AjvError[]).map(({ path, keyword }) => ({ path, keyword }));
  };
}

/** A pattern that takes too long for longer texts than its schema allows is not searched for in them. */
function isSearched(error: ErrorObject, _: number, all: readonly ErrorObject[]): boolean {
  if (error.keyword !== 'pattern' || !isHazardous(String(error.params['pattern']))) return true;
  return !all.some(({ keyword, instancePath }) => keyword === 'maxLength' && instancePath === error.instancePath);
}

type AjvSchema = Readonly<Record<string, unknown>>;

/** Takes back what closes: `additionalProperties: false`, and the lists of extensible enums and unions. */
function openSchema(closed: AjvSchema, schema: JsonSchema, root: JsonSchema): AjvSchema {
  const open = (child: JsonSchema) => openSchema(closeObjects(child), child, root);
  const children = (keyword: 'properties' | 'definitions') =>
    schema[keyword] && {
      [keyword]: Object.fromEntries(Object.entries(schema[keyword]).map(([name, child]) => [name, open(child)])),
    };
  const child = (keyword: 'items' | 'additionalProperties') => schema[keyword] && { [keyword]: open(schema[keyword]) };
  const { additionalProperties: _closed, enum: _enum, definitions: _definitions, ...rest } = closed;
  const isExtensible = schema['x-extensible'] === true;
  const own: AjvSchema = {
    ...rest,
    ...(schema.enum && !isExtensible && { enum: schema.enum }),
    ...children('properties'),
    ...child('items'),
    ...child('additionalProperties'),
    ...(schema.oneOf && { oneOf: schema.oneOf.map(open) }),
  };
  const tag = schema['x-discriminator'];
  const result = isExtensible && schema.oneOf && tag !== undefined ? openUnion(own, tag, schema.oneOf, root) : own;
  return { ...result, ...children('definitions') };
}

/** An alternative that is known must be as the contract has it; one that a newer version added is let through. */
function openUnion(union: AjvSchema, tag: string, branches: readonly JsonSchema[], root: JsonSchema): AjvSchema {
  const known = branches.map((branch) => {
    const name = branch.$ref?.replace('#/definitions/', '');
    return (name === undefined ? branch : root.definitions?.[name])?.properties?.[tag]?.const;
  });
  return {
    type: 'object',
    required: [tag],
    properties: { [tag]: { type: 'string' } },
    if: { type: 'object', required: [tag], properties: { [tag]: { enum: known } } },
    then: union,
  };
}
