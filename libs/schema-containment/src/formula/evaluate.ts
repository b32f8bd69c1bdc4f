import { type Assertion, type Formula, typeOf } from './formula';
import { canonical, isObject, type Json, type JsonObject, own } from '../json';
import { hasFormat, isKnownFormat } from '../formats';

/** Whether a value is in the set; undefined when that cannot be told (a format nobody knows, a pattern too costly to run). */
export type Truth = boolean | undefined;

/**
 * Whether `value`, which is JSON, satisfies a formula.
 *
 * @param isLenient take a text for one that has a format of which nothing is known, where the format must hold: most validators
 *   ignore it. What is true only then, a validator has to confirm. @default false
 */
export function evaluate(formula: Formula, value: unknown, isLenient = false): Truth {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula.kind === 'true';
    case 'types':
      return (formula.types & typeOf(value)) !== 0;
    case 'values':
      return formula.values.has(canonical(value));
    case 'not':
      return negate(evaluate(formula.what, value));
    case 'reference':
      return evaluate(formula.target(), value, isLenient);
    case 'all':
      return every(formula.parts, (part) => evaluate(part, value, isLenient));
    case 'any':
      return negate(every(formula.parts, (part) => negate(evaluate(part, value, isLenient))));
    case 'one': {
      const { least, most } = count(formula.parts, (part) => evaluate(part, value));
      if (least > 1 || most === 0) return false;
      return least === 1 && most === 1 ? true : undefined;
    }
    case 'assertion':
      return formula.on === typeOf(value) ? holds(formula, value as Json, isLenient) : true;
  }
}

function holds({ rule }: Assertion, value: Json, isLenient: boolean): Truth {
  if (typeof value === 'number') return holdsForNumber(rule, value);
  if (typeof value === 'string') return holdsForText(rule, value, isLenient);
  if (Array.isArray(value)) return holdsForArray(rule, value as readonly Json[], isLenient);
  return isObject(value) ? holdsForObject(rule, value, isLenient) : undefined;
}

function holdsForNumber(rule: Assertion['rule'], value: number): Truth {
  switch (rule.name) {
    case 'minimum':
      return rule.exclusive ? value > rule.limit : value >= rule.limit;
    case 'maximum':
      return rule.exclusive ? value < rule.limit : value <= rule.limit;
    case 'multiple-of':
      return Number.isInteger(value / rule.divisor);
    default:
      return undefined;
  }
}

function holdsForText(rule: Assertion['rule'], value: string, isLenient: boolean): Truth {
  switch (rule.name) {
    case 'min-length':
      return lengthOf(value) >= rule.limit;
    case 'max-length':
      return lengthOf(value) <= rule.limit;
    case 'pattern':
      return rule.pattern.test(value);
    case 'format':
      return isLenient && !isKnownFormat(rule.format) ? true : hasFormat(rule.format, value);
    default:
      return undefined;
  }
}

function holdsForArray(rule: Assertion['rule'], value: readonly Json[], isLenient: boolean): Truth {
  switch (rule.name) {
    case 'min-items':
      return value.length >= rule.limit;
    case 'max-items':
      return value.length <= rule.limit;
    case 'unique-items':
      return new Set(value.map(canonical)).size === value.length;
    case 'item':
      return rule.index < value.length ? evaluate(rule.schema, value[rule.index], isLenient) : true;
    case 'items':
      return every(value.slice(rule.from), (item) => evaluate(rule.schema, item, isLenient));
    case 'at-least': {
      const { least, most } = count(value, (item) => evaluate(rule.schema, item, isLenient));
      return least >= rule.count ? true : most < rule.count ? false : undefined;
    }
    case 'at-most': {
      const { least, most } = count(value, (item) => evaluate(rule.schema, item));
      return most <= rule.count ? true : least > rule.count ? false : undefined;
    }
    default:
      return undefined;
  }
}

function holdsForObject(rule: Assertion['rule'], value: JsonObject, isLenient: boolean): Truth {
  switch (rule.name) {
    case 'min-properties':
      return Object.keys(value).length >= rule.limit;
    case 'max-properties':
      return Object.keys(value).length <= rule.limit;
    case 'has':
      return Object.hasOwn(value, rule.property);
    case 'property':
      return Object.hasOwn(value, rule.property) ? evaluate(rule.schema, own(value, rule.property), isLenient) : true;
    case 'pattern-property':
      return every(Object.keys(value), (name) =>
        implies(rule.pattern.test(name), () => evaluate(rule.schema, own(value, name), isLenient)),
      );
    case 'additional':
      return every(Object.keys(value), (name) =>
        implies(isAdditional(rule, name), () => evaluate(rule.schema, own(value, name), isLenient)),
      );
    case 'property-names':
      return every(Object.keys(value), (name) => evaluate(rule.schema, name));
    default:
      return undefined;
  }
}

/** Whether `additional` is about a property of this name. */
export function isAdditional(rule: Extract<Assertion['rule'], { name: 'additional' }>, name: string): Truth {
  if (rule.properties.has(name)) return false;
  return every(rule.patterns, (pattern) => negate(pattern.test(name)));
}

export function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function implies(condition: Truth, consequence: () => Truth): Truth {
  if (condition === false) return true;
  const then = consequence();
  return then === true || condition === true ? then : undefined;
}

export function every<T>(all: readonly T[], holdsFor: (one: T) => Truth): Truth {
  let truth: Truth = true;
  for (const one of all) {
    const here = holdsFor(one);
    if (here === false) return false;
    if (here === undefined) truth = undefined;
  }
  return truth;
}

function count<T>(all: readonly T[], holdsFor: (one: T) => Truth): { readonly least: number; readonly most: number } {
  const truths = all.map(holdsFor);
  return { least: truths.filter((truth) => truth === true).length, most: truths.filter((truth) => truth !== false).length };
}

/** In Unicode code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
