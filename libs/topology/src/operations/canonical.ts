/**
 * The same text for documents that AWS takes to be the same: keys in any order, lists in any order, a list of one as its only
 * element. Patterns and policies have no list in which the order matters.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(normal(value)) ?? 'undefined';
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normal);
    if (items.length === 1) return items[0];
    return items.map((item) => JSON.stringify(item)).sort();
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, normal(item)]));
}
