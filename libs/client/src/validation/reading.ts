import { frozenCopy } from '../event/frozen-copy';
import type { Issue } from '../event/errors';
import { expectation } from './expectation';

/** An object whose fields are not known yet. */
export type Fields = Record<string, unknown>;

/**
 * Reads a value that may be anything: checks it, and returns a frozen copy. What it returns is of no use when there are issues.
 *
 * @param at JSON pointer of the value
 */
export type Reader = (value: unknown, at: string, reading: Reading) => unknown;

/** One pass of generated readers over the data of one event: in which view, and what was found to be wrong. */
export class Reading {
  readonly issues: Issue[] = [];

  constructor(
    /** The consumer view: unknown fields, and new values of extensible enums and unions are let through. */
    readonly open: boolean,
    /** Whether issues say where they are. Without, they only say that there are some, and no path is made. */
    readonly exact = true,
  ) {}

  /** Path of what is in a value, if anybody wants to know it. */
  below(at: string, key: string | number): string {
    if (!this.exact) return '';
    return `${at}/${typeof key === 'string' ? step(key) : key}`;
  }

  /** Always undefined, so that readers can return it. */
  fail(path: string, keyword: string, expected?: unknown): undefined {
    this.issues.push({ path, keyword, message: expectation(keyword, expected) });
  }

  /** The value is not of its type: it is missing, or another one. */
  not(type: string, found: unknown, path: string): undefined {
    return found === undefined ? this.fail(path, 'required') : this.fail(path, 'type', type);
  }

  /** The value is no integer of its width. @param types all that it may be, where that is more */
  notInteger(width: 53 | 64, found: unknown, path: string, types = 'integer'): undefined {
    const isWhole = typeof found === 'bigint' || Number.isInteger(found);
    if (!isWhole) return this.not(types, found, path);
    const least = width === 53 ? -Number.MAX_SAFE_INTEGER : -(2n ** 63n);
    const most = width === 53 ? Number.MAX_SAFE_INTEGER : 2n ** 63n - 1n;
    if ((found as number | bigint) < least) return this.fail(path, 'minimum', least);
    if ((found as number | bigint) > most) return this.fail(path, 'maximum', most);
    return this.fail(path, 'type', width === 53 ? 'a number' : 'a bigint: as a number, one of this size has lost digits');
  }

  /** The value is not the constant. @param type what the contract says beside it */
  notConst(constant: string | number | boolean, type: string | undefined, found: unknown, path: string): undefined {
    const isInteger = typeof found === 'bigint' || Number.isInteger(found);
    const isOfType = type === undefined || (type === 'integer' ? isInteger : typeof toDouble(found) === type);
    if (found === undefined || !isOfType) return this.not(type ?? 'a constant', found, path);
    return this.fail(path, 'const', constant);
  }

  /** The tag of a union is none that the contract lists. */
  otherKind(value: Fields, tag: string, isExtensible: boolean, at: string): unknown {
    const found = own(value, tag);
    const path = `${at}/${step(tag)}`;
    if (typeof found !== 'string') return this.not('string', found, path);
    return isExtensible && this.open ? this.copy(value, at) : this.fail(path, 'oneOf');
  }

  /**
   * Whether an object may have other fields than those that were found to be there.
   *
   * @param known how many of its fields the contract names; right if none is missing
   */
  hasOthers(value: Fields, known: number): boolean {
    if (this.issues.length > 0) return true;
    let count = 0;
    for (const _ in value) count++;
    return count !== known;
  }

  /** Fields that the contract does not name: an issue for publishers, kept for consumers. */
  otherFields(value: Fields, made: Fields, known: ReadonlySet<string>, at: string): void {
    for (const key of Object.keys(value)) {
      const field = value[key];
      if (known.has(key) || field === undefined) continue;
      const path = `${at}/${step(key)}`;
      if (this.open) put(made, key, this.copy(field, path));
      else this.fail(path, 'additionalProperties');
    }
  }

  /** A frozen copy of any JSON. */
  copy(value: unknown, at: string): unknown {
    return frozenCopy(value, this.issues, at);
  }
}

/** A reader that leaves the checking to a function: for contracts that are read at run time, in tools and tests. */
export function readerOf(check: (data: unknown, open: boolean) => readonly Issue[]): Reader {
  return (value, at, reading) => {
    const copy = reading.copy(value, at);
    if (reading.issues.length === 0) reading.issues.push(...check(copy, reading.open));
    return copy;
  };
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isInt53(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export function isInt64(value: unknown): value is bigint {
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
}

export function isDouble(value: unknown): value is number {
  return Number.isFinite(value);
}

/** JSON text does not tell small integers of 64 bits from others. */
export function toInt64(value: unknown): unknown {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

/** Nor does it tell doubles from whole numbers. */
export function toDouble(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** A field whose name every object inherits something under: `constructor`, `__proto__`. */
export function own(value: Fields, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `made[key] = …` would set the prototype for `__proto__`. */
export function put(made: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  else made[key] = value;
}

/** A key as a step of a JSON pointer (RFC 6901). */
export function step(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}
