import { isHazardous } from '@busbar/schema-containment/regular-expression';
import { INTEGER_RANGE, resolveType, type EventModel, type NamedType, type Scalar, type StringType, type Type } from '../model';
import { translatePattern } from '../pattern-translation';
import { text } from './names';

/** The expression of a type's shape. Objects, unions and what may hold them are referred to. */
export function shapeOf(model: EventModel, given: Type): string {
  const named = given.kind === 'ref' ? resolveType(model, given) : undefined;
  if (given.kind === 'ref' && named && hasShape(named)) return `Shape.ref(() -> Shapes.of${given.name})`;
  return definitionOf(model, named ?? given);
}

export function hasShape(type: Type): boolean {
  return type.kind === 'object' || type.kind === 'union' || type.kind === 'array' || type.kind === 'map';
}

export function definitionOf(model: EventModel, type: NamedType['type'] | Type): string {
  switch (type.kind) {
    case 'ref':
      return shapeOf(model, type);
    case 'nullable':
      return `Shape.nullable(${shapeOf(model, type.type)})`;
    case 'string':
      return `Shape.text()${textRules(type)}`;
    case 'integer': {
      const { least, most } = INTEGER_RANGE[type.width];
      return `Shape.integer(${least}L, ${most}L)${rules(type, 'L')}`;
    }
    case 'number':
      return `Shape.number()${rules(type, 'd')}`;
    case 'boolean':
      return 'Shape.truth()';
    case 'scalars':
      return `Shape.scalars(${type.branches.map((branch) => definitionOf(model, branch)).join(', ')})`;
    case 'null':
      return 'Shape.nothing()';
    case 'const':
      return `Shape.constant(${scalar(type.value)}, ${type.type === undefined ? 'null' : text(type.type)})`;
    case 'enum':
      return `Shape.oneOf(${definitionOf(model, type.base)}, ${type.extensible}, ${type.values.map(scalar).join(', ')})`;
    case 'array':
      return `Shape.list(${shapeOf(model, type.items)}, ${type.minItems ?? 0}, ${type.maxItems ?? 'Integer.MAX_VALUE'}, ${type.uniqueItems})`;
    case 'map':
      return `Shape.map(${shapeOf(model, type.values)})`;
    case 'any':
      return 'Shape.any()';
    case 'object': {
      const properties = type.properties.map(
        (property) =>
          `\n            .${property.required ? 'required' : 'optional'}(${text(property.name)}, ${shapeOf(model, property.type)})`,
      );
      return `Shape.object()${properties.join('')}${type.rest ? `\n            .rest(${shapeOf(model, type.rest)})` : ''}`;
    }
    case 'union': {
      const alternatives = type.alternatives.map((one) => `\n            .with(${text(one.value)}, ${shapeOf(model, one.type)})`);
      return `Shape.union(${text(type.tag)}, ${type.extensible})${alternatives.join('')}`;
    }
  }
}

export function scalar(value: Scalar): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean') return String(value);
  return Number.isSafeInteger(value) ? `${value}L` : `${value}d`;
}

function textRules({ minLength, maxLength, pattern, format }: StringType): string {
  return [
    minLength === undefined ? '' : `.minLength(${minLength})`,
    maxLength === undefined ? '' : `.maxLength(${maxLength})`,
    pattern === undefined ? '' : `.pattern(${text(translatePattern(pattern, 'java').expression)}, ${text(pattern)})`,
    pattern !== undefined && maxLength !== undefined && isHazardous(pattern) ? '.patternWithinLength()' : '',
    format === undefined ? '' : `.format(${text(format)})`,
  ].join('');
}

const RULES = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;

function rules(type: Readonly<Partial<Record<(typeof RULES)[number], number | bigint>>>, suffix: string): string {
  return RULES.map((rule) => (type[rule] === undefined ? '' : `.${rule}(${type[rule]}${suffix})`)).join('');
}
