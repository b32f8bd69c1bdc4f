import { canonical, type Json, type Located } from '@busbar/schema-containment';
import { accepts } from '../schema';
import {
  keywordsOf,
  listedValues,
  propertyOf,
  type AllOf,
  type Constraints,
  type Limit,
  type TypeConstraints,
  type ValueType,
} from './constraints';
import { Unsupported } from './unsupported';

/** Called with each limit or annotation that cannot be said beside what is there already. */
export type OnDropped = (keyword: string, dropped: Limit) => void;

/** What satisfies both (`allOf`), type by type. Exact but for what `onDropped` is told. */
export function intersect(a: Constraints, b: Constraints, onDropped: OnDropped): Constraints | Unsupported {
  const types = new Map<ValueType, TypeConstraints>();
  const reasons: string[] = [];
  // In the order in which a schema lists them.
  for (const type of (a.typedBy || !b.typedBy ? a : b).types.keys()) {
    const [mine, other] = [a.types.get(type), b.types.get(type)];
    if (!mine || !other) continue;
    const both = intersectType(type, mine, other, onDropped);
    const reason = whyEmpty(type, both);
    if (reason === undefined) types.set(type, both);
    else reasons.push(reason);
  }
  if (types.size === 0) return Unsupported.nothing(reasons[0] ?? differentTypes(a, b));
  const typedBy = a.typedBy ?? b.typedBy;
  return {
    types,
    annotations: mergeLimits(a.annotations, b.annotations, onDropped),
    implied: new Set([...a.implied, ...b.implied]),
    ...(typedBy && { typedBy }),
  };
}

function differentTypes(a: Constraints, b: Constraints): string {
  const [mine, others] = [a, b].map(({ types }) => [...types.keys()].join(' or ') || 'nothing');
  return `one of its schemas allows ${mine ?? ''}, another ${others ?? ''}`;
}

/** Why no value of a type satisfies its limits; undefined if one may. */
export function whyEmpty(type: ValueType, constraints: TypeConstraints): string | undefined {
  const { limits } = constraints;
  const values = listedValues(constraints);
  if (values?.length === 0) return limits.get('enum')?.keyword === 'const' ? 'its constants differ' : EMPTY_LIST;
  if (values) return undefined;
  for (const [lower, upper] of RANGES) {
    const [least, most] = [limits.get(lower)?.value, limits.get(upper)?.value];
    if (typeof least === 'number' && typeof most === 'number' && least > most) return `"${lower}" is above "${upper}"`;
  }
  return type === 'number' && !hasNumber(limits) ? 'no number is within its limits' : undefined;
}

const EMPTY_LIST = 'no value is in all its lists of values';

const RANGES = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;

/** Whether there is a number between the limits, whole or a multiple where that is demanded. */
function hasNumber(limits: ReadonlyMap<string, Limit>): boolean {
  const limit = (keyword: string): number | undefined => limits.get(keyword)?.value as number | undefined;
  const [above, below] = [limit('exclusiveMinimum') ?? -Infinity, limit('exclusiveMaximum') ?? Infinity];
  const [least, most] = [Math.max(limit('minimum') ?? -Infinity, above), Math.min(limit('maximum') ?? Infinity, below)];
  const step = limit('multipleOf') ?? (limits.has('integer') ? 1 : undefined);
  if (step === undefined || !Number.isFinite(least)) return least < most || (least === most && least > above && least < below);
  let first = Math.ceil(least / step) * step;
  if (first <= above) first += step;
  return first <= most && first < below;
}

function intersectType(type: ValueType, a: TypeConstraints, b: TypeConstraints, onDropped: OnDropped): TypeConstraints {
  const limits = withFittingValues(mergeLimits(a.limits, b.limits, onDropped));
  if (type === 'array') return { limits, ...(both(a.items, b.items, 'items') satisfies Partial<TypeConstraints>) };
  if (type !== 'object') return { limits };
  const names = new Set([...(a.properties?.keys() ?? []), ...(b.properties?.keys() ?? [])]);
  const properties = new Map([...names].map((name) => [name, unique([...propertyOf(a, name), ...propertyOf(b, name)])]));
  const patterns = [...(a.patterns ?? []), ...(b.patterns ?? [])];
  const required = new Map([...(a.required ?? []), ...[...(b.required ?? [])].filter(([name]) => !a.required?.has(name))]);
  return {
    limits,
    ...(a.properties || b.properties ? { properties } : {}),
    ...(patterns.length > 0 && { patterns }),
    ...both(a.additional, b.additional, 'additional'),
    ...(required.size > 0 && { required }),
  };
}

function both(a: AllOf | undefined, b: AllOf | undefined, name: 'items' | 'additional'): Partial<TypeConstraints> {
  return a || b ? { [name]: unique([...(a ?? []), ...(b ?? [])]) } : {};
}

function unique(schemas: AllOf): AllOf {
  const seen = new Map<unknown, Located>();
  for (const one of schemas) {
    // Two schemas that are `true` or `false` are one.
    if (!seen.has(one.schema)) seen.set(one.schema, one);
  }
  return [...seen.values()];
}

/** Both limits as one; undefined for two that one keyword cannot say. */
type Merge = (a: never, b: never) => unknown;

const MERGES: Readonly<Record<string, Merge>> = {
  ...Object.fromEntries(['minimum', 'exclusiveMinimum', 'minLength', 'minItems'].map((keyword) => [keyword, Math.max])),
  ...Object.fromEntries(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'].map((keyword) => [keyword, Math.min])),
  uniqueItems: (a: boolean, b: boolean) => a || b,
  multipleOf: leastCommonMultiple,
  enum: (a: readonly Json[], b: readonly Json[]) => {
    const others = new Set(b.map(canonical));
    return a.filter((value) => others.has(canonical(value)));
  },
  'x-extensible': (a: boolean, b: boolean) => a && b,
};

function leastCommonMultiple(a: number, b: number): number | undefined {
  let [greater, smaller] = [a, b];
  while (smaller > 0) [greater, smaller] = [smaller, greater % smaller];
  const multiple = (a / greater) * b;
  return Number.isSafeInteger(multiple) ? multiple : undefined;
}

function mergeLimits(
  a: ReadonlyMap<string, Limit>,
  b: ReadonlyMap<string, Limit>,
  onDropped: OnDropped,
): ReadonlyMap<string, Limit> {
  const merged = new Map(a);
  for (const [keyword, other] of b) {
    const mine = merged.get(keyword);
    if (!mine) {
      merged.set(keyword, other);
      continue;
    }
    if (canonical(mine.value as Json) === canonical(other.value as Json)) continue;
    const value = Object.hasOwn(MERGES, keyword) ? MERGES[keyword]?.(mine.value as never, other.value as never) : undefined;
    if (value === undefined) onDropped(keyword, other);
    else merged.set(keyword, { ...(canonical(value as Json) === canonical(other.value as Json) ? other : mine), value });
  }
  return merged;
}

/** Without the listed values that other limits refuse; what is listed needs no other limits. */
export function withFittingValues(limits: ReadonlyMap<string, Limit>): ReadonlyMap<string, Limit> {
  const listed = limits.get('enum');
  if (!listed) return limits;
  const rest = new Map([...limits].filter(([keyword]) => keyword !== 'enum'));
  const schema = keywordsOf(rest);
  const values = (listed.value as readonly unknown[]).filter(
    (value) => accepts({}, schema, value) && !(rest.has('integer') && !Number.isInteger(value)),
  );
  return new Map([...rest, ['enum', { ...listed, value: values }]]);
}
