import type { JsonSchema } from '../model';
import { resolve } from './references';

/** A field of an event's data with the classification that it, or what it stands in, has. */
export interface ClassifiedField {
  /** With dots; lists and maps are looked through: `lines.description`. */
  readonly field: string;
  readonly classification: string;
}

/** The classified fields of a contract that hold values, each once, in the order of the schema. */
export function classifiedFields(root: JsonSchema): readonly ClassifiedField[] {
  const found = new Map<string, ClassifiedField>();
  const visit = (
    given: JsonSchema,
    path: readonly string[],
    inherited: string | undefined,
    within: ReadonlySet<JsonSchema>,
  ): void => {
    const schema = resolve(root, given);
    if (!schema || within.has(schema)) return;
    const inside = new Set([...within, schema]);
    const classification = given['x-classification'] ?? schema['x-classification'] ?? inherited;
    const below = [...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
    for (const one of below) visit(one, path, classification, inside);
    if (schema.additionalProperties) visit(schema.additionalProperties, [...path, '*'], classification, inside);
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      visit(property, [...path, name], classification, inside);
    const isLeaf = below.length === 0 && schema.properties === undefined && schema.additionalProperties === undefined;
    if (!isLeaf || classification === undefined) return;
    const field = path.join('.');
    found.set(`${field} ${classification}`, { field, classification });
  };
  visit(root, [], undefined, new Set());
  return [...found.values()];
}
