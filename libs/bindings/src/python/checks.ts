import { isHazardous } from '@busbar/schema-containment/regular-expression';
import { expectation } from '../expectations';
import {
  INTEGER_RANGE,
  resolveType,
  type EnumType,
  type IntegerType,
  type NumberType,
  type Scalar,
  type ScalarsType,
  type ScalarType,
  type StringType,
  type Type,
  typesText,
  valuesOfBranch,
} from '../model';
import type { ModuleContext } from './module-context';
import { literal } from './names';
import { indented } from './text';

/** A path: the variable that it begins with, then fixed text and inserted variables. */
export class PathExpression {
  constructor(readonly parts: readonly (string | { readonly inserted: string })[] = [{ inserted: 'path' }]) {}

  member(name: string): PathExpression {
    return new PathExpression([...this.parts, `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`]);
  }

  inserted(expression: string): PathExpression {
    return new PathExpression([...this.parts, '/', { inserted: expression }]);
  }

  toString(): string {
    const [first, ...rest] = this.parts;
    if (rest.length === 0) return typeof first === 'object' ? first.inserted : literal(first);
    if (rest.every((part) => typeof part === 'string') && typeof first === 'object')
      return `${first.inserted} + ${literal(rest.join(''))}`;
    const fixed = (part: string) => literal(part).slice(1, -1).replace(/[{}]/g, '$&$&');
    return `f"${this.parts.map((part) => (typeof part === 'string' ? fixed(part) : `{${part.inserted}}`)).join('')}"`;
  }
}

/** Lines that check the value of a variable, indented by nothing. */
export function checkLines(context: ModuleContext, given: Type, value: string, path: PathExpression, orNull = ''): string[] {
  const named = given.kind === 'ref' ? resolveType(context.model, given) : undefined;
  // Small types are checked where they are used: a call costs as much as the check.
  if (given.kind === 'ref' && named !== undefined && !isSmall(named)) {
    const call = `_check_${given.name}(${value}, ${path.toString()}, issues, consumer)`;
    return [call];
  }
  const type = named ?? given;
  const wrongType = (expected: string) => add(path, 'type', expected + orNull);
  const guarded = (refused: string, expected: string, rest: readonly string[]) => [
    `if ${refused}:`,
    `    ${wrongType(expected)}`,
    ...(rest.length > 0 ? ['else:', ...indented(rest)] : []),
  ];
  switch (type.kind) {
    case 'nullable':
      return [`if ${value} is not None:`, ...indented(checkLines(context, type.type, value, path, ' or null'))];
    case 'string':
      return guarded(`not isinstance(${value}, str)`, 'string', textLines(context, type, value, path));
    case 'integer':
      return guarded(notInteger(value), 'integer', integerLines(type, value, path));
    case 'number':
      return guarded(notNumber(value), 'number', boundLines(type, value, path));
    case 'boolean':
      return guarded(`${value} is not True and ${value} is not False`, 'boolean', []);
    case 'null':
      return guarded(`${value} is not None`, 'null', []);
    case 'const': {
      const typeCheck = scalarTest(value, type.value, type.type);
      const expected = typeof type.value;
      if (type.type === undefined)
        return [`if ${typeCheck.refused} or ${value} != ${literal(type.value)}:`, `    ${add(path, 'const', type.value)}`];
      return [
        `if ${typeCheck.refused}:`,
        `    ${wrongType(expected)}`,
        `elif ${value} != ${literal(type.value)}:`,
        `    ${add(path, 'const', type.value)}`,
      ];
    }
    case 'scalars':
      return scalarsLines(context, type, value, path, orNull);
    case 'enum':
      return type.base.kind === 'scalars'
        ? scalarsLines(context, type.base, value, path, orNull, type)
        : enumLines(context, type, type.base, value, path, guarded);
    case 'array': {
      const [index, item] = [`i${value.replace(/\D/g, '')}`, `${value}0`];
      const itemLines = checkLines(context, type.items, item, path.inserted(index));
      const unique = type.uniqueItems;
      const usesIndex = itemLines.some((line) => new RegExp(`\\b${index}\\b`).test(line));
      const loop = usesIndex ? `for ${index}, ${item} in enumerate(${value}):` : `for ${item} in ${value}:`;
      const count = `n${value.replace(/\D/g, '')}`;
      return guarded(`not isinstance(${value}, (list, tuple))`, 'array', [
        ...(type.minItems === undefined
          ? []
          : [`if len(${value}) < ${type.minItems}:`, `    ${add(path, 'minItems', type.minItems)}`]),
        ...(type.maxItems === undefined
          ? []
          : [`if len(${value}) > ${type.maxItems}:`, `    ${add(path, 'maxItems', type.maxItems)}`]),
        ...(unique ? [`${count} = len(issues)`] : []),
        ...(itemLines.length > 0 ? [loop, ...indented(itemLines)] : []),
        ...(unique ? [`if len(issues) == ${count} and not _are_unique(${value}):`, `    ${add(path, 'uniqueItems')}`] : []),
      ]);
    }
    case 'map': {
      const [key, item] = [`k${value.replace(/\D/g, '')}`, `${value}0`];
      const itemLines = checkLines(context, type.values, item, path.inserted(`pointer(${key})`));
      return guarded(`not isinstance(${value}, dict)`, 'object', [
        `for ${key}, ${item} in ${value}.items():`,
        `    if not isinstance(${key}, str):`,
        `        issues.add(${path.toString()}, "type", "must have strings as keys")`,
        ...indented(itemLines),
      ]);
    }
    case 'any':
      return [`check_json(${value}, ${path.toString()}, issues)`];
    case 'object':
    default:
      throw new TypeError('Objects and unions have functions of their own.');
  }
}

