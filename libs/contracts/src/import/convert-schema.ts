import { isMap, SourceDocument, type Path, type Problem } from '@busbar/problem';
import {
  canonical,
  checkContainment,
  type Draft,
  isAtLeast,
  type Json,
  type JsonObject,
  type Located,
  pathOf,
  SchemaDocument,
  SchemaError,
} from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import { accepts, checkProfile, definitionName, isDefinitionName, KEYWORDS } from '../schema';
import { areAlike, both, either, isAnnotation, kindOfSchema, typesOf, withNull } from './combine-schemas';
import { importProblem, type ImportProblemCode } from './import-problems';
import { ownKeywords, type OwnKeywords } from './own-keywords';
import { pascalCase } from './pascal-case';
import { unsaidDifferences } from './unsaid-differences';
import { type Conversion, isSayable, Unsayable } from './unsayable';

export interface ConvertedSchema {
  /** Absent when the problems have errors. */
  readonly schema?: JsonSchema;
  readonly problems: readonly Problem[];
}

/**
 * A JSON Schema of any draft as the schema of a contract, within the profile. What the profile says in another way is said in that
 * way: `$defs`, `id`, exclusive limits of Draft-04, `anyOf` with null, constants in a `oneOf`, `allOf`, unions that a field
 * tells apart. Each keyword that it cannot say is a problem at the keyword's place that tells what was done.
 *
 * @param start where in the document the schema of the data is
 */
export function convertSchema(document: SourceDocument, start: Path, draft: Draft): ConvertedSchema {
  try {
    const converted = new SchemaConversion(document, new SchemaDocument(document.value, draft)).convert(start);
    if (!converted.schema || start.length > 0) return converted;
    const { schema, problems } = converted;
    return { schema, problems: [...problems, ...unsaidDifferences(document, draft, schema, problems)] };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const at = document.at(error.path.split('/').slice(1));
    return { problems: [importProblem('import/not-a-schema', at, error.message, 'Correct the schema.')] };
  }
}

/** Converts what stands in one document. Each schema is looked at once, however often it is referred to. */
export class SchemaConversion {
  readonly #problems: Problem[] = [];
  readonly #document: SourceDocument;
  readonly #source: SchemaDocument;
  /** Conversions, before their last touches. */
  readonly #known = new Map<Json, Conversion>();
  readonly #open = new Set<Json>();
  readonly #names = new Map<Json, string>();
  readonly #definitions = new Map<string, Conversion>();
  /** Conversions whose type nothing says, but other keywords imply. */
  readonly #implied = new WeakSet<JsonSchema>();

  constructor(document: SourceDocument, source: SchemaDocument) {
    this.#document = document;
    this.#source = source;
  }

  get draft(): Draft {
    return this.#source.draft;
  }

