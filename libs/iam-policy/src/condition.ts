import { BlockList, isIP } from 'node:net';
import { listOf, type PolicyStatement } from './policy-document';
import type { RequestContext } from './request-context';
import { compileText, type TextPattern } from './text-pattern';

/** Says whether a statement's conditions hold in a request. */
export type Condition = (context: RequestContext) => boolean;

export interface CompiledConditions {
  readonly conditions: readonly Condition[];
  /** What AWS would refuse, or gives no meaning to: unknown operators, values of the wrong kind, no values. */
  readonly problems: readonly string[];
}

interface Operator {
  /** The opposite of its positive twin: holds when *no* value of the policy fits, and when the key is missing. */
  readonly negated?: true;
  /** Accepts one value only: AWS refuses a list of booleans, which would always or never hold. */
  readonly single?: true;
  /** @returns undefined when the operator does not accept such a value */
  compile(value: string, variables: boolean): TextPattern | undefined;
}

const equals: Operator = { compile: (value, variables) => compileText(value, { wildcards: false, variables }) };
const equalsIgnoreCase: Operator = {
  compile: (value, variables) => compileText(value, { wildcards: false, ignoreCase: true, variables }),
};
const like: Operator = { compile: (value, variables) => compileText(value, { wildcards: true, variables }) };
const bool: Operator = {
  single: true,
  compile: (value) => (/^(true|false)$/i.test(value) ? (text) => text.toLowerCase() === value.toLowerCase() : undefined),
};
const arn: Operator = { compile: compileArn };
const ip: Operator = { compile: compileIpRange };

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * (`Null` compares no values; see `isMissing`.)
 */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringNotEqualsIgnoreCase: not(equalsIgnoreCase),
  StringLike: like,
  StringNotLike: not(like),
  ArnEquals: arn,
  ArnLike: arn,
  ArnNotEquals: not(arn),
  ArnNotLike: not(arn),
  Bool: bool,
  BinaryEquals: equals,
  IpAddress: ip,
  NotIpAddress: not(ip),
  ...ordered('Numeric', (text) => (text.trim() === '' ? NaN : Number(text))),
  ...ordered('Date', instantOf),
};

const OPERATOR_NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/** Compiles the `Condition` of a statement; all of the conditions have to hold. */
export function compileConditions(element: PolicyStatement['Condition'], variables: boolean): CompiledConditions {
  const conditions: Condition[] = [];
  const problems: string[] = [];
  for (const [name, keys] of Object.entries(element ?? {})) {
    const [, quantifier, base = name, ifExists] = OPERATOR_NAME.exec(name) ?? [];
    const operator = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
    if (!operator && base !== 'Null') {
      problems.push(`Unknown condition operator "${name}".`);
      continue;
    }
    if (!operator && ifExists !== undefined) {
      problems.push(`Condition operator "${name}" contradicts itself: Null asks whether the key exists. Write "Null".`);
      continue;
    }
    const seen = new Set<string>();
    for (const [key, texts] of Object.entries(keys)) {
      if (seen.has(key.toLowerCase()))
        problems.push(`Condition operator "${name}" has the key "${key}" twice, in different case.`);
      seen.add(key.toLowerCase());
      const values = listOf(texts);
      const condition = operator
        ? compare(operator, key.toLowerCase(), values, variables, quantifier, ifExists !== undefined)
        : isMissing(key.toLowerCase(), values);
      if (condition) conditions.push(condition);
      else problems.push(`Condition operator "${name}" does not accept ${JSON.stringify(texts)} for "${key}".`);
    }
  }
  return { conditions, problems };
}

function compare(
  operator: Operator,
  key: string,
  values: readonly string[],
  variables: boolean,
  quantifier: string | undefined,
  ifExists: boolean,
): Condition | undefined {
  const negated = operator.negated === true;
  // Without values a condition never holds, but AWS does not say what its negation means: it would hold for everybody.
  if (negated && values.length === 0) return undefined;
  if (operator.single && values.length > 1) return undefined;
  const patterns: TextPattern[] = [];
  for (const value of values) {
    const pattern = operator.compile(value, variables);
    if (!pattern) return undefined;
    patterns.push(pattern);
  }
  const whenMissing = ifExists || quantifier === 'ForAllValues' || (negated && quantifier !== 'ForAnyValue');
  const every = quantifier === 'ForAllValues' || (negated && quantifier !== 'ForAnyValue');
  return (context) => {
    const actual = context.get(key);
    if (actual === undefined || actual.length === 0) return whenMissing;
    const fits = (text: string): boolean => patterns.some((pattern) => pattern(text, context)) !== negated;
    return every ? actual.every(fits) : actual.some(fits);
  };
}

function isMissing(key: string, values: readonly string[]): Condition | undefined {
  const [value, ...more] = values;
  if (value === undefined || more.length > 0 || !/^(true|false)$/i.test(value)) return undefined;
  const wanted = value.toLowerCase() === 'true';
  return (context) => ((context.get(key)?.length ?? 0) === 0) === wanted;
}

function not(operator: Operator): Operator {
  return { ...operator, negated: true };
}

/** The six comparisons of a kind of values that have an order. */
function ordered(kind: 'Numeric' | 'Date', read: (text: string) => number): Record<string, Operator> {
  const operator = (holds: (actual: number, expected: number) => boolean): Operator => ({
    compile(value) {
      const expected = read(value);
      return Number.isNaN(expected) ? undefined : (text) => holds(read(text), expected);
    },
  });
  const same = operator((actual, expected) => actual === expected);
  return {
    [`${kind}Equals`]: same,
    [`${kind}NotEquals`]: not(same),
    [`${kind}LessThan`]: operator((actual, expected) => actual < expected),
    [`${kind}LessThanEquals`]: operator((actual, expected) => actual <= expected),
    [`${kind}GreaterThan`]: operator((actual, expected) => actual > expected),
    [`${kind}GreaterThanEquals`]: operator((actual, expected) => actual >= expected),
  };
}

/** Milliseconds of an ISO 8601 date and time, or of seconds since 1970. */
function instantOf(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
}

const ARN_PARTS = 6;

/** Each of the six parts between colons is compared on its own, so that `*` never reaches into the next one. */
function compileArn(value: string, variables: boolean): TextPattern | undefined {
  if (value === '*') return () => true;
  const parts = arnParts(value.replace(/\$\{[^}]*\}/g, (variable) => variable.replaceAll(':', '\u0000')));
  if (parts.length !== ARN_PARTS) {
    // A variable may hold the whole ARN.
    return variables && value.startsWith('${') ? compileText(value, { wildcards: true, variables }) : undefined;
  }
  const patterns = parts.map((part) => compileText(part.replaceAll('\u0000', ':'), { wildcards: true, variables }));
  return (text, context) => {
    const actual = arnParts(text);
    return actual.length === ARN_PARTS && patterns.every((pattern, index) => pattern(actual[index] ?? '', context));
  };
}

function arnParts(text: string): string[] {
  const parts = text.split(':');
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

function compileIpRange(value: string): TextPattern | undefined {
  const [address = '', prefix, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length > bits) return undefined;
  const range = new BlockList();
  range.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  return (text) => isIP(text) === version && range.check(text, version === 4 ? 'ipv4' : 'ipv6');
}
