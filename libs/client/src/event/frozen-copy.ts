import type { Issue } from './errors';

/** EventBridge refuses deeper details; a value that holds itself is deeper than any limit. */
const MAX_DEPTH = 1_000;

/**
 * A deep, frozen copy of what `printJson` would send: `toJSON` is applied, `undefined` properties are left out. What JSON
 * cannot say (`NaN`, a function) becomes an issue instead of a silent `null`.
 *
 * @param at JSON pointer of the value
 */
export function frozenCopy(value: unknown, issues: Issue[], at = ''): unknown {
  return copy(value, at, 0, issues);
}

function copy(value: unknown, path: string, depth: number, issues: Issue[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      if (!Number.isFinite(value)) issues.push({ path, keyword: 'type', message: 'must be a finite number' });
      return value;
    case 'object':
      if (value === null) return null;
      if (depth > MAX_DEPTH) {
        issues.push({ path: '', keyword: 'type', message: `must not refer to itself or nest deeper than ${MAX_DEPTH} levels` });
        return null;
      }
      if (Array.isArray(value)) {
        const length = value.length;
        const items = new Array<unknown>(length);
        for (let i = 0; i < length; i++) items[i] = copy(value[i], `${path}/${i}`, depth + 1, issues);
        return Object.freeze(items);
      }
      if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), path, depth + 1, issues);
      return copyObject(value as Record<string, unknown>, path, depth, issues);
    default:
      issues.push({ path, keyword: 'type', message: `must be JSON, not ${typeof value}` });
      return null;
  }
}

function copyObject(source: Record<string, unknown>, path: string, depth: number, issues: Issue[]): unknown {
  const target: Record<string, unknown> = {};
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined) continue;
    // Scalars are most of every event: no path is built for them.
    const copied = isScalar(value) ? value : copy(value, `${path}/${pointer(key)}`, depth + 1, issues);
    // `target.__proto__ = …` would change the prototype instead of adding the property.
    if (key === '__proto__') Object.defineProperty(target, key, { value: copied, enumerable: true });
    else target[key] = copied;
  }
  return Object.freeze(target);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** A key as a step of a JSON pointer (RFC 6901). */
function pointer(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}
