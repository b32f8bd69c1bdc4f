import { PatternError, parsePattern } from '@busbar/event-pattern';
import type { Demand } from './model';
import { compareText, groupBy } from './order';
import type { PatternObject } from './subscription-pattern';

/** The filters of several subscriptions to one event type, united: shorter where that is exact, the same events always. */
export function unite(filters: readonly (PatternObject | undefined)[]): readonly PatternObject[] {
  const united = new Map<string, PatternObject>();
  for (const filter of filters) {
    if (!filter) return [];
    united.set(JSON.stringify(filter), filter);
  }
  return mergeValues([...united.entries()].sort(([a], [b]) => compareText(a, b)).map(([, filter]) => filter));
}

/**
 * The pattern that matches exactly what the demands ask for. It follows their shape, source → event types → filters, and uses
 * `$or` where there is more than one branch. A source always stands with its own event types only, so that an event of another
 * domain that borrows a type's name is not admitted.
 *
 * What has to be known of `$or` here (https://github.com/aws/event-ruler#or-matching): with one branch, or with a field in a
 * branch that is called like an operator (`prefix`, `exists`, …), EventBridge reads every `$or` of the pattern as an ordinary
 * field; so there is never one branch, and {@link refusalInOr} says who must stay out. And a field that occurs both beside and
 * within `$or` is overridden in document order; here branches never repeat a field of the level above, and a filter is copied as
 * a whole, with its own `$or` and order.
 */
export function routePattern(demands: readonly Demand[]): PatternObject {
  const sorted = [...demands].sort((a, b) => compareText(a.source, b.source) || compareText(a.eventType, b.eventType));
  const branches = [...groupBy(sorted, ({ source }) => source)].map(([source, ofSource]) => ({
    source: [source],
    ...either([...groupBy(ofSource, ({ filters }) => JSON.stringify(filters)).values()].map(sameFilters)),
  }));
  return either(branches);
}

function sameFilters(demands: readonly Demand[]): PatternObject {
  const filters = demands[0]?.filters ?? [];
  return { 'detail-type': demands.map(({ eventType }) => eventType), ...ofData(filters) };
}

function ofData(filters: readonly PatternObject[]): PatternObject {
  const [first] = filters;
  if (!first) return {};
  if (filters.length === 1) return { detail: { data: first } };
  return { detail: { data: { $or: filters } } };
}

function either(branches: readonly PatternObject[]): PatternObject {
  const [first, ...rest] = branches;
  return first && rest.length === 0 ? first : { $or: branches };
}

/**
 * Why a filter cannot be a branch of `$or`: a field in it, however deep, is called like an operator, say. Undefined when it can.
 * (The other branch makes sure that the parser does not read `$or` as a field instead and is content.)
 */
export function refusalInOr(filter: PatternObject): string | undefined {
  return refusal({ $or: [{ 'another-branch': [true] }, { detail: { data: filter } }] });
}

/** Why EventBridge would refuse a pattern, its length apart; undefined when it would not. */
export function refusal(pattern: PatternObject): string | undefined {
  const text = JSON.stringify(pattern);
  if (refusals.has(text)) return refusals.get(text);
  const reason = refusalOf(text);
  if (refusals.size >= MOST_REFUSALS) refusals.clear();
  refusals.set(text, reason);
  return reason;
}

/** By pattern: the same are asked about for each stage, each step of a rollout, and each side of a comparison. */
const refusals = new Map<string, string | undefined>();
const MOST_REFUSALS = 10_000;

function refusalOf(pattern: string): string | undefined {
  try {
    parsePattern(pattern, { maxSize: Infinity });
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.reason;
    throw error;
  }
}

/** Whether the pattern of these demands needs an `$or` of its own. */
export function needsOr(demands: readonly Demand[]): boolean {
  const kinds = new Set(demands.map(({ source, filters }) => JSON.stringify([source, filters])));
  return kinds.size > 1 || demands.some(({ filters }) => filters.length > 1);
}

/**
 * `{status: [A]}` and `{status: [B]}` become `{status: [A, B]}`: exact when the filters are one field each, the same, and list
 * nothing but plain values, of which EventBridge wants any. The most frequent case by far; all others stay apart.
 */
function mergeValues(filters: readonly PatternObject[]): readonly PatternObject[] {
  const groups = groupBy(filters, (filter) => plainField(filter) ?? `\u0000${JSON.stringify(filter)}`);
  return [...groups].map(([field, group]) => {
    const [first] = group;
    if (!first || group.length === 1) return first ?? {};
    const values = group.flatMap((filter) => filter[field] as readonly unknown[]);
    const distinct = new Map(values.map((value) => [JSON.stringify(value), value]));
    return { [field]: [...distinct].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value) };
  });
}

/** The only field of a filter, when it lists plain values. */
function plainField(filter: PatternObject): string | undefined {
  const [entry, ...rest] = Object.entries(filter);
  if (!entry || rest.length > 0) return undefined;
  const [field, values] = entry;
  const plain = Array.isArray(values) && values.every((value) => value === null || typeof value !== 'object');
  return plain ? field : undefined;
}

/** Whether a pattern has a `wildcard` anywhere, of which a bus may have only so many. */
export function hasWildcard(pattern: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((item) => isMatcherWithWildcard(item) || hasWildcard(item));
  if (typeof pattern !== 'object' || pattern === null) return false;
  return Object.values(pattern).some(hasWildcard);
}

/** `{wildcard: 'a*'}` or `{anything-but: {wildcard: 'a*'}}` as an element of a list. */
function isMatcherWithWildcard(item: unknown): boolean {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return false;
  const [operator, argument] = Object.entries(item)[0] ?? [];
  if (operator === 'anything-but') return isMatcherWithWildcard(argument);
  return operator === 'wildcard' && Object.keys(item).length === 1;
}
