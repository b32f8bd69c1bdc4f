import type { JsonSchema } from '../model';
import { propertyOf, type AllOf, type Constraints, type Origin, type TypeConstraints } from './constraints';
import { lastStep } from './discriminator';
import type { ImportReport } from './import-report';
import { whyNoField, type Branches, type BranchReader } from './read-branches';
import { Unsupported, type Conversion } from './unsupported';
import type { SchemaWriter } from './write-schema';
import { constraintsOf, withAnnotations, withNull } from './written-keywords';

/** Writes objects: fields, maps, and unions that a field tells apart. */
export class ObjectWriter {
  readonly #reader: BranchReader;
  readonly #report: ImportReport;
  readonly #schemas: SchemaWriter;

  constructor(reader: BranchReader, report: ImportReport, schemas: SchemaWriter) {
    this.#reader = reader;
    this.#report = report;
    this.#schemas = schemas;
  }

  write(branches: readonly Constraints[], read: Branches, hasNull: boolean, origin: Origin | undefined): Conversion {
    const [only, ...others] = branches;
    const union = others.length > 0 ? this.#union(branches, read) : undefined;
    if (union) {
      if (hasNull && origin)
        this.#report.add(
          'import/accepts-less',
          origin.located,
          origin.keyword,
          'Null was left out: a union of objects in a contract cannot be null.',
        );
      return union;
    }
    if (only && others.length === 0) return this.#object(constraintsOf('object', [only]), hasNull, origin);
    const merged = this.#object(constraintsOf('object', branches), hasNull, origin);
    if (!(merged instanceof Unsupported) && origin)
      this.#report.add(
        'import/accepts-more',
        origin.located,
        origin.keyword,
        `The branches of "${String(origin.keyword.at(-1) ?? 'oneOf')}" were merged into what they have in common: no field with a constant string tells them apart.`,
      );
    return merged;
  }

  /** The branches as a union, when a field that each requires has a constant string of its own in each. */
  #union(branches: readonly Constraints[], { discriminator }: Branches): JsonSchema | undefined {
    const objects = constraintsOf('object', branches);
    const tags = discriminator ? [discriminator.field] : [...(objects[0]?.required?.keys() ?? [])];
    for (const tag of tags) {
      const values = branches.map((branch, index) => {
        const object = objects[index];
        if (!object?.required?.has(tag) || !object.properties?.has(tag)) return undefined;
        const named = discriminator?.values[lastStep(branch.reference?.text ?? '')];
        return this.#reader.constantOf(propertyOf(object, tag)) ?? named;
      });
      if (values.includes(undefined) || new Set(values).size < values.length) continue;
      const written = branches.map((branch, index) => this.#branch(branch, tag, values[index] ?? ''));
      const kept = written.filter((one): one is JsonSchema => !(one instanceof Unsupported));
      if (kept.length === 0) return undefined;
      return { oneOf: kept, 'x-discriminator': tag };
    }
    return undefined;
  }

  #branch(branch: Constraints, tag: string, value: string): Conversion {
    const object = constraintsOf('object', [branch]);
    const constant = object[0] && this.#reader.constantOf(propertyOf(object[0], tag));
    if (branch.reference && constant !== undefined && branch.types.size === 1) {
      const reference = this.#schemas.refer(branch.reference);
      const body = this.#schemas.resolved(reference);
      // What is still being written holds this union.
      if (!(reference instanceof Unsupported) && (body === Unsupported.circular || hasTag(body, tag))) return reference;
    }
    const written = this.#object(object, false, undefined);
    if (written instanceof Unsupported) return written;
    const { [tag]: old, ...properties } = Object.fromEntries(Object.entries(written.properties ?? {}));
    const words = old?.description === undefined ? {} : { description: old.description };
    return withAnnotations({ ...written, properties: { [tag]: { const: value, ...words }, ...properties } }, branch.annotations);
  }

  /** One object; of several, what they have in common. */
  #object(alternatives: readonly TypeConstraints[], hasNull: boolean, origin: Origin | undefined): Conversion {
    const [first, ...others] = alternatives;
    if (!first) return Unsupported.nothing('no value is allowed there');
    const required = new Map([...(first.required ?? [])].filter(([name]) => others.every((one) => one.required?.has(name))));
    const fields = this.#fields(alternatives, required, origin);
    if (fields instanceof Unsupported) return fields;
    const map = this.#map(alternatives);
    // A field that a map requires has a schema of its own in a contract, the same one.
    for (const name of map ? required.keys() : []) if (map && !fields.has(name)) fields.set(name, map);
    const missing = [...required].filter(([name]) => !fields.has(name));
    for (const [name, located] of missing)
      this.#report.add(
        'import/accepts-more',
        located,
        ['required'],
        `"${name}" was left out of "required": the draft has no such field.`,
      );
    const there = [...required.keys()].filter((name) => fields.has(name));
    if (!map && alternatives.every(saysNothing)) this.#reportFieldless(origin);
    const hasProperties = alternatives.some(({ properties }) => properties !== undefined) || fields.size > 0;
    return {
      type: withNull('object', hasNull),
      ...(there.length > 0 && { required: there }),
      ...(hasProperties && { properties: Object.fromEntries(fields) }),
      ...(map && { additionalProperties: map }),
    };
  }

  #fields(
    alternatives: readonly TypeConstraints[],
    required: ReadonlyMap<string, unknown>,
    origin: Origin | undefined,
  ): Map<string, JsonSchema> | Unsupported {
    const fields = new Map<string, JsonSchema>();
    for (const name of new Set(alternatives.flatMap(({ properties }) => [...(properties?.keys() ?? [])]))) {
      const having = alternatives.filter((one) => one.properties?.has(name));
      const choices = this.#distinct(having.map((one) => propertyOf(one, name)));
      const written = this.#schemas.write(choices, choices.length > 1 ? origin : undefined);
      if (!(written instanceof Unsupported)) {
        fields.set(name, written);
        continue;
      }
      if (written.accepts === 'none' && required.has(name) && alternatives.length === 1)
        return Unsupported.nothing(whyNoField(name, written.reason), written.origin ?? placeOf(choices));
      this.#reportField(name, choices, written);
    }
    return fields;
  }

  /** Of an object that is open in JSON Schema, which for a contract has no fields. */
  #reportFieldless(origin: Origin | undefined): void {
    if (origin)
      this.#report.add(
        'import/accepts-less',
        origin.located,
        origin.keyword,
        'No fields are named here: the draft accepts only an object without any.',
      );
  }

  #reportField(name: string, choices: readonly AllOf[], { reason }: Unsupported): void {
    const place = placeOf(choices);
    if (place)
      this.#report.add('import/field-left-out', place.located, [], `The field ${JSON.stringify(name)} was left out: ${reason}.`);
  }

  /** The schema of a map's values; undefined when there is none, or a contract cannot have it. */
  #map(alternatives: readonly TypeConstraints[]): JsonSchema | undefined {
    const [pattern, ...others] = alternatives.flatMap((one) => one.patterns ?? []);
    const additional = alternatives.flatMap((one) => (one.additional ? [one.additional] : []));
    const open = additional.filter((all) => !all.some(({ schema }) => schema === false));
    if (!pattern) return open.length > 0 ? this.#valuesOf(open) : undefined;
    const isMap = others.length === 0 && open.length === 0;
    const keywords = pattern.schema.from?.parent;
    if (keywords)
      this.#report.add(
        isMap ? 'import/accepts-more' : 'import/accepts-less',
        keywords,
        ['patternProperties'],
        isMap
          ? '"patternProperties" became a map: the draft accepts any names in it.'
          : '"patternProperties" was left out: a map of a contract has one schema for all that is in it.',
      );
    return isMap ? this.#valuesOf([[pattern.schema]]) : undefined;
  }

  #valuesOf(schemas: readonly AllOf[]): JsonSchema | undefined {
    const [at] = schemas[0] ?? [];
    const written = this.#schemas.write(this.#distinct(schemas));
    if (!(written instanceof Unsupported)) return written;
    if (at && written.accepts !== 'none')
      this.#report.add(
        'import/accepts-less',
        at,
        [],
        written.accepts === 'all'
          ? '"additionalProperties" was left out: publishers are held to the fields of a contract; consumers ignore others.'
          : `The schema of other properties was left out: ${written.reason}.`,
      );
    return undefined;
  }

  #distinct(schemas: readonly AllOf[]): AllOf[] {
    return [...new Map(schemas.map((all) => [this.#reader.keyOf(all), all])).values()];
  }
}

/** Where a field stands; what another schema says of it has no place of its own. */
function placeOf([all = []]: readonly AllOf[]): Origin | undefined {
  const located = all.find(({ schema }) => schema !== false) ?? all[0];
  return located && { located, keyword: [] };
}

/** Whether an object may have any fields, and names none. */
function saysNothing({ properties, patterns, additional }: TypeConstraints): boolean {
  return !properties && !patterns && !additional;
}

function hasTag(body: Conversion, tag: string): boolean {
  return !(body instanceof Unsupported) && body.properties?.[tag]?.const !== undefined;
}
