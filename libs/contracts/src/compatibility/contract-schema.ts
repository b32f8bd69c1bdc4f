import { canonical, isObject, type Json, type JsonObject, own } from '@busbar/schema-containment';

/** Reads single keywords of a contract's schema. What has another shape than it should counts as absent. */

/** What stands under a keyword such as `properties`, by name. */
export type Members = ReadonlyMap<string, Json>;

export function membersOf(schema: JsonObject, keyword: string): Map<string, Json> {
  const members = own(schema, keyword);
  return new Map(isObject(members) ? Object.keys(members).map((name) => [name, own(members, name) ?? null]) : []);
}

export function requiredOf(schema: JsonObject): readonly string[] {
  const required = own(schema, 'required');
  return Array.isArray(required) ? required.map(String) : [];
}

export function isRequired(schema: JsonObject, name: string): boolean {
  return requiredOf(schema).includes(name);
}

export function isOpen(schema: JsonObject): boolean {
  return own(schema, 'x-extensible') === true;
}

export function listedValues(schema: JsonObject): readonly Json[] | undefined {
  const value = own(schema, 'const');
  if (value !== undefined) return [value];
  const listed = own(schema, 'enum');
  return Array.isArray(listed) ? (listed as readonly Json[]) : undefined;
}

export function typesOf(schema: JsonObject): Set<string> {
  const type = own(schema, 'type');
  return new Set(type === undefined ? [] : [type].flat().map(String));
}

/** No types are all types; integers are numbers. */
export function covers(types: ReadonlySet<string>, type: string): boolean {
  return types.size === 0 || types.has(type) || (type === 'integer' && types.has('number'));
}

export function without(values: readonly Json[], others: readonly Json[]): readonly Json[] {
  const texts = new Set(others.map(canonical));
  return values.filter((value) => !texts.has(canonical(value)));
}

export function pick(schema: JsonObject, keywords: readonly string[]): JsonObject {
  return Object.fromEntries(
    keywords.flatMap((keyword) => {
      const value = own(schema, keyword);
      return value === undefined ? [] : [[keyword, value]];
    }),
  );
}

/** Without what is undefined. */
export function optional(values: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

export function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
