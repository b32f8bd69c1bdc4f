import type { JsonType } from '../model';
import { keywordsOf, listedValues, type Limit, type TypeConstraints, type ValueType } from './constraints';
import { mergeLimits, patternOfValues } from './merge-scalars';
import { isUsablePattern } from './usable-pattern';

export const SCALARS: readonly ValueType[] = ['string', 'number', 'boolean'];

export interface WrittenScalars {
  readonly keywords: Readonly<Record<string, unknown>>;
  /** Limits that they cannot say, so that they accept more. */
  readonly loosened: readonly { readonly type: ValueType; readonly limit?: Limit }[];
}

/**
 * Strings, numbers and booleans, each with what satisfies one of its constraints, as the keywords of one schema: a type list, with the
 * keywords of each type beside it. A list of values is for all types together.
 *
 * @param isTyped whether a schema says a type, and is not only typed by its values
 */
export function writeScalars(
  alternatives: ReadonlyMap<ValueType, readonly TypeConstraints[]>,
  hasNull: boolean,
  isTyped: (type: ValueType) => boolean,
): WrittenScalars {
  const merged = SCALARS.flatMap((type) => {
    const ofType = alternatives.get(type);
    return ofType ? [{ type, ...mergeLimits(type, ofType) }] : [];
  });
  const loosened: { type: ValueType; limit?: Limit }[] = merged.filter(({ isExact }) => !isExact).map(({ type }) => ({ type }));
  const types: JsonType[] = merged.map(({ type, limits }) => (type === 'number' ? numberType(limits, isTyped(type)) : type));
  const values = listOfAll(merged, hasNull);
  if (values) {
    const [constant, ...others] = values;
    const isConstant =
      others.length === 0 && (typeof constant === 'string' || merged[0]?.limits.get('enum')?.keyword === 'const');
    if (isConstant)
      return {
        keywords: { ...(merged.some(({ type }) => isTyped(type)) && typeKeyword(types, false)), const: constant },
        loosened,
      };
    return { keywords: { ...typeKeyword(types, hasNull), enum: values }, loosened };
  }
  const keywords: Record<string, unknown> = typeKeyword(types, hasNull);
  for (const { type, limits } of merged) {
    const listed = limits.get('enum');
    const pattern = listed && type === 'string' ? patternOfValues(listed.value as string[]) : undefined;
    if (!listed) Object.assign(keywords, withoutRepeatedLimits(keywordsOf(limits)));
    else if (pattern !== undefined && isUsablePattern(pattern)) keywords['pattern'] = pattern;
    else if (!(type === 'boolean' && (listed.value as unknown[]).length === 2)) loosened.push({ type, limit: listed });
  }
  return { keywords, loosened };
}

function typeKeyword(types: readonly JsonType[], hasNull: boolean): { type: JsonType | JsonType[] } {
  const all: JsonType[] = hasNull ? [...types, 'null'] : [...types];
  const [first, ...others] = all;
  return { type: first !== undefined && others.length === 0 ? first : all };
}

function numberType(limits: ReadonlyMap<string, Limit>, isTyped: boolean): JsonType {
  const values = listedValues({ limits });
  const isWhole = limits.has('integer') || (!isTyped && values !== undefined && values.every(Number.isInteger));
  return isWhole ? 'integer' : 'number';
}

/** All values, when each type lists its own; undefined if one type has others, or nothing but its own to list. */
function listOfAll(
  merged: readonly { readonly type: ValueType; readonly limits: ReadonlyMap<string, Limit> }[],
  hasNull: boolean,
): readonly unknown[] | undefined {
  const lists = merged.map(({ type, limits }) => listedValues({ limits }) ?? (type === 'boolean' ? [true, false] : undefined));
  if (lists.includes(undefined) || !merged.some(({ limits }) => limits.has('enum'))) return undefined;
  return [...lists.flatMap((values) => values ?? []), ...(hasNull ? [null] : [])];
}

/** An exclusive limit makes an inclusive one that is no narrower say nothing; Draft-04 has both for one. */
export function withoutRepeatedLimits(keywords: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { minimum, maximum, ...rest } = keywords as { minimum?: number; maximum?: number } & Record<string, unknown>;
  const { exclusiveMinimum, exclusiveMaximum } = rest as { exclusiveMinimum?: number; exclusiveMaximum?: number };
  return {
    ...(minimum !== undefined && !(exclusiveMinimum !== undefined && exclusiveMinimum >= minimum) && { minimum }),
    ...(maximum !== undefined && !(exclusiveMaximum !== undefined && exclusiveMaximum <= maximum) && { maximum }),
    ...rest,
  };
}
