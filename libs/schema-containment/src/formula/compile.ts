import {
  type Draft,
  hasKeyword,
  isAsserted,
  isAtLeast,
  isTexts,
  Keywords,
  type Located,
  pathOf,
  type SchemaDocument,
  SchemaError,
} from '../schema';
import { ALL_TYPES, type Formula, type Formulas, type Rule, type SizeRule, type TypeBit, TYPES } from './formula';
import { canonical, isObject, type Json, type JsonObject, own, step } from '../json';
import { type Expressions, Pattern } from '../regular-expression';
import { type Evaluated, evaluations } from './unevaluated';

/** What two schemas that are compared share: formulas, patterns. */
export interface CompilationContext {
  readonly formulas: Formulas;
  readonly expressions: Expressions;
  readonly patterns: Map<string, Pattern>;
  /**
   * Whether keywords beside `$ref` count up to draft-07. By the drafts they do not; Ajv and others take them at their word.
   */
  readonly besideReferences: 'ignored' | 'asserted';
  /** Where validators are known to differ, and the schemas are such a case. */
  readonly contested: Set<Contested>;
}

/** What validators read in different ways, or Ajv is known to get wrong. */
export type Contested =
  | typeof BESIDE_REFERENCES
  | '"unevaluatedItems" together with "contains"'
  // Ajv 8.20 fails cases of the official test suite about these.
  | '"$dynamicRef"'
  | '"unevaluatedProperties" and "unevaluatedItems"';
export const BESIDE_REFERENCES = 'keywords beside "$ref" up to draft-07';

/** Schema → formula. @throws SchemaError */
export function compile(document: SchemaDocument, context: CompilationContext): Formula {
  const formula = new Compilation(document, context).compile(document.root, 0);
  if (context.formulas.hasReferences) refuseEndless(formula, new Set(), new Set());
  return formula;
}

/** A schema may contain itself in what it says about a part of the value, not in what it says about the value. */
function refuseEndless(formula: Formula, above: Set<Formula>, fine: Set<Formula>): void {
  if (above.has(formula)) throw new SchemaError(ENDLESS, '');
  if (fine.has(formula)) return;
  above.add(formula);
  if (formula.kind === 'reference') refuseEndless(formula.target(), above, fine);
  else if (formula.kind === 'not') refuseEndless(formula.what, above, fine);
  else if ('parts' in formula) for (const part of formula.parts) refuseEndless(part, above, fine);
  above.delete(formula);
  fine.add(formula);
  // Parts of the value are values of their own.
  if (formula.kind === 'assertion' && 'schema' in formula.rule) refuseEndless(formula.rule.schema, new Set(), fine);
}

const ENDLESS = 'The schema refers to itself without end.';

/** Numbers by `format`, as OpenAPI has them; they are ranges. */
const NUMBER_FORMATS = new Set(['int32', 'int64', 'float', 'double']);
/** Formats that every text has. */
const FREE_FORMATS = new Set(['password', 'binary']);

export class Compilation {
  readonly document: SchemaDocument;
  readonly #context: CompilationContext;
  readonly #done = new Map<Json, Formula>();
  /** Schemas being compiled, and how many values deep each was entered. */
  readonly #entered = new Map<Json, number>();

  constructor(document: SchemaDocument, context: CompilationContext) {
    this.document = document;
    this.#context = context;
  }

  contest(what: Contested): void {
    this.#context.contested.add(what);
  }

  get formulas(): Formulas {
    return this.#context.formulas;
  }

  get draft(): Draft {
    return this.document.draft;
  }

