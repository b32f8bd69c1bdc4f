import { matches, parsePattern, PatternError } from '@busbar/event-pattern';
import { isMap } from '@busbar/problem';
import { filterFields } from '../lint';

/** A value that an enum can list. */
export type Scalar = string | number | boolean | null;

type Filter = Readonly<Record<string, unknown>>;

/**
 * What a subscription's filter does with events that have a value in a field: picks them out, be it to take them (`["LOST"]`,
 * `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`) or to leave them (`anything-but`); lets them pass as it does
 * others; or keeps them out because it asks for other values.
 */
export function useOfValue(filter: Filter, field: readonly string[], value: Scalar): 'picked-out' | 'let-pass' | 'kept-out' {
  const name = field.join('.');
  const tests = [...filterFields(filter)].filter((one) => one.field.join('.') === name).flatMap(({ values }) => values);
  if (tests.some((test) => picksOut(test, value))) return 'picked-out';
  return letsPass(filter, '', name, value) ? 'let-pass' : 'kept-out';
}

function picksOut(test: unknown, value: Scalar): boolean {
  if (isMap(test) && Object.hasOwn(test, 'exists')) return false;
  const isNegative = isMap(test) && Object.hasOwn(test, 'anything-but');
  return satisfies([test], value) !== isNegative;
}

/** Whether some event with the value matches: what the filter asks of other fields, it may have. */
function letsPass(filter: Filter, parent: string, field: string, value: Scalar): boolean {
  return Object.entries(filter).every(([key, below]) => {
    const name = parent === '' ? key : `${parent}.${key}`;
    if (key === '$or' && Array.isArray(below))
      return below.some((branch) => isMap(branch) && letsPass(branch, parent, field, value));
    if (isMap(below)) return letsPass(below, name, field, value);
    return name !== field || !Array.isArray(below) || satisfies(below, value);
  });
}

/** What is no pattern has a problem of its own, and is taken to match. */
function satisfies(tests: readonly unknown[], value: Scalar): boolean {
  try {
    return matches(parsePattern(JSON.stringify({ detail: { value: tests } })), { detail: { value } });
  } catch (error) {
    if (error instanceof PatternError) return true;
    throw error;
  }
}
