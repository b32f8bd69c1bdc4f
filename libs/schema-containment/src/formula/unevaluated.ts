import type { Compilation } from './compile';
import { hasKeyword, type Located } from '../schema';
import type { Formula } from './formula';
import { isObject, type Json, type JsonObject, own } from '../json';
import type { Pattern } from '../regular-expression';

/** What has been looked at, when `unevaluatedProperties` or `unevaluatedItems` is about the rest. */
export interface Evaluated {
  readonly everything: boolean;
  readonly names: readonly string[];
  readonly patterns: readonly Pattern[];
  /** Number of items from the first on. */
  readonly items: number;
  /** Items that match one of these. */
  readonly matching: readonly Formula[];
}

/** What is evaluated, for the values of `when`. */
export interface Case {
  readonly when: Formula;
  readonly evaluated: Evaluated;
}

const NOTHING: Evaluated = { everything: false, names: [], patterns: [], items: 0, matching: [] };
const MAXIMUM_CASES = 64;
const MAXIMUM_NESTING = 20;

/**
 * Which properties or items the keywords of a schema evaluate, case by case: which of its subschemas hold decides. The cases
 * cover every value. Undefined when there are too many, or when what a reference means depends on the way that led to it.
 */
export function evaluations(
  compilation: Compilation,
  schema: JsonObject,
  located: Located,
  depth: number,
  kind: 'items' | 'properties',
): readonly Case[] | undefined {
  try {
    return new Evaluations(compilation, depth, kind).ofSchema(schema, located, 0, true);
  } catch (error) {
    if (error instanceof TooManyCases) return undefined;
    throw error;
  }
}

class TooManyCases extends Error {}

class Evaluations {
  readonly #compilation: Compilation;
  readonly #depth: number;
  readonly #kind: 'items' | 'properties';

  constructor(compilation: Compilation, depth: number, kind: 'items' | 'properties') {
    this.#compilation = compilation;
    this.#depth = depth;
    this.#kind = kind;
  }

