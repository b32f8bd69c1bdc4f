/** Length of a string as JSON Schema counts it: in code points, not in UTF-16 units. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}

/** Whether no two items are the same JSON: the order of properties does not matter, nor does the sign of zero. */
export function allDifferent(items: readonly unknown[]): boolean {
  return (
    new Set(items.map((item) => (typeof item === 'object' && item !== null ? canonical(item) : scalar(item)))).size ===
    items.length
  );
}

/** Texts are kept apart from the canonical texts of objects. */
function scalar(value: unknown): unknown {
  return typeof value === 'string' ? `"${value}` : value;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
