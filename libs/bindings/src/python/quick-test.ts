import {
  INTEGER_RANGE,
  resolveType,
  type ArrayType,
  type IntegerType,
  type NumberType,
  type Scalar,
  type ScalarType,
  type StringType,
  type Type,
  valuesOfBranch,
} from '../model';
import type { ModuleContext } from './module-context';
import { literal } from './names';

/** The result of a quick test that cannot decide. */
const LOOK_CLOSER = 'False';

/**
 * Conditions on an argument that, all of them true, mean that it meets the publisher view. They may be false for what meets it in an
 * unusual way (`1.0` for an integer, an instance of a subclass): the full check, which also lists what is wrong, has the last word.
 * So a valid event costs no call for each field, and no list of issues.
 *
 * What is called has a name with `_` before it (`_len`): the others may be names of arguments.
 */
export function quickTest(
  context: ModuleContext,
  given: Type,
  value: string,
  depth = 0,
  within: ReadonlySet<string> = new Set(),
): string[] {
  const type = resolveType(context.model, given);
  if (given.kind === 'ref') {
    // Instances exist only of what was checked, but for those that were read: these have other unknown fields, or `AS_READ`.
    if (type.kind === 'object')
      return [`_type(${value}) is ${context.nameOf(given.name)}`, `${value}.unknown_fields is NO_FIELDS`];
    if (within.has(given.name)) return [LOOK_CLOSER];
  }
  const below = (of: Type, item: string) =>
    quickTest(context, of, item, depth + 1, given.kind === 'ref' ? new Set([...within, given.name]) : within).join(' and ');
  const item = `_${depth}`;
  switch (type.kind) {
    case 'nullable':
      return [`(${value} is None or ${quickTest(context, type.type, value, depth, within).join(' and ')})`];
    case 'string':
      return [`_is(${value}, _str)`, ...textTests(context, type, value)];
    case 'integer':
    case 'number':
      return numberTests(type, value);
    case 'boolean':
      return [`(${value} is True or ${value} is False)`];
    case 'null':
      return [`${value} is None`];
    case 'const':
      return [scalarTypeTest([type.value], value), `${value} == ${literal(type.value)}`];
    case 'scalars':
      return [`(${type.branches.map((branch) => scalarTests(context, branch, value)).join(' or ')})`];
    case 'enum': {
      if (type.base.kind === 'scalars') {
        const tests = type.base.branches.map((branch) => {
          const values = valuesOfBranch(type.values, branch);
          return values.length === 0
            ? []
            : [`${scalarTests(context, branch, value)} and ${value} in ${context.valuesOf(values)}`];
        });
        return [`(${tests.flat().join(' or ')})`];
      }
      const listed = [scalarTypeTest(type.values, value), `${value} in ${context.valuesOf(type.values)}`];
      if (type.base.kind === 'string') return [...listed, ...textTests(context, type.base, value)];
      return type.base.kind === 'boolean' ? listed : [...listed, ...numberTests(type.base, value).slice(1)];
    }
    case 'array':
      return [
        `_is(${value}, SEQUENCES)`,
        ...lengthTests(value, type.minItems, type.maxItems),
        `_all([${below(type.items, item)} for ${item} in ${value}])`,
        ...(type.uniqueItems ? [areScalars(context, type) ? `_are_unique(${value})` : LOOK_CLOSER] : []),
      ];
    case 'map':
      return [
        `_is(${value}, _dict)`,
        `_all([_is(_k, _str) and ${below(type.values, item)} for _k, ${item} in ${value}.items()])`,
      ];
    case 'union': {
      const classes = type.alternatives.map((alternative) => context.nameOf(alternative.type.name));
      return [`_type(${value}) in (${classes.map((one) => `${one}, `).join('')})`, `${value}.unknown_fields is NO_FIELDS`];
    }
    case 'any':
      return [`(${value} is None or _is(${value}, _str) or ${value} is True or ${value} is False)`];
    case 'object':
      throw new TypeError('Objects have names.');
  }
}

/** `and` binds more than `or`, in Python too. */
function scalarTests(context: ModuleContext, type: ScalarType, value: string): string {
  return quickTest(context, type, value).join(' and ');
}

function textTests(context: ModuleContext, { minLength, maxLength, pattern, format }: StringType, value: string): string[] {
  return [
    ...lengthTests(value, minLength, maxLength),
    ...(pattern === undefined ? [] : [`${context.patternOf(pattern)}(${value})`]),
    ...(format === undefined ? [] : [`${context.formatOf(format)}(${value})`]),
  ];
}

function lengthTests(value: string, least: number | undefined, most: number | undefined): string[] {
  if (least === undefined && most === undefined) return [];
  if (least === most) return [`_len(${value}) == ${least}`];
  return [`${least === undefined ? '' : `${least} <= `}_len(${value})${most === undefined ? '' : ` <= ${most}`}`];
}

function numberTests(type: IntegerType | NumberType, value: string): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = type;
  const { isType, least, most } = numberRange(type, value);
  return [
    isType,
    `${minimum ?? least} <= ${value} <= ${maximum ?? most}`,
    ...(exclusiveMinimum === undefined ? [] : [`${value} > ${exclusiveMinimum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`${value} < ${exclusiveMaximum}`]),
    ...(multipleOf === undefined
      ? []
      : [{ integer: `${value} % ${multipleOf} == 0`, number: `_fmod(${value}, ${multipleOf}) == 0` }[type.kind]]),
  ];
}

/** The test of the type, and the least and the greatest value that it has. */
function numberRange(type: IntegerType | NumberType, value: string) {
  switch (type.kind) {
    case 'integer':
      return { isType: `_type(${value}) is _int`, ...INTEGER_RANGE[type.width] };
    case 'number':
      return { isType: `(_type(${value}) is _float or _type(${value}) is _int)`, least: '-GREATEST', most: 'GREATEST' };
  }
}

/** `1` and `True` are equal in Python, so that the type is asked for first. */
function scalarTypeTest(values: readonly Scalar[], value: string): string {
  const [first] = values;
  if (typeof first === 'string') return `_is(${value}, _str)`;
  if (typeof first === 'boolean') return `_type(${value}) is _bool`;
  return `(_type(${value}) is _int or _type(${value}) is _float)`;
}

function areScalars({ model }: ModuleContext, { items }: ArrayType): boolean {
  return !['object', 'union', 'array', 'map', 'any'].includes(resolveType(model, items).kind);
}
