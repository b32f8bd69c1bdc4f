import { isMap } from '@busbar/problem';
import type { JsonSchema, JsonType } from '../model';
import { isDefinitionName, isFieldName } from '../schema';
import { largestEvent, personalDataIn } from '../lint';
import { inferText } from './infer-text';
import { inferUnion } from './infer-union';
import { type Kind, kindOf, mostFrequentKind } from './kinds';
import { greatest, roomFor } from './limits';

type Data = Readonly<Record<string, unknown>>;

/** Deeper values are not described: the draft could not be read again. */
const DEEPEST = 60;
/** An event that is billed ten times is too large for a guess. */
const MOST_BYTES = 9 * 65_536;

/**
 * The narrowest draft that a person would write down for these events: fields and whether all have them, types, formats, enums,
 * maps, unions that a field tells apart. Limits leave room above what was seen, as much as an event on the bus may be large.
 * Strings, numbers and booleans at one place are a union; otherwise the more frequent type is taken, and what the draft refuses for that
 * is reported.
 *
 * Every description begins with "TODO": the samples do not say what things mean, and `docs/unfinished-text` names each.
 */
export function inferSchema(events: readonly Data[]): JsonSchema {
  for (const headroom of [4, 2]) {
    const schema = new Inference(headroom).root(events);
    const bytes = largestEvent(schema);
    if (bytes <= MOST_BYTES || bytes === Infinity) return schema;
  }
  return new Inference(1).root(events);
}

class Inference {
  readonly #headroom: number;

  constructor(headroom: number) {
    this.#headroom = headroom;
  }

  root(events: readonly Data[]): JsonSchema {
    return { $schema: 'http://json-schema.org/draft-07/schema#', ...this.#object(undefined, events, 0) };
  }

  /** What values at one place have in common. */
  #schema(field: string | undefined, values: readonly unknown[], depth: number): JsonSchema {
    const present = values.filter((value) => value !== null);
    const hasNull = present.length < values.length;
    const kind = mostFrequentKind(present);
    const alike = present.filter((value) => kindOf(value) === kind || (isScalar(kind) && isScalar(kindOf(value))));
    const schema = alike.every((value) => kindOf(value) === kind)
      ? this.#ofKind(field, kind, alike, depth, hasNull)
      : this.#scalars(alike);
    return hasNull && kind !== 'null' ? withNull(schema) : schema;
  }

  #ofKind(field: string | undefined, kind: Kind, values: readonly unknown[], depth: number, hasNull: boolean): JsonSchema {
    switch (kind) {
      case 'string':
        return inferText(field, values as string[], this.#headroom);
      case 'number':
        return inferNumber(values as number[]);
      case 'array':
        return this.#array(field, values as unknown[][], depth);
      case 'object':
        // A union cannot be null.
        return this.#object(field, values as Data[], depth, hasNull);
      default:
        return { type: kind };
    }
  }

