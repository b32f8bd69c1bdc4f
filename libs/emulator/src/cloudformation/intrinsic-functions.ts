import { parseArn } from '@busbar/arn';
import { below, describe, expectList, expectObject, expectScalar, expectText, isList, isObject, own } from './json';
import type { Json, JsonObject } from './model';
import { TemplateError, type TemplatePlace } from './template-error';

/** What the functions of a template are resolved against. */
export interface Scope {
  readonly region: string;
  /** `undefined` is `AWS::NoValue`. @throws TemplateError when there is no such parameter or resource */
  ref(name: string, place: TemplatePlace): Json | undefined;
  attribute(logicalId: string, attribute: string, place: TemplatePlace): Json;
  condition(name: string, place: TemplatePlace): boolean;
  mapping(name: string, place: TemplatePlace): JsonObject;
  importValue(name: string, place: TemplatePlace): string;
  /** An output of another stack of this account and region, unless `from` says otherwise. */
  stackOutput(stack: string, output: string, from: { account?: string; region?: string }, place: TemplatePlace): string;
  /** Replaces `{{resolve:…}}` in a string. */
  dynamicReferences(text: string, place: TemplatePlace): string;
}

/** The longest text that functions may build. Names that double from resource to resource would otherwise fill the memory. */
const LONGEST_TEXT = 1_048_576;

type IntrinsicFunction = (argument: Json, scope: Scope, place: TemplatePlace) => Json | undefined;

/**
 * The value with all functions in it replaced; `undefined` where `AWS::NoValue` removes it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function evaluate(value: Json, scope: Scope, place: TemplatePlace): Json | undefined {
  if (typeof value === 'string') return value.includes('{{resolve:') ? scope.dynamicReferences(value, place) : value;
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) {
    return value.flatMap((item, index) => {
      const result = evaluate(item, scope, below(place, index));
      return result === undefined ? [] : [result];
    });
  }
  const keys = Object.keys(value);
  const functionName = keys.find((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (functionName === undefined) {
    return Object.fromEntries(
      keys.flatMap((key) => {
        const result = evaluate(value[key] as Json, scope, below(place, key));
        return result === undefined ? [] : [[key, result]];
      }),
    );
  }
  const at = below(place, functionName);
  if (keys.length > 1) {
    throw new TemplateError(at, `The function stands beside ${keys.length - 1} other keys.`, 'Put it alone in its object.');
  }
  const run = FUNCTIONS.get(functionName);
  if (run === undefined) {
    throw new TemplateError(at, `The function "${functionName}" is not supported here.`, `Use one of ${supported()}.`);
  }
  return run(value[functionName] as Json, scope, at);
}

/** Truth of a condition: `Fn::And`, `Fn::Or`, `Fn::Not`, `Fn::Equals` and `Condition`. */
export function evaluateCondition(value: Json | undefined, scope: Scope, place: TemplatePlace): boolean {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  if (!isObject(value) || name === undefined || others.length > 0) {
    throw new TemplateError(place, `A condition is needed here; found ${describe(value)}.`, CONDITION_FIX);
  }
  const argument = value[name] as Json;
  const at = below(place, name);
  if (name === 'Condition') return scope.condition(expectText(argument, at), at);
  const operands = expectList(argument, at);
  const truth = (item: Json, index: number) => evaluateCondition(item, scope, below(at, index));
  switch (name) {
    case 'Fn::And':
      return checkCount(operands, 2, 10, at).map(truth).every(Boolean);
    case 'Fn::Or':
      return checkCount(operands, 2, 10, at).map(truth).some(Boolean);
    case 'Fn::Not':
      return !checkCount(operands, 1, 1, at).map(truth).some(Boolean);
    case 'Fn::Equals': {
      const [left, right] = checkCount(operands, 2, 2, at).map((item, index) => {
        const result = evaluate(item, scope, below(at, index));
        return typeof result === 'object' ? JSON.stringify(result) : String(result);
      });
      return left === right;
    }
    default:
      throw new TemplateError(at, `"${name}" is not a condition function.`, CONDITION_FIX);
  }
}

const CONDITION_FIX = 'Use one of Fn::And, Fn::Equals, Fn::Not, Fn::Or, Condition.';

const FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['Ref', (argument, scope, place) => scope.ref(expectText(argument, place), place)],
  ['Fn::GetAtt', getAttribute],
  ['Fn::Sub', substitute],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::If', choose],
  ['Fn::FindInMap', findInMap],
  ['Fn::ImportValue', (argument, scope, place) => scope.importValue(text(argument, scope, place), place)],
  ['Fn::GetStackOutput', stackOutput],
  ['Fn::Base64', (argument, scope, place) => Buffer.from(text(argument, scope, place)).toString('base64')],
  ['Fn::GetAZs', availabilityZones],
  ...['And', 'Or', 'Not', 'Equals'].map((name): [string, IntrinsicFunction] => [
    `Fn::${name}`,
    (argument, scope, place) => evaluateCondition({ [`Fn::${name}`]: argument }, scope, place),
  ]),
]);

function supported(): string {
  return [...FUNCTIONS.keys()].join(', ');
}