/** The body of the check function of an object or a union; `value` and `path` are its parameters. */
export function bodyLines(context: ModuleContext, type: Extract<Type, { kind: 'object' | 'union' }>): string[] {
  const path = new PathExpression();
  const start = ['if not isinstance(value, dict):', `    ${add(path, 'type', 'object')}`, '    return'];
  if (type.kind === 'union') {
    const tagPath = path.member(type.tag);
    return [
      ...start,
      `tag = value.get(${literal(type.tag)}, ABSENT)`,
      'if tag is ABSENT:',
      `    ${add(tagPath, 'required')}`,
      'elif not isinstance(tag, str):',
      `    ${add(tagPath, 'type', 'string')}`,
      ...type.alternatives.flatMap(({ value, type: alternative }) => [
        `elif tag == ${literal(value)}:`,
        `    _check_${alternative.name}(value, path, issues, consumer)`,
      ]),
      type.extensible ? 'elif not consumer:' : 'else:',
      `    ${add(tagPath, 'oneOf')}`,
      ...(type.extensible ? ['else:', '    check_json(value, path, issues)'] : []),
    ];
  }
  const lines = [...start];
  for (const property of type.properties) {
    const at = path.member(property.name);
    const get = `(v := value.get(${literal(property.name)}, ABSENT))`;
    const check = checkLines(context, property.type, 'v', at);
    if (property.required) lines.push(`if ${get} is ABSENT:`, `    ${add(at, 'required')}`, ...elseLines(check));
    else lines.push(`if ${get} is not ABSENT:`, ...indented(check));
  }
  const known = context.fieldsOf(type.properties);
  if (type.rest) {
    lines.push(
      'for key, v in value.items():',
      `    if key not in ${known}:`,
      ...indented(indented(checkLines(context, type.rest, 'v', path.inserted('pointer(key)')))),
    );
  } else {
    lines.push(
      `if not value.keys() <= ${known}:`,
      '    for key, v in value.items():',
      `        if key not in ${known}:`,
      '            if consumer:',
      '                check_json(v, f"{path}/{pointer(key)}", issues)',
      '            else:',
      `                ${add(path.inserted('pointer(key)'), 'additionalProperties')}`,
    );
  }
  return lines;
}

export function isSmall(type: Type): boolean {
  return type.kind !== 'object' && type.kind !== 'union' && type.kind !== 'array' && type.kind !== 'map';
}

/** `else:` and a block; an `if` in the block becomes an `elif` where it is all of it. */
function elseLines(block: readonly string[]): string[] {
  const [first = '', ...rest] = block;
  const isOneChain = first.startsWith('if ') && rest.every((line) => line.startsWith(' ') || /^(?:elif |else:)/.test(line));
  return isOneChain ? [`el${first}`, ...rest] : ['else:', ...indented(block)];
}

/** One test a JSON type, and in it what that type has to be. `True` equals 1: values are looked up among those of their type. */
function scalarsLines(
  context: ModuleContext,
  type: ScalarsType,
  value: string,
  path: PathExpression,
  orNull: string,
  enumeration?: EnumType,
): string[] {
  const wrongType = add(path, 'type', typesText(type) + orNull);
  const blocks = type.branches.map((branch, index) => {
    const listed = enumeration ? listedLines(context, enumeration, valuesOfBranch(enumeration.values, branch), value, path) : [];
    const lines = [...listed, ...constraintLines(context, branch, value, path)];
    return [`${index === 0 ? 'if' : 'elif'} ${isOfType(branch, value)}:`, ...indented(lines.length > 0 ? lines : ['pass'])];
  });
  return [...blocks.flat(), 'else:', `    ${wrongType}`];
}

function isOfType({ kind }: ScalarType, value: string): string {
  switch (kind) {
    case 'string':
      return `isinstance(${value}, str)`;
    case 'integer':
      return `type(${value}) is int or (type(${value}) is float and ${value}.is_integer())`;
    case 'number':
      return `(type(${value}) is float or type(${value}) is int) and -GREATEST <= ${value} <= GREATEST`;
    case 'boolean':
      return `${value} is True or ${value} is False`;
  }
}

function constraintLines(context: ModuleContext, type: ScalarType, value: string, path: PathExpression): string[] {
  switch (type.kind) {
    case 'string':
      return textLines(context, type, value, path);
    case 'integer':
      return integerLines(type, value, path);
    case 'number':
      return boundLines(type, value, path);
    case 'boolean':
      return [];
  }
}