  convert(start: Path): ConvertedSchema {
    let root = this.#source.root;
    for (const step of start) root = this.#source.below(root, [step], (root.schema as JsonObject)[step] ?? null);
    const converted = this.#body(this.schema(root));
    if (converted instanceof Unsayable) this.#reportRoot(start, converted.reason);
    else if (!converted.oneOf && !(typesOf(converted).length === 1 && converted.type === 'object'))
      this.#reportRoot(start, `it is of the type ${typesOf(converted).join(' or ') || 'of a constant'}`);
    if (converted instanceof Unsayable || this.#problems.some(({ severity }) => severity === 'error'))
      return { problems: this.#problems };
    const definitions = this.#usedDefinitions(converted);
    const { $schema: _, ...rest } = converted;
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...rest,
      ...(definitions.length > 0 && { definitions: Object.fromEntries(definitions) }),
    };
    this.#reportUnused(root);
    const outside = checkProfile(new SourceDocument('draft.schema.json', JSON.stringify(schema)));
    for (const { message, fix } of outside)
      this.#problems.push(importProblem('import/not-a-schema', this.#document.at(start), message, fix));
    return { ...(outside.length === 0 && { schema }), problems: this.#problems };
  }

  /** A schema as a contract has it where it stands; a reference stays one. */
  schema(located: Located): Conversion {
    const converted = this.#finished(this.#loose(located), located);
    const name = this.#names.get(located.schema);
    if (name !== undefined && !this.#definitions.has(name)) this.#definitions.set(name, converted);
    return converted;
  }

  /** A keyword of a schema and what happened to it. */
  report(code: ImportProblemCode, located: Located, keyword: Path, message: string, fix = FIXES[code] ?? ''): void {
    this.#problems.push(importProblem(code, this.#document.atKey([...pathTo(located), ...keyword]), message, fix));
  }

  below(located: Located, steps: readonly (string | number)[], schema: Json): Located {
    return this.#source.below(located, steps, schema);
  }

  /** Before its last touches, so that what is combined can still bring what it refers to. */
  #loose(located: Located): Conversion {
    const { schema } = located;
    if (schema === true || (isMap(schema) && Object.keys(schema).length === 0)) return Unsayable.anything;
    if (schema === false) return Unsayable.nothing;
    if (!isMap(schema)) throw new SchemaError('This is not a schema.', pathOf(located));
    const known = this.#known.get(schema);
    if (known) return known;
    if (this.#open.has(schema)) return new Unsayable('it is defined by itself');
    this.#open.add(schema);
    const converted = this.#combined(located, schema as JsonObject);
    this.#open.delete(schema);
    this.#known.set(schema, converted);
    return converted;
  }

  #combined(located: Located, schema: JsonObject): Conversion {
    const reference = schema['$ref'];
    const own = ownKeywords(this, located, typeof reference === 'string' && !isAtLeast(this.draft, '2019-09'));
    if (own.isTypeImplied) this.#implied.add(own.schema);
    let result: Conversion = own.schema;
    const add = (part: Conversion, keyword: string): void => {
      if (result instanceof Unsayable) return;
      if (!(part instanceof Unsayable)) result = this.#both(result, part, located, keyword);
      else if (keyword === '$ref' || part.accepts === 'none') result = part;
      else if (part.accepts === 'some')
        this.report(
          'import/accepts-more',
          located,
          [keyword],
          `"${keyword}" was left out: in one of its schemas, ${part.reason}.`,
        );
    };
    if (typeof reference === 'string') add(this.#reference(reference, located), '$ref');
    const all = schema['allOf'];
    if (Array.isArray(all))
      for (const [index, one] of (all as Json[]).entries()) add(this.#loose(this.below(located, ['allOf', index], one)), 'allOf');
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const branches = schema[keyword];
      if (!Array.isArray(branches)) continue;
      const base: Conversion = result;
      if (!isSayable(base)) break;
      result = this.#alternatives(located, keyword, branches as Json[], base, own);
    }
    if (!(result instanceof Unsayable) && isAnnotation(result) && result.$ref === undefined) return Unsayable.anything;
    return result;
  }

  /** Both of two schemas; a reference that nothing stands beside stays one. */
  #both(a: JsonSchema, b: JsonSchema, located: Located, keyword: string): Conversion {
    const lost = (what: string): void => {
      const code = isAnnotation({ [what]: '' }) ? 'import/says-less' : 'import/accepts-more';
      this.report(code, located, [keyword], `"${what}" of "${keyword}" was left out: it cannot be said beside what is there.`);
    };
    if (b.$ref !== undefined && isAnnotation(a)) {
      for (const what of Object.keys(a))
        this.report('import/says-less', located, [what], `"${what}" was left out: a contract has nothing beside "$ref".`);
      return b;
    }
    if (a.$ref !== undefined && canonical(a) === canonical(b)) return a;
    let [left, right] = [this.#body(a), this.#body(b)];
    if (!isSayable(left) || !isSayable(right)) return a;
    const isImplied = this.#implied.has(left) && (right.type === undefined || this.#implied.has(right));
    if (areDisjoint(left, right)) {
      // A type that only other keywords imply is none beside one that is said: they say nothing about it.
      if (this.#implied.has(right)) right = withoutType(right);
      else if (this.#implied.has(left)) left = withoutType(left);
      else return Unsayable.nothing;
    }
    const merged = both(left, right, lost);
    if (isImplied) this.#implied.add(merged);
    return merged;
  }

  /** What a reference stands for; other schemas as they are. */
  #body(schema: Conversion): Conversion {
    let found = schema;
    for (let hops = 0; !(found instanceof Unsayable) && found.$ref !== undefined && hops < 100; hops++)
      found = this.#definitions.get(definitionName(found.$ref) ?? '') ?? new Unsayable('it is defined by itself');
    return found;
  }

  #reference(reference: string, located: Located): Conversion {
    let target: Located;
    try {
      target = this.#source.resolve(reference, located);
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      return new Unsayable(`"$ref" leads to ${JSON.stringify(reference)}, which is not in this file`);
    }
    const { schema } = target;
    if (!isMap(schema)) return this.schema(target);
    let name = this.#names.get(schema as Json);
    if (name === undefined) {
      name = this.#freeName(reference);
      this.#names.set(schema as Json, name);
      // What refers to itself from within is given its name when it is done.
      if (!this.#open.has(schema as Json)) this.schema(target);
    }
    const body = this.#definitions.get(name);
    return body instanceof Unsayable ? body : { $ref: `#/definitions/${name}` };
  }

  #freeName(reference: string): string {
    const last = /[^/#]*$/.exec(reference)?.[0] ?? '';
    const wanted = /^[A-Z][A-Za-z0-9]*$/.test(last) ? last : pascalCase(last) || 'Root';
    for (let count = 1; ; count++) {
      const name = count === 1 ? wanted : `${wanted}${count}`;
      if (isDefinitionName(name) && ![...this.#names.values()].includes(name)) return name;
    }
  }

  /** `anyOf` and `oneOf`: null, lists of constants, unions that a field tells apart; else what the branches have in common. */
  #alternatives(
    located: Located,
    keyword: 'anyOf' | 'oneOf',
    given: readonly Json[],
    base: JsonSchema,
    own: OwnKeywords,
  ): Conversion {
    const branches = given.map((schema, index) => this.#loose(this.below(located, [keyword, index], schema)));
    const unsayable = branches.find((branch) => branch instanceof Unsayable && branch.accepts !== 'none') as
      Unsayable | undefined;
    if (unsayable) {
      if (unsayable.accepts !== 'all' || keyword === 'oneOf')
        this.report('import/accepts-more', located, [keyword], `"${keyword}" was left out: in one branch, ${unsayable.reason}.`);
      return base;
    }
    const sayable = branches.filter(isSayable);
    if (sayable.length === 0) return Unsayable.nothing;
    const isNull = (branch: JsonSchema): boolean => {
      const body = this.#body(branch);
      return !(body instanceof Unsayable) && (body.type === 'null' || (body.const === null && 'const' in body));
    };
    const rest = sayable.filter((branch) => !isNull(branch));
    const hasNull = rest.length < sayable.length;
    const [first, ...others] = rest;
    if (!first) return this.#both(base, { type: 'null' }, located, keyword);
    const reported = this.#problems.length;
    const chosen: Conversion =
      others.length === 0 ? this.#both(base, first, located, keyword) : this.#oneOfSeveral(located, keyword, rest, base, own);
    if (!isSayable(chosen)) return hasNull ? this.#both(base, { type: 'null' }, located, keyword) : chosen;
    const isSaid = this.#problems.slice(reported).some(({ code }) => code === 'import/accepts-more');
    if (keyword === 'oneOf' && !chosen.oneOf && !isSaid && !this.#areApart(given))
      this.report(
        'import/accepts-more',
        located,
        [keyword],
        'The draft also accepts values that several branches of "oneOf" accept.',
      );
    if (!hasNull) return chosen;
    const body = this.#body(chosen);
    if (body instanceof Unsayable) return body;
    if (!body.oneOf) return withNull(body);
    this.report(
      'import/accepts-less',
      located,
      [keyword],
      `Null was left out of "${keyword}": a union of a contract cannot be null.`,
    );
    return chosen;
  }

  /** Whether no value is in two of the branches, as the engine of containment proves it. */
  #areApart(branches: readonly Json[]): boolean {
    if (branches.length > MOST_BRANCHES) return false;
    const root = this.#source.root.schema as JsonObject;
    const around = Object.fromEntries(
      ['definitions', '$defs'].flatMap((name) => (root[name] === undefined ? [] : [[name, root[name]]])),
    );
    return branches.every((one, index) =>
      branches.slice(index + 1).every((other) => {
        try {
          return (
            checkContainment({ ...around, allOf: [one, other] }, { not: {} }, { draft: this.draft, steps: 500, attempts: 0 })
              .verdict === 'contained'
          );
        } catch (error) {
          // A reference that leads elsewhere.
          if (error instanceof SchemaError) return false;
          throw error;
        }
      }),
    );
  }

  #oneOfSeveral(
    located: Located,
    keyword: string,
    branches: readonly JsonSchema[],
    base: JsonSchema,
    own: OwnKeywords,
  ): Conversion {
    const bodies = branches.map((branch) => this.#body(branch)).filter(isSayable);
    const union = this.#union(located, keyword, branches, base, own.discriminator);
    if (union) return union;
    const [first = {}, ...others] = bodies;
    const [alike, different] = [[first], [] as JsonSchema[]];
    for (const other of others) (areAlike(first, other) ? alike : different).push(other);
    const isList = alike.every((one) => one.enum !== undefined || one.const !== undefined);
    const merged = alike.reduce(either);
    if (different.length > 0) {
      const types = [...new Set(different.map(kindOfSchema))].join(' and ');
      this.report(
        'import/accepts-less',
        located,
        [keyword],
        `Of "${keyword}" only ${kindOfSchema(first) ?? ''} was kept: a field of a contract has one type, not ${types} too.`,
      );
    }
    if (isList && alike.some(({ title, description }) => (title ?? description) !== undefined))
      this.report(
        'import/says-less',
        located,
        [keyword],
        `What "${keyword}" says of each value was left out: the values of an enum have no words.`,
      );
    if (alike.length > 1 && !(isList && alike.every(isPlainList)))
      this.report(
        'import/accepts-more',
        located,
        [keyword],
        `The branches of "${keyword}" were merged into what they have in common: no field with a constant text tells them apart.`,
      );
    return this.#both(base, merged, located, keyword);
  }

  /** The branches as a union, when a field that each requires has a constant text of its own in each. */
  #union(
    located: Located,
    keyword: string,
    branches: readonly JsonSchema[],
    base: JsonSchema,
    named: OwnKeywords['discriminator'],
  ): JsonSchema | undefined {
    const {
      title,
      description,
      'x-extensible': extensible,
      'x-classification': classification,
      'x-discriminator': _,
      ...demands
    } = base;
    const isBare = isAnnotation(demands) || canonical(demands) === canonical({ type: 'object' });
    const full = branches.map((branch) => {
      const body = this.#body(branch);
      if (body instanceof Unsayable) return undefined;
      const whole = isBare ? body : this.#both(demands, body, located, keyword);
      return isSayable(whole) ? whole : undefined;
    });
    const tags = named ? [named.field] : Object.keys(full[0]?.properties ?? {});
    for (const tag of tags) {
      const values = full.map(
        (body, index) => tagValue(body, tag) ?? (named && named.values[definitionName(branches[index]?.$ref ?? '') ?? '']),
      );
      const isSound = values.every(
        (value, index) => value !== undefined && full[index]?.type === 'object' && full[index]?.required?.includes(tag),
      );
      if (!isSound || new Set(values).size < values.length) continue;
      return {
        ...(title !== undefined && { title }),
        ...(description !== undefined && { description }),
        ...(classification !== undefined && { 'x-classification': classification }),
        oneOf: full.map((body = {}, index) => {
          const branch = branches[index];
          if (isBare && branch?.$ref !== undefined && body.properties?.[tag]?.const !== undefined) return branch;
          const { [tag]: old, ...properties } = body.properties ?? {};
          const said = old?.description === undefined ? {} : { description: old.description };
          return { ...body, properties: { [tag]: { const: values[index], ...said }, ...properties } };
        }),
        'x-discriminator': tag,
        ...(extensible !== undefined && { 'x-extensible': extensible }),
      };
    }
    return undefined;
  }

  /** Takes back what makes no sense in a contract, now that all is there. */
  #finished(converted: Conversion, located: Located): Conversion {
    if (converted instanceof Unsayable || converted.$ref !== undefined || converted.oneOf) return converted;
    const { required, enum: values, ...rest } = converted;
    const result: Record<string, unknown> = { ...rest };
    const types = typesOf(converted);
    for (const keyword of Object.keys(rest)) {
      const of = KEYWORDS[keyword]?.of;
      if (of && !of.some((type) => types.includes(type))) Reflect.deleteProperty(result, keyword);
    }
    if (types.length === 0 && converted.const === undefined) return new Unsayable('values of any type are allowed there');
    if (required) {
      const [there, missing] = parted(required, (name) => Object.hasOwn(converted.properties ?? {}, name));
      for (const name of missing)
        this.report(
          'import/accepts-more',
          located,
          ['required'],
          `"${name}" was left out of "required": the draft has no such field.`,
        );
      if (there.length > 0 || required.length === 0) result['required'] = there;
    }
    if (values) {
      const sayable = values.filter((value) => accepts({}, rest, value));
      if (sayable.length < values.length)
        this.report(
          'import/accepts-less',
          located,
          ['enum'],
          `${values.length - sayable.length} of the values of "enum" were left out: the rest of the schema, as a contract has it, refuses them.`,
        );
      if (sayable.length === 0) return new Unsayable('none of its values can be in a contract');
      result['enum'] = sayable;
    }
    for (const [lower, upper] of RANGES) {
      const [least, most] = [converted[lower], converted[upper]];
      if (least !== undefined && most !== undefined && least > most) return new Unsayable(`"${lower}" is above "${upper}"`);
    }
    return inOrder(result);
  }

  #usedDefinitions(root: JsonSchema): [string, JsonSchema][] {
    const used = new Set<string>();
    const open: unknown[] = [root];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (typeof one !== 'object' || one === null) continue;
      const name = isMap(one) && typeof one['$ref'] === 'string' ? definitionName(one['$ref']) : undefined;
      if (name !== undefined && !used.has(name)) {
        used.add(name);
        open.push(this.#definitions.get(name));
      }
      open.push(...Object.values(one));
    }
    return [...this.#definitions].flatMap(([name, definition]): [string, JsonSchema][] => {
      if (!used.has(name) || !isSayable(definition)) return [];
      // The address is that of the whole, when the whole is a definition too.
      const { $id: _, ...rest } = definition;
      return [[name, rest]];
    });
  }

  /** Definitions of the root that nothing refers to. */
  #reportUnused(root: Located): void {
    for (const keyword of ['definitions', '$defs']) {
      const definitions = isMap(root.schema) ? root.schema[keyword] : undefined;
      if (!isMap(definitions)) continue;
      for (const [name, definition] of Object.entries(definitions)) {
        if (this.#names.has(definition as Json) || this.#known.has(definition as Json)) continue;
        this.report('import/says-less', root, [keyword, name], `The definition "${name}" was left out: nothing refers to it.`);
      }
    }
  }

  #reportRoot(start: Path, reason: string): void {
    this.#problems.push(
      importProblem(
        'import/not-a-schema',
        this.#document.at(start),
        `This is no schema of the data of an event: ${reason}.`,
        'Give the schema of an object with fields.',
      ),
    );
  }
}