function getAttribute(argument: Json, scope: Scope, place: TemplatePlace): Json {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    if (dot > 0) return scope.attribute(argument.slice(0, dot), argument.slice(dot + 1), place);
  } else if (isList(argument) && argument.length === 2) {
    const [logicalId, attribute] = argument as [Json, Json];
    return scope.attribute(expectText(logicalId, below(place, 0)), text(attribute, scope, below(place, 1)), place);
  }
  throw new TemplateError(
    place,
    `A logical id and an attribute are needed; found ${describe(argument)}.`,
    'Write ["Id", "Attribute"] or "Id.Attribute".',
  );
}

function substitute(argument: Json, scope: Scope, place: TemplatePlace): string {
  const [pattern, variables] = isList(argument) ? checkCount(argument, 2, 2, place) : [argument, {}];
  const template = scope.dynamicReferences(expectText(pattern, place), place);
  if (!isObject(variables)) {
    throw new TemplateError(place, `Variables are needed second; found ${describe(variables)}.`, 'Give an object of values.');
  }
  const replaced = template.replace(/\$\{([^}]*)\}/g, (_, expression: string) => {
    if (expression.startsWith('!')) return `\${${expression.slice(1)}}`;
    const name = expression.trim();
    const at = below(place, `\${${name}}`);
    const variable = own(variables, name);
    if (variable !== undefined) return text(variable, scope, at);
    const dot = name.indexOf('.');
    const value = dot < 0 ? scope.ref(name, at) : scope.attribute(name.slice(0, dot), name.slice(dot + 1), at);
    return expectScalar(value, at);
  });
  return limited(replaced, place);
}

function join(argument: Json, scope: Scope, place: TemplatePlace): string {
  const [delimiter, values] = checkCount(expectList(argument, place), 2, 2, place);
  const separator = expectText(delimiter, below(place, 0));
  const at = below(place, 1);
  const items = expectList(evaluate(values as Json, scope, at), at);
  return limited(items.map((item, index) => expectScalar(item, below(at, index))).join(separator), place);
}

function select(argument: Json, scope: Scope, place: TemplatePlace): Json {
  const [position, values] = checkCount(expectList(argument, place), 2, 2, place);
  const index = Number(text(position as Json, scope, below(place, 0)));
  const items = expectList(evaluate(values as Json, scope, below(place, 1)), below(place, 1));
  const item = Number.isInteger(index) ? items[index] : undefined;
  if (item === undefined || item === null) {
    throw new TemplateError(place, `There is no item ${index} in a list of ${items.length}.`, 'Give an index from 0 on.');
  }
  return item;
}

function split(argument: Json, scope: Scope, place: TemplatePlace): Json {
  const [delimiter, source] = checkCount(expectList(argument, place), 2, 2, place);
  const separator = expectText(delimiter, below(place, 0));
  if (separator === '') throw new TemplateError(below(place, 0), 'The delimiter is empty.', 'Give at least one character.');
  return text(source as Json, scope, below(place, 1)).split(separator);
}

function choose(argument: Json, scope: Scope, place: TemplatePlace): Json | undefined {
  const [name, whenTrue, whenFalse] = checkCount(expectList(argument, place), 3, 3, place);
  const holds = scope.condition(expectText(name, below(place, 0)), below(place, 0));
  return evaluate((holds ? whenTrue : whenFalse) as Json, scope, below(place, holds ? 1 : 2));
}

function findInMap(argument: Json, scope: Scope, place: TemplatePlace): Json {
  const keys = checkCount(expectList(argument, place), 3, 3, place).map((key, index) => text(key, scope, below(place, index)));
  const [mapping, topLevel, secondLevel] = keys as [string, string, string];
  const row = own(scope.mapping(mapping, place), topLevel);
  const value = isObject(row) ? own(row, secondLevel) : undefined;
  if (value === undefined) {
    throw new TemplateError(place, `The mapping "${mapping}" has no "${topLevel}" › "${secondLevel}".`, 'Add the entry.');
  }
  return value;
}

/** What CDK writes for weak references between stacks. The other stack's account is that of the role that reads it. */
function stackOutput(argument: Json, scope: Scope, place: TemplatePlace): string {
  const reference = expectObject(evaluate(expectObject(argument, place), scope, place), place);
  const optional = (key: string) => {
    const value = own(reference, key);
    return value === undefined ? undefined : expectText(value, below(place, key));
  };
  const stack = expectText(own(reference, 'StackName'), below(place, 'StackName'));
  const output = expectText(own(reference, 'OutputName'), below(place, 'OutputName'));
  const account = parseArn(optional('RoleArn') ?? '')?.account;
  const region = optional('Region');
  return scope.stackOutput(stack, output, { ...(account && { account }), ...(region && { region }) }, place);
}

/** Three zones, as most regions have. */
function availabilityZones(argument: Json, scope: Scope, place: TemplatePlace): Json {
  const region = text(argument, scope, place) || scope.region;
  return ['a', 'b', 'c'].map((zone) => region + zone);
}

function text(value: Json, scope: Scope, place: TemplatePlace): string {
  return expectScalar(evaluate(value, scope, place), place);
}

function limited(value: string, place: TemplatePlace): string {
  if (value.length <= LONGEST_TEXT) return value;
  throw new TemplateError(place, `The text grows to ${value.length} characters.`, `Keep it under ${LONGEST_TEXT}.`);
}

function checkCount(items: readonly Json[], least: number, most: number, place: TemplatePlace): readonly Json[] {
  if (items.length >= least && items.length <= most) return items;
  const needed = least === most ? String(least) : `${least} to ${most}`;
  throw new TemplateError(place, `It needs ${needed} items; found ${items.length}.`, 'Correct the list.');
}