  /** @param depth how many values this schema is below the root's value; only a schema that gets deeper may contain itself. */
  compile(located: Located, depth: number): Formula {
    const { schema } = located;
    if (typeof schema === 'boolean') return schema ? this.formulas.true : this.formulas.false;
    if (!isObject(schema)) throw new SchemaError('A schema is an object or a boolean.', pathOf(located));
    const done = this.#done.get(schema);
    if (done) return done;
    const entered = this.#entered.get(schema);
    if (entered === depth) throw new SchemaError(ENDLESS, pathOf(located));
    if (entered !== undefined) return this.formulas.reference(() => this.#done.get(schema) ?? this.formulas.true);
    this.#entered.set(schema, depth);
    const formula = this.formulas.all(this.#conditions(schema, located, depth));
    this.#entered.delete(schema);
    this.#done.set(schema, formula);
    return formula;
  }

  pattern(source: string, located: Located, ...steps: readonly string[]): Pattern {
    const known = this.#context.patterns.get(source);
    if (known) return known;
    const pattern = new Pattern(source, this.#context.expressions);
    if (!pattern.valid)
      throw new SchemaError(`${JSON.stringify(source)} is not a regular expression.`, pathOf(located) + steps.map(step).join(''));
    this.#context.patterns.set(source, pattern);
    return pattern;
  }

  /** Compiles what stands below a keyword, about the same value. */
  below(located: Located, steps: readonly (string | number)[], schema: Json, depth: number): Formula {
    return this.compile(this.document.below(located, steps, schema), depth);
  }

  #conditions(schema: JsonObject, located: Located, depth: number): Formula[] {
    const keywords = new Keywords(schema, located);
    const reference = keywords.value('$ref');
    const conditions: Formula[] = [];
    if (typeof reference === 'string') {
      conditions.push(this.compile(this.document.resolve(reference, located), depth));
      if (!isAtLeast(this.draft, '2019-09')) {
        if (Object.keys(schema).some((keyword) => keyword !== '$ref' && isAsserted(keyword))) {
          this.contest(BESIDE_REFERENCES);
        }
        if (this.#context.besideReferences === 'ignored') return conditions;
      }
    }
    conditions.push(...this.#anyType(keywords, located));
    conditions.push(...this.#combinators(keywords, located, depth));
    conditions.push(...this.#numbers(keywords), ...this.#texts(keywords, located));
    conditions.push(...this.#arrays(keywords, located, depth), ...this.#objects(keywords, located, depth));
    conditions.push(...this.#dynamic(keywords, located, depth), ...this.#unevaluated(schema, located, depth));
    return conditions;
  }

  #anyType(keywords: Keywords, located: Located): Formula[] {
    const conditions: Formula[] = [];
    const type = keywords.value('type');
    if (type !== undefined) {
      const names = [type].flat();
      if (!isTexts(names)) keywords.refuse('type', 'a type or a list of types');
      conditions.push(this.#typesNamed(names, located));
    }
    const values = keywords.list('enum');
    if (values) conditions.push(this.formulas.values(values));
    const value = this.#has('const') ? keywords.value('const') : undefined;
    if (value !== undefined) conditions.push(this.formulas.values([value]));
    return conditions;
  }

  #typesNamed(names: readonly string[], located: Located): Formula {
    let types = 0;
    for (const name of names) {
      const bit = name === 'integer' ? TYPES.number : Object.hasOwn(TYPES, name) ? TYPES[name as keyof typeof TYPES] : 0;
      if (bit === 0) throw new SchemaError(`${JSON.stringify(name)} is not a type.`, `${pathOf(located)}/type`);
      types |= bit;
    }
    const onlyIntegers = names.includes('integer') && !names.includes('number');
    return this.formulas.all([
      this.formulas.types(types),
      ...(onlyIntegers ? [this.#number({ name: 'multiple-of', divisor: 1 })] : []),
    ]);
  }

  #combinators(keywords: Keywords, located: Located, depth: number): Formula[] {
    const list = (keyword: string): Formula[] | undefined =>
      keywords.list(keyword)?.map((schema, index) => this.below(located, [keyword, index], schema, depth));
    const [all, any, one] = [list('allOf'), list('anyOf'), list('oneOf')];
    const not = this.#schemaAt('not', keywords, located, depth);
    const condition = this.#schemaAt('if', keywords, located, depth);
    return [
      ...(all ?? []),
      ...(any ? [this.formulas.any(any)] : []),
      ...(one ? [this.formulas.one(one)] : []),
      ...(not ? [this.formulas.not(not)] : []),
      ...(condition ? [this.#either(condition, keywords, located, depth)] : []),
    ];
  }

  #either(condition: Formula, keywords: Keywords, located: Located, depth: number): Formula {
    const then = this.#schemaAt('then', keywords, located, depth) ?? this.formulas.true;
    const otherwise = this.#schemaAt('else', keywords, located, depth) ?? this.formulas.true;
    return this.formulas.all([
      this.formulas.any([this.formulas.not(condition), then]),
      this.formulas.any([condition, otherwise]),
    ]);
  }

  #numbers(keywords: Keywords): Formula[] {
    const conditions: Formula[] = [];
    for (const name of ['minimum', 'maximum'] as const) {
      const exclusive = name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
      const limit = keywords.number(name);
      const isFlag = this.draft === 'draft-04';
      if (limit !== undefined) {
        conditions.push(this.#number({ name, limit, exclusive: isFlag && keywords.value(exclusive) === true }));
      }
      const strict = isFlag ? undefined : keywords.number(exclusive);
      if (strict !== undefined) conditions.push(this.#number({ name, limit: strict, exclusive: true }));
    }
    const divisor = keywords.number('multipleOf');
    if (divisor !== undefined) {
      if (divisor <= 0) keywords.refuse('multipleOf', 'a number above 0');
      conditions.push(this.#number({ name: 'multiple-of', divisor }));
    }
    return conditions;
  }

  #texts(keywords: Keywords, located: Located): Formula[] {
    const conditions = this.#limits(TYPES.string, keywords, ['minLength', 'min-length'], ['maxLength', 'max-length']);
    const pattern = keywords.text('pattern');
    if (pattern !== undefined) {
      conditions.push(this.#assert(TYPES.string, { name: 'pattern', pattern: this.pattern(pattern, located, 'pattern') }));
    }
    const format = keywords.text('format');
    if (format !== undefined) conditions.push(...this.#format(format));
    return conditions;
  }

  #format(format: string): Formula[] {
    if (FREE_FORMATS.has(format)) return [];
    if (!NUMBER_FORMATS.has(format)) return [this.#assert(TYPES.string, { name: 'format', format })];
    if (!format.startsWith('int')) return [];
    const range = format === 'int32' ? 2 ** 31 : undefined;
    return [
      this.#number({ name: 'multiple-of', divisor: 1 }),
      ...(range ? [this.#number({ name: 'minimum', limit: -range, exclusive: false })] : []),
      ...(range ? [this.#number({ name: 'maximum', limit: range - 1, exclusive: false })] : []),
    ];
  }

  #arrays(keywords: Keywords, located: Located, depth: number): Formula[] {
    const conditions = this.#limits(TYPES.array, keywords, ['minItems', 'min-items'], ['maxItems', 'max-items']);
    if (keywords.value('uniqueItems') === true) conditions.push(this.#assert(TYPES.array, { name: 'unique-items' }));
    const itemsIsList = Array.isArray(keywords.value('items'));
    if (itemsIsList && this.draft === '2020-12')
      keywords.refuse('items', 'a schema; a list of schemas is "prefixItems" in 2020-12');
    const listKeyword = this.draft === '2020-12' ? 'prefixItems' : itemsIsList ? 'items' : undefined;
    const listed = listKeyword === undefined ? [] : (keywords.list(listKeyword) ?? []);
    listed.forEach((schema, index) => {
      const item = this.below(located, [listKeyword ?? '', index], schema, depth + 1);
      conditions.push(this.#assert(TYPES.array, { name: 'item', index, schema: item }));
    });
    const restKeyword = itemsIsList ? 'additionalItems' : 'items';
    const rest = this.#schemaAt(restKeyword, keywords, located, depth + 1);
    if (rest) conditions.push(this.#assert(TYPES.array, { name: 'items', from: listed.length, schema: rest }));
    conditions.push(...this.#contains(keywords, located, depth));
    return conditions;
  }

  #contains(keywords: Keywords, located: Located, depth: number): Formula[] {
    const schema = this.#schemaAt('contains', keywords, located, depth + 1);
    if (!schema) return [];
    const min = (this.#has('minContains') ? keywords.count('minContains') : undefined) ?? 1;
    const max = this.#has('maxContains') ? keywords.count('maxContains') : undefined;
    return [
      ...(min > 0 ? [this.#assert(TYPES.array, { name: 'at-least', count: min, schema })] : []),
      ...(max !== undefined ? [this.#assert(TYPES.array, { name: 'at-most', count: max, schema })] : []),
    ];
  }

  #objects(keywords: Keywords, located: Located, depth: number): Formula[] {
    const conditions = this.#limits(
      TYPES.object,
      keywords,
      ['minProperties', 'min-properties'],
      ['maxProperties', 'max-properties'],
    );
    for (const property of this.#requiredNames(keywords)) conditions.push(this.#object({ name: 'has', property }));
    const properties = keywords.members('properties') ?? [];
    for (const [property, schema] of properties) {
      conditions.push(
        this.#object({ name: 'property', property, schema: this.below(located, ['properties', property], schema, depth + 1) }),
      );
    }
    const patterns: Pattern[] = [];
    for (const [source, schema] of keywords.members('patternProperties') ?? []) {
      const pattern = this.pattern(source, located, 'patternProperties', source);
      patterns.push(pattern);
      const formula = this.below(located, ['patternProperties', source], schema, depth + 1);
      conditions.push(this.#object({ name: 'pattern-property', pattern, schema: formula }));
    }
    const additional = this.#schemaAt('additionalProperties', keywords, located, depth + 1);
    if (additional) {
      const named = new Set(properties.map(([property]) => property));
      conditions.push(this.#object({ name: 'additional', properties: named, patterns, schema: additional }));
    }
    const names = this.#schemaAt('propertyNames', keywords, located, depth + 1);
    if (names) conditions.push(this.#object({ name: 'property-names', schema: names }));
    return [...conditions, ...this.#dependencies(keywords, located, depth)];
  }

  #requiredNames(keywords: Keywords): readonly string[] {
    return keywords.texts('required') ?? [];
  }

  #dependencies(keywords: Keywords, located: Located, depth: number): Formula[] {
    const present = ['dependencies', 'dependentRequired', 'dependentSchemas'].filter((keyword) => this.#has(keyword));
    return present.flatMap((keyword) =>
      (keywords.members(keyword) ?? []).map(([property, needed]) => {
        const has = this.#object({ name: 'has', property });
        const then = isTexts(needed)
          ? this.formulas.all(needed.map((name) => this.#object({ name: 'has', property: name })))
          : this.below(located, [keyword, property], needed, depth);
        // `has` holds for everything that is no object, and so does not say that there is a property.
        const absent = this.formulas.any([this.formulas.types(ALL_TYPES & ~TYPES.object), this.formulas.not(has)]);
        return this.formulas.any([absent, then]);
      }),
    );
  }

  #dynamic(keywords: Keywords, located: Located, depth: number): Formula[] {
    const reference = this.#has('$dynamicRef') ? keywords.text('$dynamicRef') : undefined;
    if (reference !== undefined) {
      this.contest('"$dynamicRef"');
      const target = this.document.resolveDynamic(reference, located);
      if (target) return [this.compile(target, depth)];
    }
    const recursive = this.draft === '2019-09' ? keywords.value('$recursiveRef') : undefined;
    if (reference === undefined && recursive === undefined) return [];
    return [this.#opaque(located, 'what "$dynamicRef" means depends on the way that leads to it', ...Object.values(TYPES))];
  }

  #unevaluated(schema: JsonObject, located: Located, depth: number): Formula[] {
    const holders = { items: TYPES.array, properties: TYPES.object };
    return (['unevaluatedProperties', 'unevaluatedItems'] as const).flatMap((keyword) => {
      const value = this.#has(keyword) ? own(schema, keyword) : undefined;
      if (value === undefined) return [];
      this.contest('"unevaluatedProperties" and "unevaluatedItems"');
      const rest = this.below(located, [keyword], value, depth + 1);
      if (rest === this.formulas.true) return [];
      const kind = keyword === 'unevaluatedItems' ? 'items' : 'properties';
      const cases = evaluations(this, schema, located, depth, kind);
      if (!cases) return [this.#opaque(located, `"${keyword}" depends on too many other keywords`, holders[kind])];
      return [
        this.formulas.any(cases.map(({ when, evaluated }) => this.formulas.all([when, this.#leftOver(kind, evaluated, rest)]))),
      ];
    });
  }

  #leftOver(kind: 'items' | 'properties', { everything, names, patterns, items, matching }: Evaluated, schema: Formula): Formula {
    if (everything) return this.formulas.true;
    if (kind === 'items')
      return this.#assert(TYPES.array, { name: 'items', from: items, schema: this.formulas.any([schema, ...matching]) });
    return this.#object({ name: 'additional', properties: new Set(names), patterns, schema });
  }

  #opaque(located: Located, reason: string, ...types: readonly TypeBit[]): Formula {
    // Where there are references, the whole document belongs to the meaning.
    const alone = canonical(located.schema);
    const text = /"\$(?:ref|dynamicRef|recursiveRef)"/.test(alone)
      ? `${this.draft} ${pathOf(located)} ${canonical(this.document.root.schema)}`
      : `${this.draft} ${alone}`;
    return this.formulas.all(types.map((type) => this.#assert(type, { name: 'opaque', text, reason })));
  }

  #has(keyword: string): boolean {
    return hasKeyword(this.draft, keyword);
  }

  #schemaAt(keyword: string, keywords: Keywords, located: Located, depth: number): Formula | undefined {
    const schema = this.#has(keyword) ? keywords.value(keyword) : undefined;
    return schema === undefined ? undefined : this.below(located, [keyword], schema, depth);
  }

  #limits(
    on: TypeBit,
    keywords: Keywords,
    [minKeyword, min]: [string, SizeRule],
    [maxKeyword, max]: [string, SizeRule],
  ): Formula[] {
    const least = keywords.count(minKeyword) ?? 0;
    const most = keywords.count(maxKeyword);
    return [
      ...(least > 0 ? [this.#assert(on, { name: min, limit: least })] : []),
      ...(most !== undefined ? [this.#assert(on, { name: max, limit: most })] : []),
    ];
  }

  #number(rule: Rule): Formula {
    return this.#assert(TYPES.number, rule);
  }

  #object(rule: Rule): Formula {
    return this.#assert(TYPES.object, rule);
  }

  #assert(on: TypeBit, rule: Rule): Formula {
    // What is free is no condition; so formulas stay small and equal where schemas mean the same.
    const isFree = 'schema' in rule && rule.schema === this.formulas.true && rule.name !== 'at-least' && rule.name !== 'at-most';
    if (isFree) return this.formulas.true;
    return this.formulas.assertion(on, rule);
  }
}
