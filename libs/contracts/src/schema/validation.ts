import { isMap } from '@busbar/problem';
import { formats, isFormatName } from '@busbar/schema-containment';
import { findsIn, isHazardous } from '@busbar/schema-containment/regular-expression';
import { integerRange } from './integer-range';
import { issue, pointer, sortIssues } from './issues';
import type { Issue, JsonSchema, JsonType } from '../model';
import { resolve } from './references';

/**
 * Everything that is wrong with the data of an event in the publisher view: objects are closed, enums are as listed, whole
 * numbers are those that every language keeps (`integerRange`). Empty for valid data. The schema must be within the profile.
 *
 * Interprets the schema: a configuration holds a hundred examples, each checked once, and compiling two dozen validators
 * for them takes ten times as long as reading everything else. Publishers have compiled ones in their bindings; a test
 * holds the two to the same verdicts.
 */
export function validateData(contract: { readonly schema: JsonSchema }, data: unknown): Issue[] {
  const validation = new Validation(contract.schema);
  validation.check(contract.schema, data, '');
  return sortIssues(validation.issues);
}

/** Whether a schema that stands in `root` (whose definitions it may refer to) accepts a value. */
export function accepts(root: JsonSchema, schema: JsonSchema, value: unknown): boolean {
  const validation = new Validation(root);
  validation.check(schema, value, '');
  return validation.issues.length === 0;
}

export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' || typeof value === 'string' ? (typeof value as JsonType) : 'object';
}

class Validation {
  readonly issues: Issue[] = [];
  readonly #root: JsonSchema;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  check(given: JsonSchema, value: unknown, path: string): void {
    const schema = resolve(this.#root, given);
    if (!schema) return;
    if (schema.oneOf) {
      this.#checkUnion(schema, value, path);
      return;
    }
    const type = typeOf(value);
    if (schema.type !== undefined) {
      const types = [schema.type].flat();
      if (!types.includes(type) && !(type === 'integer' && types.includes('number'))) {
        this.#report(path, 'type', { type: schema.type });
        return;
      }
    }
    if (schema.enum && !schema.enum.some((allowed) => equal(allowed, value))) {
      this.#report(path, 'enum', { allowedValues: schema.enum });
    }
    if (schema.const !== undefined && !equal(schema.const, value)) this.#report(path, 'const', { allowedValue: schema.const });
    if (typeof value === 'string') this.#checkText(schema, value, path);
    else if (typeof value === 'number') this.#checkNumber(schema, value, path);
    else if (Array.isArray(value)) this.#checkArray(schema, value, path);
    else if (isMap(value)) this.#checkObject(schema, value, path);
  }

  #checkUnion(schema: JsonSchema, value: unknown, path: string): void {
    const tag = schema['x-discriminator'] ?? '';
    if (!isMap(value)) {
      this.#report(path, 'type', { type: 'object' });
      return;
    }
    const found = Object.hasOwn(value, tag) ? value[tag] : undefined;
    if (typeof found !== 'string') {
      if (found === undefined) this.#report(pointer(path, tag), 'required', {});
      else this.#report(pointer(path, tag), 'type', { type: 'string' });
      return;
    }
    const branch = schema.oneOf?.find((one) => resolve(this.#root, one)?.properties?.[tag]?.const === found);
    if (branch) this.check(branch, value, path);
    else this.#report(pointer(path, tag), 'oneOf', {});
  }

  #checkObject(schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: string): void {
    for (const name of schema.required ?? []) {
      if (!Object.hasOwn(value, name)) this.#report(pointer(path, name), 'required', {});
    }
    for (const [name, member] of Object.entries(value)) {
      const property =
        schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : schema.additionalProperties;
      if (property) this.check(property, member, pointer(path, name));
      else this.#report(pointer(path, name), 'additionalProperties', {});
    }
  }

  #checkArray(schema: JsonSchema, value: readonly unknown[], path: string): void {
    if (schema.minItems !== undefined && value.length < schema.minItems)
      this.#report(path, 'minItems', { limit: schema.minItems });
    if (schema.maxItems !== undefined && value.length > schema.maxItems)
      this.#report(path, 'maxItems', { limit: schema.maxItems });
    if (schema.uniqueItems && new Set(value.map(canonical)).size < value.length) this.#report(path, 'uniqueItems', {});
    const items = schema.items;
    if (items) value.forEach((item, index) => this.check(items, item, pointer(path, index)));
  }

  #checkText(schema: JsonSchema, value: string, path: string): void {
    const { minLength, maxLength, pattern, format } = schema;
    const length = minLength !== undefined || maxLength !== undefined ? codePoints(value) : 0;
    const isTooLong = maxLength !== undefined && length > maxLength;
    if (minLength !== undefined && length < minLength) this.#report(path, 'minLength', { limit: minLength });
    if (isTooLong) this.#report(path, 'maxLength', { limit: maxLength });
    // A pattern that takes too long for longer texts is not searched for in them, here as in the bindings.
    if (pattern !== undefined && !(isTooLong && isHazardous(pattern)) && findsIn(pattern, value) !== true)
      this.#report(path, 'pattern', { pattern });
    if (format !== undefined && isFormatName(format) && !formats[format](value)) this.#report(path, 'format', { format });
  }

  #checkNumber(schema: JsonSchema, value: number, path: string): void {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
    const isInteger = [schema.type].flat().includes('integer') && !schema.enum && schema.const === undefined;
    const { least, most } = isInteger ? integerRange(schema) : { least: -Infinity, most: Infinity };
    if (value < least || value > most) {
      // It has lost digits: nothing else that is said of it would be about the number that was meant.
      this.#report(path, value < least ? 'minimum' : 'maximum', { limit: BigInt(value < least ? least : most) });
      return;
    }
    if (minimum !== undefined && value < minimum) this.#report(path, 'minimum', { limit: minimum });
    if (maximum !== undefined && value > maximum) this.#report(path, 'maximum', { limit: maximum });
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
      this.#report(path, 'exclusiveMinimum', { limit: exclusiveMinimum });
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
      this.#report(path, 'exclusiveMaximum', { limit: exclusiveMaximum });
    if (multipleOf !== undefined && value % multipleOf !== 0) this.#report(path, 'multipleOf', { multipleOf });
  }

  #report(path: string, keyword: string, params: Readonly<Record<string, unknown>>): void {
    this.issues.push(issue(path, keyword, params));
  }
}

function equal(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b));
}

/** JSON with sorted keys: equal texts for equal values. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
