import type { JsonType } from '../model';

/** The type of a JSON value; all numbers are one. */
export type Kind = Exclude<JsonType, 'integer'>;

export function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as Kind);
}

/** Of equally frequent ones, the first. */
export function mostFrequentKind(values: readonly unknown[]): Kind {
  const counts = new Map<Kind, number>();
  for (const value of values) counts.set(kindOf(value), (counts.get(kindOf(value)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'null';
}