/** Of more, their tags alone tell whether they are apart. */
const MOST_BRANCHES = 12;

const RANGES = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;

/** Whether no type is one of both. */
function areDisjoint(a: JsonSchema, b: JsonSchema): boolean {
  const isNumeric = (type: string): boolean => type === 'integer' || type === 'number';
  const [mine, others] = [typesOf(a), typesOf(b)];
  if (mine.length === 0 || others.length === 0) return false;
  return !mine.some((type) => others.includes(type) || (isNumeric(type) && others.some(isNumeric)));
}

function withoutType({ type: _, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

/** What to do about what was left out. */
const FIXES: Partial<Record<ImportProblemCode, string>> = {
  'import/accepts-more': 'Say it with the keywords of contracts, or in the description.',
  'import/accepts-less': 'Change the draft if events need it.',
  'import/field-left-out': 'Add the field to the draft under a name and of a type that contracts have, if events need it.',
  'import/says-less': 'Nothing, or say it in the description.',
};

/** The constant text that a branch has in a field. */
function tagValue(body: JsonSchema | undefined, tag: string): string | undefined {
  const field = body?.properties?.[tag];
  const value = field?.const ?? (field?.enum?.length === 1 ? field.enum[0] : undefined);
  return typeof value === 'string' ? value : undefined;
}

/** Constants, and words about them: their list says all of it. */
function isPlainList({ type: _type, enum: _enum, const: _const, ...rest }: JsonSchema): boolean {
  return isAnnotation(rest);
}

const ORDER = ['$schema', '$id', 'title', 'type', 'description', 'required', 'properties'];

/** Keywords in the order that contracts have them. */
function inOrder(schema: Record<string, unknown>): JsonSchema {
  const first = ORDER.filter((keyword) => Object.hasOwn(schema, keyword)).map((keyword) => [keyword, schema[keyword]]);
  return { ...Object.fromEntries(first), ...schema } as JsonSchema;
}

function parted<Item>(items: readonly Item[], isIn: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isIn), items.filter((item) => !isIn(item))];
}

/** Keys and indexes from the root of the document. */
function pathTo({ from }: Located): Path {
  return from ? [...pathTo(from.parent), ...from.steps] : [];
}
