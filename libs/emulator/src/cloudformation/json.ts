import type { Json, JsonObject } from './model';
import { TemplateError, type TemplatePlace } from './template-error';

/** Levels of nesting that a template or manifest may have; real ones stay under 30. */
const DEEPEST = 100;

/**
 * Parses JSON from disk, refusing what could hurt the code that walks it: nesting deeper than 100 levels and the key `__proto__`.
 *
 * @throws TemplateError at `place`
 */
export function parseJson(text: string, place: TemplatePlace): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TemplateError(place, `This is not JSON: ${reason}.`, 'Synthesize the assembly again.');
  }
  // Breadth first with an explicit list: recursion is what a hostile file attacks.
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      throw new TemplateError(place, `It is nested deeper than ${DEEPEST} levels.`, 'Flatten the properties.');
    }
    const next: Json[] = [];
    for (const item of level) {
      if (item === null || typeof item !== 'object') continue;
      if (!isList(item) && Object.hasOwn(item, '__proto__')) {
        throw new TemplateError(place, 'It has a key "__proto__".', 'Rename the key.');
      }
      for (const child of Object.values<Json>(item as JsonObject)) next.push(child);
    }
    level = next;
  }
  return value;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property `key`; never one that objects inherit (`constructor`). */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** What a value is, for messages: `a list`, `the string "abc"`. Long strings are cut. */
export function describe(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (isList(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value)
      .slice(0, 3)
      .map((key) => `"${key}"`);
    return keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
  }
  if (typeof value === 'string') return `the string "${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  return `${typeof value === 'number' ? 'the number' : 'the value'} ${String(value)}`;
}

export function below(place: TemplatePlace, key: string | number): TemplatePlace {
  return { ...place, path: place.path === undefined ? String(key) : `${place.path}.${key}` };
}

export function expectObject(value: Json | undefined, place: TemplatePlace): JsonObject {
  if (isObject(value)) return value;
  throw new TemplateError(place, `An object is needed here; found ${describe(value)}.`, 'Correct its shape.');
}

export function expectList(value: Json | undefined, place: TemplatePlace): readonly Json[] {
  if (isList(value)) return value;
  throw new TemplateError(place, `A list is needed here; found ${describe(value)}.`, 'Correct its shape.');
}

export function expectText(value: Json | undefined, place: TemplatePlace): string {
  if (typeof value === 'string') return value;
  throw new TemplateError(place, `A string is needed here; found ${describe(value)}.`, 'Correct its shape.');
}

/** A string, number or boolean as CloudFormation writes it into a string. */
export function expectScalar(value: Json | undefined, place: TemplatePlace): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(place, `A string, number or boolean is needed here; found ${describe(value)}.`, 'Correct its shape.');
}