  /** A union of strings, numbers and booleans. A list of values would be one for all of them. */
  #scalars(values: readonly unknown[]): JsonSchema {
    const of = (kind: Kind): unknown[] => values.filter((value) => kindOf(value) === kind);
    const [strings, numbers, booleans] = [of('string') as string[], of('number') as number[], of('boolean')];
    const schemas: JsonSchema[] = [
      ...(strings.length > 0 ? [inferText(undefined, strings, this.#headroom, false)] : []),
      ...(numbers.length > 0 ? [inferNumber(numbers)] : []),
      ...(booleans.length > 0 ? [{ type: 'boolean' } as const] : []),
    ];
    return Object.assign({}, ...schemas, { type: schemas.map(({ type }) => type) }) as JsonSchema;
  }

  #array(field: string | undefined, lists: readonly (readonly unknown[])[], depth: number): JsonSchema {
    const items = lists.flat();
    const longest = greatest(lists.map((list) => list.length));
    return {
      type: 'array',
      ...(items.length > 0 && depth < DEEPEST && { items: this.#schema(field, items, depth + 1) }),
      maxItems: roomFor(longest, this.#headroom, 20),
    };
  }

  #object(field: string | undefined, objects: readonly Data[], depth: number, noUnion = false): JsonSchema {
    if (depth >= DEEPEST) return { type: 'object', properties: {} };
    if (depth > 0 && isMapLike(objects)) {
      const values = objects.flatMap((one) => Object.values(one));
      return { type: 'object', additionalProperties: this.#schema(field, values, depth + 1) };
    }
    const union = noUnion ? undefined : inferUnion(objects);
    if (!union) return this.#fields(objects, depth);
    return {
      oneOf: [...union.branches].map(([tag, ofBranch]) => {
        const branch = this.#fields(ofBranch, depth + 1);
        const properties = { ...branch.properties, [union.tag]: { const: tag } };
        return { ...branch, description: `TODO: say what "${tag}" is.`, properties };
      }),
      'x-discriminator': union.tag,
      'x-extensible': true,
    };
  }

  #fields(objects: readonly Data[], depth: number): JsonSchema {
    const values = new Map<string, unknown[]>();
    for (const one of objects) {
      for (const [name, value] of Object.entries(one)) {
        if (!isFieldName(name)) continue;
        const list = values.get(name);
        if (list) list.push(value);
        else values.set(name, [value]);
      }
    }
    const required = [...values].filter(([, found]) => found.length === objects.length).map(([name]) => name);
    return {
      type: 'object',
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(
        [...values].map(([name, found]) => [name, described(name, found, objects.length, this.#schema(name, found, depth + 1))]),
      ),
    };
  }
}

function withNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, ...rest } = schema;
  return { type: [...([type].flat() as JsonType[]), 'null'], ...(values && { enum: [...values, null] }), ...rest };
}

function isScalar(kind: Kind): boolean {
  return kind === 'string' || kind === 'number' || kind === 'boolean';
}

const INT64 = 2 ** 63;

/** Whole numbers stay within what JavaScript keeps exactly; ids beyond are the 64-bit integers of other languages. */
function inferNumber(values: readonly number[]): JsonSchema {
  const most = greatest(values.map(Math.abs));
  if (!values.every(Number.isInteger) || most >= INT64) return { type: 'number' };
  const limit = most > Number.MAX_SAFE_INTEGER ? INT64 : Number.MAX_SAFE_INTEGER;
  return { type: 'integer', minimum: -limit, maximum: limit };
}

/** The schema of a field with what only a person can say marked, and with what may help that person. */
function described(name: string, values: readonly unknown[], of: number, schema: JsonSchema): JsonSchema {
  const isLeaf = schema.properties === undefined && schema.oneOf === undefined;
  const classification = isLeaf ? personalDataIn(name, schema) : undefined;
  const evidence = [
    ...(values.length < of ? [`${values.length} of ${of} have it.`] : []),
    ...(schema.enum ? [`The samples have ${schema.enum.length} values.`] : []),
    ...(schema.maxLength === undefined ? [] : ['The greatest length is a guess.']),
  ];
  const { type, ...rest } = schema;
  return {
    ...(type !== undefined && { type }),
    description: [`TODO: say what "${name}" is.`, ...evidence].join(' '),
    ...rest,
    ...(classification !== undefined && { 'x-classification': classification }),
  };
}

/** What keys of maps look like, and names hardly ever do: ids, numbers, days, mail addresses. */
function isDataLike(key: string): boolean {
  return !isDefinitionName(key) || (key.match(/\d/g)?.length ?? 0) >= 4;
}

const FEW_OBJECTS = 4;
const MANY_KEYS = 8;

/**
 * Objects whose keys are data: all look like it, or no key is in more than half of several objects. The values must be of one
 * kind, since a map has one schema for all.
 */
function isMapLike(objects: readonly Data[]): boolean {
  const counts = new Map<string, number>();
  const kinds = new Set<Kind>();
  for (const one of objects) {
    for (const [key, value] of Object.entries(one)) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (value !== null) kinds.add(kindOf(value));
      if (kinds.size > 1) return false;
    }
  }
  if (counts.size === 0) return false;
  if ([...counts.keys()].every(isDataLike)) return true;
  return (
    objects.length >= FEW_OBJECTS &&
    counts.size >= MANY_KEYS &&
    [...counts.values()].every((count) => count * 2 <= objects.length) &&
    // The branches of a union have few keys in common too, but many of each.
    objects.filter(isMap).every((one) => Object.keys(one).length * 2 <= counts.size)
  );
}