  ofSchema(schema: Json, located: Located, nesting: number, outermost = false): readonly Case[] {
    const { formulas } = this.#compilation;
    if (!isObject(schema)) return [{ when: formulas.true, evaluated: NOTHING }];
    if (nesting > MAXIMUM_NESTING || own(schema, '$dynamicRef') !== undefined || own(schema, '$recursiveRef') !== undefined) {
      throw new TooManyCases();
    }
    let cases: readonly Case[] = [{ when: formulas.true, evaluated: this.#here(schema, located, outermost) }];
    const reference = own(schema, '$ref');
    if (typeof reference === 'string') {
      const target = this.#compilation.document.resolve(reference, located);
      cases = this.#both(cases, this.ofSchema(target.schema, target, nesting + 1));
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const list = own(schema, keyword);
      if (!Array.isArray(list)) continue;
      (list as readonly Json[]).forEach((below, index) => {
        cases = this.#both(cases, this.#ofPart(below, located, [keyword, index], nesting, keyword === 'allOf'));
      });
    }
    const dependent = own(schema, 'dependentSchemas');
    for (const name of isObject(dependent) ? Object.keys(dependent) : []) {
      if (isObject(dependent)) cases = this.#both(cases, this.#ofDependent(name, dependent[name] ?? null, located, nesting));
    }
    return this.#both(cases, this.#ofCondition(schema, located, nesting));
  }

  #here(schema: JsonObject, located: Located, outermost: boolean): Evaluated {
    const has = (keyword: string): boolean => hasKeyword(this.#compilation.draft, keyword) && own(schema, keyword) !== undefined;
    if (this.#kind === 'properties') {
      const names = own(schema, 'properties');
      const patterns = own(schema, 'patternProperties');
      return {
        ...NOTHING,
        everything: has('additionalProperties') || (!outermost && has('unevaluatedProperties')),
        names: isObject(names) ? Object.keys(names) : [],
        patterns: isObject(patterns)
          ? Object.keys(patterns).map((source) => this.#compilation.pattern(source, located, 'patternProperties', source))
          : [],
      };
    }
    const items = own(schema, 'items');
    const listed = Array.isArray(items) ? items : own(schema, 'prefixItems');
    // In 2020-12, the items that `contains` matches are evaluated.
    const contained = this.#compilation.draft === '2020-12' ? own(schema, 'contains') : undefined;
    return {
      ...NOTHING,
      everything:
        (items !== undefined && !Array.isArray(items)) ||
        (Array.isArray(items) && has('additionalItems')) ||
        (!outermost && has('unevaluatedItems')),
      items: Array.isArray(listed) ? listed.length : 0,
      matching: contained === undefined ? [] : [this.#matching(contained, located)],
    };
  }

  #matching(contained: Json, located: Located): Formula {
    // Ajv 8.20 takes all items for evaluated then, or none.
    this.#compilation.contest('"unevaluatedItems" together with "contains"');
    return this.#compilation.below(located, ['contains'], contained, this.#depth + 1);
  }

  /** A subschema that evaluates something only where it holds. */
  #ofPart(
    schema: Json,
    located: Located,
    steps: readonly (string | number)[],
    nesting: number,
    certain: boolean,
  ): readonly Case[] {
    const { formulas } = this.#compilation;
    const below = this.#compilation.document.below(located, steps, schema);
    const cases = this.ofSchema(schema, below, nesting + 1);
    if (certain || cases.every(({ evaluated }) => isNothing(evaluated)))
      return certain ? cases : [{ when: formulas.true, evaluated: NOTHING }];
    const holds = this.#compilation.compile(below, this.#depth);
    return [
      ...cases.map(({ when, evaluated }) => ({ when: formulas.all([holds, when]), evaluated })),
      { when: formulas.not(holds), evaluated: NOTHING },
    ];
  }

  #ofDependent(name: string, schema: Json, located: Located, nesting: number): readonly Case[] {
    const { formulas } = this.#compilation;
    const below = this.#compilation.document.below(located, ['dependentSchemas', name], schema);
    const has = formulas.assertion(32, { name: 'has', property: name });
    return [
      ...this.ofSchema(schema, below, nesting + 1).map(({ when, evaluated }) => ({ when: formulas.all([has, when]), evaluated })),
      { when: formulas.not(has), evaluated: NOTHING },
    ];
  }

  #ofCondition(schema: JsonObject, located: Located, nesting: number): readonly Case[] {
    const { formulas } = this.#compilation;
    const condition = own(schema, 'if');
    if (condition === undefined) return [{ when: formulas.true, evaluated: NOTHING }];
    const below = this.#compilation.document.below(located, ['if'], condition);
    const holds = this.#compilation.compile(below, this.#depth);
    const branch = (keyword: string): readonly Case[] =>
      this.#ofPart(own(schema, keyword) ?? true, located, [keyword], nesting, true);
    const met = this.#both(this.ofSchema(condition, below, nesting + 1), branch('then'));
    return [
      ...met.map(({ when, evaluated }) => ({ when: formulas.all([holds, when]), evaluated })),
      ...branch('else').map(({ when, evaluated }) => ({ when: formulas.all([formulas.not(holds), when]), evaluated })),
    ];
  }

  #both(left: readonly Case[], right: readonly Case[]): readonly Case[] {
    const cases = left.flatMap((a) =>
      right.map((b) => ({
        when: this.#compilation.formulas.all([a.when, b.when]),
        evaluated: together(a.evaluated, b.evaluated),
      })),
    );
    if (cases.length > MAXIMUM_CASES) throw new TooManyCases();
    return cases.filter(({ when }) => when !== this.#compilation.formulas.false);
  }
}

function together(a: Evaluated, b: Evaluated): Evaluated {
  return {
    everything: a.everything || b.everything,
    names: [...new Set([...a.names, ...b.names])],
    patterns: [...new Set([...a.patterns, ...b.patterns])],
    items: Math.max(a.items, b.items),
    matching: [...a.matching, ...b.matching],
  };
}

function isNothing({ everything, names, patterns, items, matching }: Evaluated): boolean {
  return !everything && names.length + patterns.length + items + matching.length === 0;
}
