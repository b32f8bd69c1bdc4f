import type { ArrayType, IntegerType, NumberType, Property, StringType, Type } from '../model';

/** What documentation is made of; a property, or a named type. */
export interface Documented extends Partial<Pick<Property, 'description' | 'deprecated' | 'default' | 'type'>> {
  /** Lines after the description. */
  readonly more?: readonly string[];
}

/** A JSDoc comment of what a contract says in words, and of the constraints that a type cannot express. Empty when there is nothing to say. */
export function documentation({ description, type, deprecated, default: value, more = [] }: Documented, indent: string): string {
  const lines = [
    ...(description?.trim().split(/\s*\n\s*/) ?? []),
    ...(type ? constraints(type) : []),
    ...more,
    ...(value === undefined ? [] : [`@default ${JSON.stringify(value)}`]),
    ...(deprecated === true ? ['@deprecated'] : []),
  ].map((line) => line.replaceAll('*/', '*\\/'));
  const [first, ...rest] = lines;
  if (first === undefined) return '';
  if (rest.length === 0) return `${indent}/** ${first} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function constraints(type: Type): string[] {
  const text = facts(type)
    .filter((fact) => typeof fact === 'string')
    .join(' ');
  return text === '' ? [] : [text];
}

function facts(type: Type): (string | false)[] {
  switch (type.kind) {
    case 'nullable':
      return facts(type.type);
    case 'string':
      return textFacts(type);
    case 'integer':
    case 'number':
      return [bounds(type), type.multipleOf !== undefined && `A multiple of ${type.multipleOf}.`];
    case 'array':
      return arrayFacts(type);
    case 'scalars':
      return type.branches.flatMap(facts);
    case 'enum':
      return type.extensible ? facts(type.base) : [];
    default:
      return [];
  }
}

function textFacts({ format, pattern, minLength, maxLength }: StringType): (string | false)[] {
  return [
    format !== undefined && `Format \`${format}\`.`,
    pattern !== undefined && `Pattern \`${pattern}\`.`,
    range(minLength, maxLength, 'characters'),
  ];
}

function arrayFacts({ minItems, maxItems, uniqueItems }: ArrayType): (string | false)[] {
  const isBounded = minItems !== undefined || maxItems !== undefined;
  return [
    range(minItems, maxItems, uniqueItems ? 'different items' : 'items'),
    !isBounded && uniqueItems && 'Items are different.',
  ];
}

function range(least: number | undefined, most: number | undefined, noun: string): string | false {
  if (least !== undefined && most !== undefined) return least === most ? `${least} ${noun}.` : `${least} to ${most} ${noun}.`;
  if (least !== undefined) return `At least ${least} ${noun}.`;
  return most !== undefined && `At most ${most} ${noun}.`;
}

function bounds(type: IntegerType | NumberType): string | false {
  const { kind, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = type;
  const parts = [
    kind === 'integer' && (type.width === 'int64' ? 'integer of 64 bits' : 'integer'),
    minimum !== undefined && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter((part) => typeof part === 'string');
  if (parts.length === 0) return false;
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
