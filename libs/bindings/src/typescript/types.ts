import type { JsonSchema, JsonType } from '@busbar/contracts';
import { tagValues, type View } from '../views';

export interface TypeContext {
  readonly view: View;
  readonly root: JsonSchema;
  /** Name of the TypeScript type of `#/definitions/<name>` in this view. */
  readonly nameOf: (definition: string) => string;
}

const PRIMITIVES: Readonly<Record<JsonType, string>> = {
  object: 'Readonly<Record<string, unknown>>',
  array: 'readonly unknown[]',
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** The TypeScript type of a schema, all of it `readonly`. Lines after the first are indented by `indent` and more. */
export function typeText(schema: JsonSchema, context: TypeContext, indent = ''): string {
  return unionText(alternatives(schema, context, indent));
}

/** `readonly a?: string;` for each property, with its documentation. */
export function propertiesText(schema: JsonSchema, context: TypeContext, indent: string): string {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
      const type = typeText(property, context, indent);
      return `${documentation(property, indent)}${indent}readonly ${key}${required.has(name) ? '' : '?'}: ${type};\n`;
    })
    .join('');
}

/** A JSDoc comment of what a schema says in words: its description, and the constraints that a type cannot hold. */
export function documentation(schema: JsonSchema, indent: string, more: readonly string[] = []): string {
  const lines = [
    ...(schema.description?.split(/\s*\n\s*/) ?? []),
    ...constraints(schema),
    ...more,
    ...(schema.default === undefined ? [] : [`@default ${JSON.stringify(schema.default)}`]),
    ...(schema.deprecated === true ? ['@deprecated'] : []),
  ].map((line) => line.replaceAll('*/', '*\\/'));
  const [first, ...rest] = lines;
  if (first === undefined) return '';
  if (rest.length === 0) return `${indent}/** ${first} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function alternatives(schema: JsonSchema, context: TypeContext, indent: string): string[] {
  const open = context.view === 'consumer' && schema['x-extensible'] === true;
  if (schema.$ref !== undefined) return [context.nameOf(schema.$ref.replace('#/definitions/', ''))];
  if (schema.const !== undefined) return [literal(schema.const)];
  if (schema.enum) return [...schema.enum.map(literal), ...(open ? ['Unrecognized'] : [])];
  if (schema.oneOf) {
    const tag = schema['x-discriminator'];
    const branches = schema.oneOf.flatMap((branch) => alternatives(branch, context, indent));
    return open && tag !== undefined ? [...branches, `{ readonly ${tag}: Unrecognized }`] : branches;
  }
  if (schema.type === undefined) return [schema.properties ? objectText(schema, context, indent) : 'unknown'];
  return [schema.type].flat().map((type) => {
    if (type === 'object') return objectText(schema, context, indent);
    if (type === 'array' && schema.items) return `readonly ${inArray(alternatives(schema.items, context, indent))}[]`;
    return PRIMITIVES[type];
  });
}

function objectText(schema: JsonSchema, context: TypeContext, indent: string): string {
  const values = schema.additionalProperties;
  const map = values && `Readonly<Record<string, ${typeText(values, context, indent)}>>`;
  if (Object.keys(schema.properties ?? {}).length > 0) {
    const object = `{\n${propertiesText(schema, context, `${indent}  `)}${indent}}`;
    return map === undefined ? object : `${object} & ${map}`;
  }
  return map ?? (context.view === 'publisher' ? 'Readonly<Record<string, never>>' : PRIMITIVES.object);
}

/** Whether consumers may meet values that publishers of this version may not send, so that the view needs a type of its own. */
export function isExtensible(schema: JsonSchema, root: JsonSchema, seen: ReadonlySet<JsonSchema> = new Set()): boolean {
  if (seen.has(schema)) return false;
  const within = (child: JsonSchema) => isExtensible(child, root, new Set([...seen, schema]));
  if (schema.$ref !== undefined) {
    const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
    return target !== undefined && within(target);
  }
  const hasTag = (branch: JsonSchema) => tagValues(branch, schema['x-discriminator'] ?? '', root).length > 0;
  if (schema['x-extensible'] === true && (schema.enum !== undefined || schema.oneOf?.some(hasTag))) return true;
  if (schema.type === 'object' && schema.properties === undefined && schema.additionalProperties === undefined) return true;
  return [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.items ? [schema.items] : []),
    ...(schema.additionalProperties ? [schema.additionalProperties] : []),
  ].some(within);
}

function unionText(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function inArray(types: readonly string[]): string {
  const text = unionText(types);
  return types.length > 1 || text.startsWith('readonly ') || text.includes(' & ') ? `(${text})` : text;
}

/** Single quotes as everywhere, and nothing that could end a line or a comment. */
function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

function constraints(schema: JsonSchema): string[] {
  const facts = [
    schema.format !== undefined && `Format \`${schema.format}\`.`,
    schema.pattern !== undefined && `Pattern \`${schema.pattern}\`.`,
    range(schema.minLength, schema.maxLength, 'characters'),
    range(schema.minItems, schema.maxItems, schema.uniqueItems === true ? 'different items' : 'items'),
    schema.minItems === undefined && schema.maxItems === undefined && schema.uniqueItems === true && 'Items are different.',
    numeric(schema),
    schema.multipleOf !== undefined && `A multiple of ${schema.multipleOf}.`,
  ];
  const text = facts.filter((fact) => typeof fact === 'string').join(' ');
  return text === '' ? [] : [text];
}

function range(least: number | undefined, most: number | undefined, noun: string): string | false {
  if (least !== undefined && most !== undefined) return least === most ? `${least} ${noun}.` : `${least} to ${most} ${noun}.`;
  if (least !== undefined) return `At least ${least} ${noun}.`;
  return most !== undefined && `At most ${most} ${noun}.`;
}

function numeric({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string | false {
  const parts = [
    [type].flat().includes('integer') && 'integer',
    minimum !== undefined && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter((part) => typeof part === 'string');
  if (parts.length === 0) return false;
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
