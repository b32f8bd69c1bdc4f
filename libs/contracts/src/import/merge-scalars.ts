import { canonical, type Json } from '@busbar/schema-containment';
import { accepts } from '../schema';
import { keywordsOf, listedValues, type Limit, type TypeConstraints, type ValueType } from './constraints';
import { isUsablePattern } from './usable-pattern';

type Limits = ReadonlyMap<string, Limit>;

export interface MergedLimits {
  readonly limits: Limits;
  /** False when they accept more than the branches do. */
  readonly isExact: boolean;
}

/** What satisfies one of several constraints of one type (`anyOf`), as near as one set of keywords can say it. */
export function mergeLimits(type: ValueType, alternatives: readonly TypeConstraints[]): MergedLimits {
  const all = alternatives.map(({ limits }) => limits);
  const widest = all.filter(
    (limits, index) =>
      !all.some((other, at) => at !== index && includes(other, limits) && !(at > index && includes(limits, other))),
  );
  const [first, ...others] = widest;
  if (!first) return { limits: new Map(), isExact: true };
  if (others.length === 0) return { limits: first, isExact: true };
  const lists = widest.map((limits) => listedValues({ limits }));
  if (lists.every((values) => values !== undefined)) return { limits: listOf(lists.flat(), first), isExact: true };
  const pattern = type === 'string' ? patternOf(widest) : undefined;
  if (pattern !== undefined) return { limits: new Map([['pattern', { ...limitOf(first), value: pattern }]]), isExact: true };
  return { limits: withUsablePattern(hull(widest)), isExact: false };
}

function listOf(values: readonly unknown[], first: Limits): Limits {
  const unique = [...new Map(values.map((value) => [canonical(value as Json), value])).values()];
  const limit = first.get('enum');
  const { keyword: _, ...rest } = limit ?? limitOf(first);
  return new Map([['enum', unique.length === 1 && limit ? limit : { ...rest, value: unique }]]);
}

function limitOf(limits: Limits): Limit {
  return [...limits.values()][0] as Limit;
}

const LOWER = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems']);
const UPPER = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']);

/** Whether `wide` accepts all that `narrow` accepts, as far as their keywords show it. */
export function includes(wide: Limits, narrow: Limits): boolean {
  const values = listedValues({ limits: narrow });
  if (values) {
    const schema = keywordsOf(wide);
    return values.every((value) => accepts({}, schema, value) && !(wide.has('integer') && !Number.isInteger(value)));
  }
  return [...wide].every(([keyword, { value }]) => {
    const other = narrow.get(keyword)?.value;
    if (other === undefined) return false;
    if (LOWER.has(keyword)) return (value as number) <= (other as number);
    if (UPPER.has(keyword)) return (value as number) >= (other as number);
    if (keyword === 'multipleOf') return (other as number) % (value as number) === 0;
    return keyword !== 'enum' && canonical(value as Json) === canonical(other as Json);
  });
}

/** Limits that all of several have, the widest of each. */
function hull(all: readonly Limits[]): Limits {
  const [first = new Map<string, Limit>(), ...others] = all;
  return new Map(
    [...first].flatMap(([keyword, limit]): [string, Limit][] => {
      const found = others.map((limits) => limits.get(keyword)?.value);
      if (keyword === 'enum' || found.includes(undefined)) return [];
      const numbers = [limit.value, ...found] as number[];
      if (LOWER.has(keyword)) return [[keyword, { ...limit, value: Math.min(...numbers) }]];
      if (UPPER.has(keyword)) return [[keyword, { ...limit, value: Math.max(...numbers) }]];
      return found.every((value) => canonical(value as Json) === canonical(limit.value as Json)) ? [[keyword, limit]] : [];
    }),
  );
}

/** Without a pattern that only shorter strings made safe to run. */
function withUsablePattern(limits: Limits): Limits {
  const pattern = limits.get('pattern')?.value as string | undefined;
  if (pattern === undefined || isUsablePattern(pattern, limits.get('maxLength')?.value as number | undefined)) return limits;
  return new Map([...limits].filter(([keyword]) => keyword !== 'pattern'));
}

/** A regular expression for lists of strings and patterns; undefined if other keywords say something too. */
function patternOf(all: readonly Limits[]): string | undefined {
  const patterns = all.map((limits) => {
    const values = listedValues({ limits }) as readonly string[] | undefined;
    if (values) return patternOfValues(values);
    return limits.size === 1 ? (limits.get('pattern')?.value as string | undefined) : undefined;
  });
  if (patterns.includes(undefined)) return undefined;
  const pattern = patterns.map((one) => `(?:${one ?? ''})`).join('|');
  return isUsablePattern(pattern) ? pattern : undefined;
}

/** A regular expression that only these strings match. */
export function patternOfValues(values: readonly string[]): string {
  return `^(?:${values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})$`;
}
