/**
 * A program may hold several copies of this package: its ES modules beside its CommonJS, a bundle beside `node_modules`, two
 * installed versions. What is compared with `instanceof`, or guarded by a private field, has to be the same in all of them.
 */

const BRAND = Symbol.for('@busbar/client/brand');

type Class = abstract new (...args: never[]) => object;

/**
 * Makes `instanceof` true for instances that any copy of the class made. A subclass made elsewhere keeps the ordinary
 * `instanceof`.
 *
 * @param name the same in all versions, since copies of several versions compare it
 */
export function brand(branded: Class, name: string): void {
  Object.defineProperty(branded.prototype, BRAND, { value: name });
  // Minifiers shorten it, and `util.inspect` prints it.
  Object.defineProperty(branded, 'name', { value: name });
  Object.defineProperty(branded, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      return Function.prototype[Symbol.hasInstance].call(this, value) || (this === branded && hasBrand(value, name));
    },
  });
}

function hasBrand(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (let at: unknown = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
    if (Object.getOwnPropertyDescriptor(at, BRAND)?.value === name) return true;
  }
  return false;
}

/**
 * One value for all copies: the one that the copy loaded first made.
 *
 * @param name ends with a number; raise it when older copies could not use the value any more
 */
export function shared<T extends object>(name: string, make: () => T): T {
  const key = Symbol.for(`@busbar/client/${name}`);
  const existing: unknown = Reflect.get(globalThis, key);
  if (existing !== undefined) return existing as T;
  const value = make();
  Object.defineProperty(globalThis, key, { value });
  return value;
}
