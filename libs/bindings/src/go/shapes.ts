import { isHazardous } from '@busbar/schema-containment/regular-expression';
import {
  INTEGER_RANGE,
  resolveType,
  typesText,
  type EventModel,
  type Scalar,
  type ScalarsType,
  type StringType,
  type Type,
} from '../model';
import { translatePattern } from '../pattern-translation';
import { text } from './names';

export interface ShapeContext {
  readonly model: EventModel;
  /** Variable that holds the shape of an object or a union. */
  readonly shapeName: (type: string) => string;
}

export function isReferred(type: Type): boolean {
  return type.kind === 'object' || type.kind === 'union';
}

/** The expression of a type's shape. Objects and unions are referred to. */
export function shapeOf(context: ShapeContext, given: Type): string {
  const named = given.kind === 'ref' ? resolveType(context.model, given) : undefined;
  if (given.kind === 'ref' && named && isReferred(named)) return context.shapeName(given.name);
  const type = named ?? given;
  switch (type.kind) {
    case 'nullable':
      return `busbar.NullableShape{Shape: ${shapeOf(context, type.type)}}`;
    case 'string':
      return `busbar.StringShape{${textRules(type)}}`;
    case 'integer': {
      const { least, most } = INTEGER_RANGE[type.width];
      return `busbar.IntegerShape{Least: ${least}, Most: ${most}${rules(type, 'int64')}}`;
    }
    case 'number':
      return `busbar.NumberShape{${rules(type, 'float64').slice(2)}}`;
    case 'boolean':
      return 'busbar.BooleanShape{}';
    case 'scalars':
      return scalarsShape(context, type);
    case 'null':
      return 'busbar.NullShape{}';
    case 'const':
      return `busbar.ConstShape{Value: ${scalar(type.value)}, Type: ${text(type.type ?? '')}}`;
    case 'enum':
      return `busbar.EnumShape{Base: ${shapeOf(context, type.base)}, Extensible: ${type.extensible}, Values: []any{${type.values.map(scalar).join(', ')}}}`;
    case 'array':
      return `busbar.ListShape{Items: ${shapeOf(context, type.items)}, MinItems: ${type.minItems ?? 0}, MaxItems: ${type.maxItems ?? -1}, Unique: ${type.uniqueItems}}`;
    case 'map':
      return `busbar.MapShape{Values: ${shapeOf(context, type.values)}}`;
    case 'any':
      return 'busbar.AnyShape{}';
    default:
      throw new TypeError('Objects and unions have variables of their own.');
  }
}

function scalarsShape(context: ShapeContext, type: ScalarsType): string {
  const fields = { string: 'String', integer: 'Number', number: 'Number', boolean: 'Boolean' } as const;
  const branches = type.branches.map((branch) => `${fields[branch.kind]}: ${shapeOf(context, branch)}`);
  return `busbar.ScalarsShape{${branches.join(', ')}, Types: ${text(typesText(type))}}`;
}

/** What the variable of an object or a union is set to. */
export function definitionOf(context: ShapeContext, type: Extract<Type, { kind: 'object' | 'union' }>): string {
  if (type.kind === 'union') {
    const alternatives = type.alternatives.map((one) => `${text(one.value)}: ${context.shapeName(one.type.name)}`).join(', ');
    return `busbar.UnionShape{Tag: ${text(type.tag)}, Extensible: ${type.extensible}, Alternatives: map[string]busbar.Shape{${alternatives}}}`;
  }
  const properties = type.properties.map(
    (one) => `\n\t\tbusbar.${one.required ? 'MustHave' : 'MayHave'}(${text(one.name)}, ${shapeOf(context, one.type)}),`,
  );
  const rest = type.rest ? `, Rest: ${shapeOf(context, type.rest)}` : '';
  return `busbar.ObjectShape{Properties: busbar.Properties(${properties.join('')}${properties.length > 0 ? '\n\t' : ''})${rest}}`;
}

export function scalar(value: Scalar): string {
  return typeof value === 'string' ? text(value) : typeof value === 'boolean' ? String(value) : `float64(${value})`;
}

function textRules({ minLength, maxLength, pattern, format }: StringType): string {
  const rules = [`MinLength: ${minLength ?? 0}`, `MaxLength: ${maxLength ?? -1}`];
  if (pattern !== undefined) {
    const { expression, also, not } = translatePattern(pattern, 'go');
    const found = [expression, ...also].map((one) => `busbar.Found(${text(one)}, ${text(pattern)})`);
    const notFound = not.map((one) => `busbar.NotFound(${text(one)}, ${text(pattern)})`);
    rules.push(`Patterns: []busbar.Pattern{${[...found, ...notFound].join(', ')}}`);
    if (maxLength !== undefined && isHazardous(pattern)) rules.push('PatternWithinLength: true');
  }
  if (format !== undefined) rules.push(`Format: ${text(format)}`);
  return rules.join(', ');
}

const RULES = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;

function rules(type: Readonly<Partial<Record<(typeof RULES)[number], number | bigint>>>, of: string): string {
  return RULES.flatMap((rule) => {
    const value = type[rule];
    return value === undefined ? [] : [`, ${rule.charAt(0).toUpperCase()}${rule.slice(1)}: busbar.Ptr[${of}](${value})`];
  }).join('');
}