function listedLines(
  context: ModuleContext,
  { extensible, values }: EnumType,
  ofType: readonly Scalar[],
  value: string,
  path: PathExpression,
): string[] {
  const isOther = ofType.length === 0 ? '' : `${value} not in ${context.valuesOf(ofType)}`;
  const condition = [...(extensible ? ['not consumer'] : []), ...(isOther === '' ? [] : [isOther])].join(' and ');
  const issue = add(path, 'enum', values);
  return condition === '' ? [issue] : [`if ${condition}:`, `    ${issue}`];
}

function enumLines(
  context: ModuleContext,
  type: EnumType,
  base: ScalarType,
  value: string,
  path: PathExpression,
  guarded: (refused: string, expected: string, rest: readonly string[]) => string[],
): string[] {
  const listed = listedLines(context, type, type.values, value, path);
  switch (base.kind) {
    case 'string':
      return guarded(`not isinstance(${value}, str)`, 'string', [...listed, ...textLines(context, base, value, path)]);
    case 'integer':
      return guarded(notInteger(value), 'integer', [...listed, ...integerLines(base, value, path)]);
    case 'number':
      return guarded(notNumber(value), 'number', [...listed, ...boundLines(base, value, path)]);
    case 'boolean':
      return guarded(`${value} is not True and ${value} is not False`, 'boolean', listed);
  }
}

function textLines(context: ModuleContext, type: StringType, value: string, path: PathExpression): string[] {
  const { minLength, maxLength, pattern, format } = type;
  const lines: string[] = [];
  if (minLength !== undefined) lines.push(`if len(${value}) < ${minLength}:`, `    ${add(path, 'minLength', minLength)}`);
  if (maxLength !== undefined) lines.push(`if len(${value}) > ${maxLength}:`, `    ${add(path, 'maxLength', maxLength)}`);
  if (pattern !== undefined) {
    const bound = maxLength !== undefined && isHazardous(pattern) ? `len(${value}) <= ${maxLength} and ` : '';
    lines.push(`if ${bound}not ${context.patternOf(pattern)}(${value}):`, `    ${add(path, 'pattern', pattern)}`);
  }
  if (format !== undefined) lines.push(`if not ${context.formatOf(format)}(${value}):`, `    ${add(path, 'format', format)}`);
  return lines;
}

function integerLines(type: IntegerType, value: string, path: PathExpression): string[] {
  const { least, most } = INTEGER_RANGE[type.width];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = type;
  const bounded = boundLines(type, value, path);
  // With plain bounds on both sides, a number outside of the width is outside of the bounds in the same way.
  if (
    minimum !== undefined &&
    maximum !== undefined &&
    [exclusiveMinimum, exclusiveMaximum, multipleOf].every((one) => one === undefined)
  )
    return bounded;
  return [
    `if ${value} < ${least}:`,
    `    ${add(path, 'minimum', least)}`,
    `elif ${value} > ${most}:`,
    `    ${add(path, 'maximum', most)}`,
    ...(bounded.length > 0 ? ['else:', ...indented(bounded)] : []),
  ];
}

function boundLines(type: IntegerType | NumberType, value: string, path: PathExpression): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = type;
  const lines: string[] = [];
  const check = (refused: string, keyword: string, limit: number | bigint) =>
    lines.push(`if ${refused}:`, `    ${add(path, keyword, limit)}`);
  if (minimum !== undefined) check(`${value} < ${minimum}`, 'minimum', minimum);
  if (maximum !== undefined) check(`${value} > ${maximum}`, 'maximum', maximum);
  if (exclusiveMinimum !== undefined) check(`${value} <= ${exclusiveMinimum}`, 'exclusiveMinimum', exclusiveMinimum);
  if (exclusiveMaximum !== undefined) check(`${value} >= ${exclusiveMaximum}`, 'exclusiveMaximum', exclusiveMaximum);
  if (multipleOf !== undefined)
    check(
      { integer: `int(${value}) % ${multipleOf}`, number: `_fmod(${value}, ${multipleOf})` }[type.kind],
      'multipleOf',
      multipleOf,
    );
  return lines;
}

/** `bool` is an `int` in Python. */
function notInteger(value: string): string {
  return `type(${value}) is not int and not (type(${value}) is float and ${value}.is_integer())`;
}

function notNumber(value: string): string {
  return `(type(${value}) is not float and type(${value}) is not int) or not -GREATEST <= ${value} <= GREATEST`;
}

function scalarTest(value: string, constant: string | number | boolean, type: string | undefined): { refused: string } {
  switch (typeof constant) {
    case 'string':
      return { refused: `not isinstance(${value}, str)` };
    case 'boolean':
      return { refused: `(${value} is not True and ${value} is not False)` };
    default:
      return { refused: type === 'integer' ? `(${notInteger(value)})` : notNumber(value) };
  }
}

function add(path: PathExpression, keyword: string, expected?: unknown): string {
  return `issues.add(${path.toString()}, "${keyword}", ${literal(expectation(keyword, expected))})`;
}
