/** JSON as it is on the wire: numbers keep all their digits. */

/** Integers beyond ±(2^53 − 1) are bigints, all other numbers doubles. Objects have own properties only, `__proto__` included. */
export type Json = null | boolean | string | number | bigint | readonly Json[] | { readonly [key: string]: Json };

/** A number written in its own way: `1.0`, `-0`, `1e400`. */
export class RawNumber {
  constructor(readonly text: string) {}
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export function parseJson(text: string): Json {
  let mark = 'integer:';
  while (text.includes(mark)) mark += ':';
  const marked = text.replace(TOKEN, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${mark}${token}"` : token,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  ) as Json;
}

/** JSON text of a value that may hold bigints and `RawNumber`s. */
export function printJson(value: unknown): string {
  if (value instanceof RawNumber) return value.text;
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${printJson(member)}`).join(',')}}`;
}

/** One text for equal JSON: keys sorted, no spaces, numbers in their shortest form (`-0`, `0.0` and `0` are one). */
export function canonicalJson(text: string): string {
  return canonical(parseJson(text));
}

export function canonical(value: Json): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return JSON.stringify(value === 0 ? 0 : value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
