import {
  resolveType,
  type EnumType,
  type EventModel,
  type ObjectType,
  type Property,
  type Scalar,
  type Type,
  type View,
} from '../model';
import { documentation } from './documentation';

/** What a type is written for: one view of one event type. */
export interface TypeContext {
  readonly view: View;
  readonly model: EventModel;
  /** Name of the TypeScript type of a named type of the contract, in this view. */
  readonly nameOf: (type: string) => string;
}

/** The TypeScript type of a type, all of it `readonly`. Lines after the first are indented by `indent` and more. */
export function typeText(type: Type, context: TypeContext, indent = ''): string {
  return unionText(alternatives(type, context, indent));
}

/** `readonly a?: string;` for each property, with its documentation. */
export function propertiesText(properties: readonly Property[], context: TypeContext, indent: string): string {
  return properties
    .map((property) => {
      const { name, required, type } = property;
      const doc = documentation({ ...property, type: inlineType(type, context) }, indent);
      // Every object has an inherited `toString` and the like: an object without a field of that name would not be of the type.
      const text = !required && INHERITED.has(name) ? 'unknown' : typeText(type, context, indent);
      return `${doc}${indent}readonly ${propertyName(name)}${required ? '' : '?'}: ${text};\n`;
    })
    .join('');
}

/** Members of TypeScript's `Object`. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype).filter((name) => !name.startsWith('__')));

/** A union of scalars where it is written out, for the documentation of its constraints. */
function inlineType(type: Type, context: TypeContext): Type {
  if (type.kind === 'nullable') {
    const inner = inlineType(type.type, context);
    return inner.kind === 'nullable' ? inner : { kind: 'nullable', type: inner };
  }
  if (type.kind !== 'ref' || context.model.types.get(type.name)?.declared !== false) return type;
  const resolved = resolveType(context.model, type);
  if (resolved.kind === 'scalars') return resolved;
  return type;
}

/** A name as the key of a property: in quotes where it has to be. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

/** Single quotes as everywhere, and nothing that could end a line or a comment. */
export function literal(value: Scalar): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

function alternatives(type: Type, context: TypeContext, indent: string): string[] {
  const open = context.view === 'consumer';
  switch (type.kind) {
    case 'ref': {
      const { declared } = context.model.types.get(type.name) ?? { declared: true };
      return declared ? [context.nameOf(type.name)] : alternatives(resolveType(context.model, type), context, indent);
    }
    case 'nullable':
      return [...alternatives(type.type, context, indent), 'null'];
    case 'string':
    case 'boolean':
    case 'number':
    case 'null':
      return [type.kind];
    case 'integer':
      return [type.width === 'int64' ? 'bigint' : 'number'];
    case 'scalars':
      return type.branches.flatMap((branch) => alternatives(branch, context, indent));
    case 'const':
      return [literal(type.value)];
    case 'enum': {
      const branches = type.base.kind === 'scalars' ? type.base.branches : [type.base];
      const unknown = branches.flatMap((one) => (one.kind === 'string' ? ['Unrecognized'] : alternatives(one, context, indent)));
      return [...type.values.map((value) => enumLiteral(type, value)), ...(open && type.extensible ? unknown : [])];
    }
    case 'array':
      return [`readonly ${inArray(alternatives(type.items, context, indent))}[]`];
    case 'map':
      return [`Readonly<Record<string, ${typeText(type.values, context, indent)}>>`];
    case 'object':
      return [objectText(type, context, indent)];
    case 'union':
      return [
        ...type.alternatives.flatMap((alternative) => alternatives(alternative.type, context, indent)),
        ...(open && type.extensible ? [`{ readonly ${propertyName(type.tag)}: Unrecognized }`] : []),
      ];
    case 'any':
      return ['unknown'];
  }
}

/** A value of an enum; of integers of 64 bits as a bigint. */
export function enumLiteral({ base }: EnumType, value: Scalar): string {
  const branches = base.kind === 'scalars' ? base.branches : [base];
  const isWide = branches.some((branch) => branch.kind === 'integer' && branch.width === 'int64');
  return `${literal(value)}${isWide && typeof value === 'number' ? 'n' : ''}`;
}

function objectText({ properties, rest }: ObjectType, context: TypeContext, indent: string): string {
  if (properties.length === 0) return `Readonly<Record<string, ${context.view === 'publisher' ? 'never' : 'unknown'}>>`;
  const object = `{\n${propertiesText(properties, context, `${indent}  `)}${indent}}`;
  // TypeScript cannot say "all other properties": a type of theirs would have to hold for the known ones, too.
  return rest === undefined ? object : `${object} & Readonly<Record<string, unknown>>`;
}

function unionText(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function inArray(types: readonly string[]): string {
  const text = unionText(types);
  return types.length > 1 || text.startsWith('readonly ') || text.includes(' & ') || text.includes(' | ') ? `(${text})` : text;
}
