import { isHazardous } from '@busbar/schema-containment/regular-expression';
import { compareText } from '@busbar/problem';
import { formats, typeOf } from '@busbar/contracts';
import {
  INTEGER_RANGE,
  resolveType,
  type ArrayType,
  type EnumType,
  type EventModel,
  type IntegerType,
  type NumberType,
  type ObjectType,
  type StringType,
  type Type,
  type UnionType,
  type View,
} from '../src/model';
import type { CorpusIssue } from './corpus-case';
import { canonical, type Json } from './json-text';

/**
 * Says what is wrong with data by the model, in the plainest way. It is what the corpus expects of every language; tests hold it
 * to the contracts' own check and to Ajv.
 */
export function checkData(model: EventModel, data: Json, view: View): CorpusIssue[] {
  const check = new Check(model, view);
  check.value(model.data, data, '');
  return check.issues.sort((a, b) => compareText(a.path, b.path) || compareText(a.keyword, b.keyword));
}

type JsonObject = Readonly<Record<string, Json>>;

class Check {
  readonly issues: CorpusIssue[] = [];
  readonly #model: EventModel;
  readonly #view: View;

  constructor(model: EventModel, view: View) {
    this.#model = model;
    this.#view = view;
  }

  value(given: Type, value: Json, path: string): void {
    const type = resolveType(this.#model, given);
    switch (type.kind) {
      case 'nullable':
        if (value !== null) this.value(type.type, value, path);
        return;
      case 'string':
        if (this.#is(typeof value === 'string', path)) this.#text(type, value as string, path);
        return;
      case 'integer':
        if (this.#is(isInteger(value), path)) this.#integer(type, value as number | bigint, path);
        return;
      case 'number':
        if (this.#is(isNumber(value), path)) this.#number(type, Number(value), path);
        return;
      case 'boolean':
        this.#is(typeof value === 'boolean', path);
        return;
      case 'scalars': {
        const branch = type.branches.find(({ kind }) => isOf(kind, value));
        if (branch) this.value(branch, value, path);
        else this.#report(path, 'type');
        return;
      }
      case 'null':
        this.#is(value === null, path);
        return;
      case 'const':
        if (type.type !== undefined && !isOf(type.type, value)) this.#report(path, 'type');
        else if (value !== type.value) this.#report(path, 'const');
        return;
      case 'enum':
        this.#enum(type, value, path);
        return;
      case 'array':
        if (this.#is(Array.isArray(value), path)) this.#array(type, value as readonly Json[], path);
        return;
      case 'map':
        if (!this.#is(isObject(value), path)) return;
        for (const [key, member] of Object.entries(value as JsonObject)) this.value(type.values, member, step(path, key));
        return;
      case 'object':
        if (this.#is(isObject(value), path)) this.#object(type, value as JsonObject, path);
        return;
      case 'union':
        if (this.#is(isObject(value), path)) this.#union(type, value as JsonObject, path);
        return;
      case 'any':
        return;
    }
  }

  #text({ minLength, maxLength, pattern, format }: StringType, value: string, path: string): void {
    const length = Array.from(value).length;
    if (minLength !== undefined && length < minLength) this.#report(path, 'minLength');
    if (maxLength !== undefined && length > maxLength) this.#report(path, 'maxLength');
    // A pattern that takes too long for longer strings is not searched for in them.
    const isSearched = pattern !== undefined && !(maxLength !== undefined && length > maxLength && isHazardous(pattern));
    if (isSearched && !new RegExp(pattern, 'u').test(value)) this.#report(path, 'pattern');
    if (format !== undefined && !formats[format as keyof typeof formats](value)) this.#report(path, 'format');
  }

  #integer(type: IntegerType, given: number | bigint, path: string): void {
    const value = BigInt(given);
    const { least, most } = INTEGER_RANGE[type.width];
    if (value < least || value > most) {
      this.#report(path, value < least ? 'minimum' : 'maximum');
      return;
    }
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = type;
    if (minimum !== undefined && value < minimum) this.#report(path, 'minimum');
    if (maximum !== undefined && value > maximum) this.#report(path, 'maximum');
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) this.#report(path, 'exclusiveMinimum');
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) this.#report(path, 'exclusiveMaximum');
    if (multipleOf !== undefined && value % multipleOf !== 0n) this.#report(path, 'multipleOf');
  }

  #number({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: NumberType, value: number, path: string): void {
    if (minimum !== undefined && value < minimum) this.#report(path, 'minimum');
    if (maximum !== undefined && value > maximum) this.#report(path, 'maximum');
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) this.#report(path, 'exclusiveMinimum');
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) this.#report(path, 'exclusiveMaximum');
    if (multipleOf !== undefined && value % multipleOf !== 0) this.#report(path, 'multipleOf');
  }

  #enum({ values, extensible, base }: EnumType, value: Json, path: string): void {
    const before = this.issues.length;
    this.value(base, value, path);
    if (this.issues.slice(before).some(({ keyword }) => keyword === 'type')) return;
    const isOpen = extensible && this.#view === 'consumer';
    if (!isOpen && !values.includes(value as string)) this.#report(path, 'enum');
  }

  #array({ items, minItems, maxItems, uniqueItems }: ArrayType, value: readonly Json[], path: string): void {
    if (minItems !== undefined && value.length < minItems) this.#report(path, 'minItems');
    if (maxItems !== undefined && value.length > maxItems) this.#report(path, 'maxItems');
    const before = this.issues.length;
    value.forEach((item, index) => this.value(items, item, `${path}/${index}`));
    const isRepeating = uniqueItems && this.issues.length === before && new Set(value.map(canonical)).size < value.length;
    if (isRepeating) this.#report(path, 'uniqueItems');
  }

  #object({ properties, rest }: ObjectType, value: JsonObject, path: string): void {
    const known = new Map(properties.map((property) => [property.name, property.type]));
    for (const { name, required } of properties) {
      if (required && !Object.hasOwn(value, name)) this.#report(step(path, name), 'required');
    }
    for (const [name, member] of Object.entries(value)) {
      const type = known.get(name) ?? rest;
      if (type) this.value(type, member, step(path, name));
      else if (this.#view === 'publisher') this.#report(step(path, name), 'additionalProperties');
    }
  }

  #union({ tag, extensible, alternatives }: UnionType, value: JsonObject, path: string): void {
    const found = Object.hasOwn(value, tag) ? value[tag] : undefined;
    if (found === undefined) this.#report(step(path, tag), 'required');
    else if (typeof found !== 'string') this.#report(step(path, tag), 'type');
    else {
      const alternative = alternatives.find((one) => one.value === found);
      if (alternative) this.value(alternative.type, value, path);
      else if (!extensible || this.#view === 'publisher') this.#report(step(path, tag), 'oneOf');
    }
  }

  #is(holds: boolean, path: string): boolean {
    if (!holds) this.#report(path, 'type');
    return holds;
  }

  #report(path: string, keyword: string): void {
    this.issues.push({ path, keyword });
  }
}

function isNumber(value: Json): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value));
}

function isInteger(value: Json): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function isOf(type: 'string' | 'integer' | 'number' | 'boolean', value: Json): boolean {
  if (type === 'integer') return isInteger(value);
  return type === 'number' ? isNumber(value) : typeof value === type;
}

function isObject(value: Json): value is JsonObject {
  return typeof value !== 'bigint' && typeOf(value) === 'object';
}

function step(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
