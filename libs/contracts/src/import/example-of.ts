import { checkContainment, knowledgeOf } from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import { accepts, definitionName, resolve } from '../schema';

export interface MadeExample {
  readonly name: string;
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Valid data of a contract's schema: one example with every field, and one for each further branch of the unions that are
 * fields of the event, or the event itself. None when a value cannot be found.
 */
export function examplesOf(root: JsonSchema): MadeExample[] {
  const unions = root.oneOf
    ? [{ field: undefined, union: root }]
    : Object.entries(root.properties ?? {}).flatMap(([field, given]) => {
        const union = resolve(root, given);
        return union?.oneOf ? [{ field, union }] : [];
      });
  const choices = [{ field: undefined as string | undefined, union: undefined as JsonSchema | undefined, branch: 0 }];
  for (const { field, union } of unions)
    for (let branch = 1; branch < (union.oneOf?.length ?? 0); branch++) choices.push({ field, union, branch });
  return choices.flatMap(({ field, union, branch }) => {
    const data = new ExampleMaker(root, union, branch).make();
    if (!accepts(root, root, data)) return [];
    const tag = resolve(root, union?.oneOf?.[branch] ?? {})?.properties?.[union?.['x-discriminator'] ?? '']?.const;
    if (typeof tag !== 'string') return [{ name: 'every-field', summary: 'Made up: every field that the event can have.', data }];
    const words = [field ?? 'event', tag]
      .join('-')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-');
    return [{ name: words, summary: `Made up: the ${field ?? 'event'} "${tag}".`, data }];
  });
}

const FEW = 3;

class ExampleMaker {
  readonly #root: JsonSchema;
  readonly #union: JsonSchema | undefined;
  readonly #branch: number;

  constructor(root: JsonSchema, union: JsonSchema | undefined, branch: number) {
    this.#root = root;
    this.#union = union;
    this.#branch = branch;
  }

  make(): Readonly<Record<string, unknown>> {
    return this.#value(this.#root, []) as Readonly<Record<string, unknown>>;
  }

  #value(given: JsonSchema, within: readonly string[]): unknown {
    const inside = given.$ref === undefined ? within : [...within, definitionName(given.$ref) ?? ''];
    const schema = resolve(this.#root, given) ?? {};
    if (schema.oneOf) return this.#ofUnion(schema, schema.oneOf, inside);
    const [shown] = (schema.examples ?? []).filter((example) => accepts(this.#root, schema, example));
    if (shown !== undefined) return shown;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    const [type] = [schema.type ?? []].flat();
    if (type === 'object') return this.#ofObject(schema, inside);
    if (type === 'array') return this.#ofArray(schema, inside);
    return simple(schema) ?? found(schema);
  }

  #ofUnion(union: JsonSchema, branches: readonly JsonSchema[], within: readonly string[]): unknown {
    const isChosen = union === this.#union;
    // Of a union that holds itself, a branch that does not.
    const index = isChosen
      ? this.#branch
      : branches.findIndex((branch) => !within.includes(definitionName(branch.$ref ?? '') ?? ''));
    return this.#value(branches[Math.max(0, index)] ?? {}, within);
  }

  #ofObject(schema: JsonSchema, within: readonly string[]): unknown {
    const fields = Object.entries(schema.properties ?? {}).filter(
      ([name, field]) => schema.required?.includes(name) || !this.#isRepeating(field, within),
    );
    const entries = fields.map(([name, field]) => [name, this.#value(field, within)]);
    if (fields.length === 0 && schema.additionalProperties && !this.#isRepeating(schema.additionalProperties, within))
      entries.push(['key', this.#value(schema.additionalProperties, within)]);
    return Object.fromEntries(entries);
  }

  #ofArray(schema: JsonSchema, within: readonly string[]): unknown {
    const { items } = schema;
    const count = Math.max(schema.minItems ?? 0, !items || this.#isRepeating(items, within) || schema.maxItems === 0 ? 0 : 1);
    if (!items || (schema.uniqueItems && count > 1) || count > 1_000) return found(schema);
    return Array.from({ length: count }, () => this.#value(items, within));
  }

  #isRepeating(schema: JsonSchema, within: readonly string[]): boolean {
    const name = definitionName(schema.$ref ?? '');
    return within.length > FEW || (name !== undefined && within.includes(name));
  }
}

/** What a person would write down first. */
function simple(schema: JsonSchema): unknown {
  const {
    minimum = -Infinity,
    exclusiveMinimum = -Infinity,
    multipleOf = 1,
    format,
    minLength = 0,
    maxLength = Infinity,
  } = schema;
  const least = Math.max(minimum, exclusiveMinimum);
  const texts = [
    ...(format === undefined ? [] : knowledgeOf(format).samples),
    'text',
    'x'.repeat(Math.min(minLength, 1_000)),
    ''.padEnd(Math.min(maxLength, 1), 'x'),
  ];
  const numbers = [1, Math.ceil(least), Math.floor(least) + 1, Math.ceil(least / multipleOf) * multipleOf, schema.maximum];
  const candidates: readonly unknown[] = [...texts, ...numbers, true, null];
  return candidates.find((value) => value !== undefined && accepts({}, schema, value));
}

/** What the engine finds when it looks for a value that nothing refuses. */
function found(schema: JsonSchema): unknown {
  const search = checkContainment(schema, false);
  return search.verdict === 'broken' ? search.counterexample : undefined;
}
