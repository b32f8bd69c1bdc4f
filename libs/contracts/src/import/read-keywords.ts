import { isMap, type Path } from '@busbar/problem';
import {
  canonical,
  type Draft,
  hasKeyword,
  type Json,
  type JsonObject,
  type Located,
  pathOf,
  type SchemaDocument,
  SchemaError,
} from '@busbar/schema-containment';
import type { JsonType } from '../model';
import { KEYWORDS, typeOf } from '../schema';
import {
  isAnnotationKeyword,
  VALUE_TYPES,
  type Constraints,
  type Limit,
  type TypeConstraints,
  type ValueType,
} from './constraints';
import type { ImportProblemCode } from './import-problems';
import type { ImportReport } from './import-report';
import { whyEmpty, withFittingValues } from './intersect-constraints';
import { pointerOf } from './json-pointer';
import { KEYWORD_HANDLERS } from './keyword-handlers';
import { LEFT_OUT_KEYWORDS, UNKNOWN_KEYWORD } from './left-out-keywords';
import { Unsupported } from './unsupported';

type Effect = Extract<ImportProblemCode, `import/${'accepts-more' | 'accepts-less' | 'says-less' | 'field-left-out'}`>;

/** Keywords that combine schemas, or only lead to them. */
const ELSEWHERE = new Set([
  ...['$schema', '$ref', 'allOf', 'anyOf', 'oneOf', 'definitions', '$defs', 'type', 'nullable'],
  ...['discriminator', 'x-discriminator'],
]);

/** Keywords that lead to schemas or say what they are; they count beside "$ref" too. */
const STRUCTURE = new Set(['$schema', '$ref', 'definitions', '$defs']);

const TYPES: readonly string[] = ['object', 'array', 'null', 'boolean', 'integer', 'number', 'string'];

/** Keywords that imply a type, also those that contracts do not have. */
const IMPLYING: Readonly<Partial<Record<ValueType, readonly string[]>>> = {
  object: [
    ...['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties', 'maxProperties'],
    'propertyNames',
  ],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
};

/**
 * What the keywords of one schema demand that do not combine others. What contracts cannot say is reported at its keyword.
 *
 * @param isHidden whether `$ref` makes all that stands beside it meaningless, as in the older drafts
 * @throws SchemaError for a keyword whose value makes it no schema
 */
export function readKeywords(
  source: SchemaDocument,
  report: ImportReport,
  located: Located,
  isHidden: boolean,
): Constraints | Unsupported {
  return new KeywordReading(source, report, located).read(isHidden);
}

type MutableConstraints = { -readonly [Name in keyof TypeConstraints]: TypeConstraints[Name] } & {
  readonly limits: Map<string, Limit>;
};

/** One schema while it is read; the handlers of single keywords tell it what they say. */
export class KeywordReading {
  readonly #source: SchemaDocument;
  readonly #report: ImportReport;
  readonly #located: Located;
  readonly #schema: JsonObject;
  readonly #types = new Map<ValueType, MutableConstraints>();
  readonly #annotations = new Map<string, Limit>();
  /** As the schema says them. */
  #saidTypes: readonly JsonType[] | undefined;

  constructor(source: SchemaDocument, report: ImportReport, located: Located) {
    this.#source = source;
    this.#report = report;
    this.#located = located;
    this.#schema = located.schema as JsonObject;
  }

  get draft(): Draft {
    return this.#source.draft;
  }

  read(isHidden: boolean): Constraints | Unsupported {
    if (isHidden) this.#sayHidden();
    else {
      this.#readType();
      for (const [keyword, value] of Object.entries(this.#schema)) if (!ELSEWHERE.has(keyword)) this.#keyword(keyword, value);
      const reason = this.#withoutEmptyTypes();
      if (reason !== undefined) return Unsupported.nothing(reason);
    }
    if (this.#types.size === 0) for (const type of VALUE_TYPES) this.#types.set(type, { limits: new Map() });
    return {
      types: this.#types,
      annotations: this.#annotations,
      implied: isHidden || this.#saidTypes ? new Set() : this.#impliedTypes(),
      ...(this.#saidTypes && { typedBy: this.#located }),
    };
  }

  #sayHidden(): void {
    for (const keyword of Object.keys(this.#schema))
      if (!STRUCTURE.has(keyword))
        this.say('says-less', [keyword], `"${keyword}" was left out: nothing beside "$ref" counts in ${this.draft}.`);
  }

  #readType(): void {
    const { type } = this.#schema;
    const said = type === undefined ? undefined : [type as string | readonly string[]].flat();
    if (said && !(said.length > 0 && said.every((one) => TYPES.includes(one))))
      this.refuse('type', `one of ${TYPES.join(', ')}, or a list of those`);
    this.#saidTypes = said as JsonType[] | undefined;
    for (const one of said ?? VALUE_TYPES)
      this.#types.set(one === 'integer' ? 'number' : (one as ValueType), { limits: new Map() });
    // OpenAPI 3.0 has no type null.
    if (this.#isNullable) this.#types.set('null', { limits: new Map() });
    if (said?.includes('integer') && !said.includes('number')) this.limit('number', 'integer', true);
  }

  get #isNullable(): boolean {
    return this.#schema['nullable'] === true;
  }

  #impliedTypes(): Set<ValueType> {
    const implied = Object.entries(IMPLYING) as [ValueType, readonly string[]][];
    return new Set(
      implied.flatMap(([type, keywords]) => (keywords.some((keyword) => Object.hasOwn(this.#schema, keyword)) ? [type] : [])),
    );
  }

  /** Takes the types out of which no value is left; why, when that are all. */
  #withoutEmptyTypes(): string | undefined {
    const reasons: string[] = [];
    for (const [type, constraints] of [...this.#types]) {
      const fitting = { ...constraints, limits: withFittingValues(constraints.limits) };
      const reason = whyEmpty(type, fitting);
      if (reason === undefined) this.#types.set(type, { ...fitting, limits: new Map(fitting.limits) });
      else {
        this.#types.delete(type);
        // That a list has no values of a type only matters when it has none at all.
        reasons.push(Object.hasOwn(this.#schema, 'enum') || Object.hasOwn(this.#schema, 'const') ? NO_VALUES : reason);
      }
    }
    return this.#types.size === 0 ? reasons[0] : undefined;
  }

  #keyword(keyword: string, value: Json): void {
    const handler = KEYWORD_HANDLERS.get(keyword);
    const known = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    const of = typesOfKeyword(keyword);
    if (!hasKeyword(this.draft, keyword))
      this.say('says-less', [keyword], `"${keyword}" was left out: ${this.draft} does not have it.`);
    else if (of && !of.some((type) => this.#types.has(type)) && !(keyword === 'format' && this.#types.has('number')))
      this.say(
        'says-less',
        [keyword],
        `"${keyword}" was left out: it says nothing about ${this.#saidTypes?.join(' or ') ?? 'these values'}.`,
      );
    else if (handler) handler(this, keyword, value);
    else if (known?.valid(value)) this.#setLimit(keyword, value);
    else if (known?.of) this.refuse(keyword, known.accepts);
    else this.leaveOut(keyword, known ? `a contract accepts ${known.accepts} there.` : undefined);
  }

  #setLimit(keyword: string, value: Json): void {
    if (isAnnotationKeyword(keyword)) this.annotate(keyword, value);
    for (const type of typesOfKeyword(keyword) ?? []) if (value !== false) this.limit(type, keyword, value);
  }

  /** Of `type`, where the schema allows it. */
  limit(type: ValueType, keyword: string, value: unknown, as?: string): void {
    this.#types
      .get(type)
      ?.limits.set(keyword, { value, at: this.#located, ...(as !== undefined && as !== keyword && { keyword: as }) });
  }

  annotate(keyword: string, value: unknown, as = keyword): void {
    this.#annotations.set(keyword, { value, at: this.#located, keyword: as });
  }

  leaveOut(keyword: string, because?: string): void {
    const leftOut = Object.hasOwn(LEFT_OUT_KEYWORDS, keyword) ? LEFT_OUT_KEYWORDS[keyword] : undefined;
    const { effect, because: ordinary } = leftOut ?? UNKNOWN_KEYWORD;
    this.#report.add(effect, this.#located, [keyword], `"${keyword}" was left out: ${because ?? ordinary}`);
  }

  say(effect: Effect extends `import/${infer Name}` ? Name : never, keyword: Path, message: string): void {
    this.#report.add(`import/${effect}`, this.#located, keyword, message);
  }

  refuse(keyword: string, accepted: string): never {
    throw new SchemaError(
      `"${keyword}" does not accept this value; it must be ${accepted}.`,
      pathOf(this.#located) + pointerOf([keyword]),
    );
  }

  schema(steps: readonly (string | number)[], schema: Json): Located {
    if (!isMap(schema) && typeof schema !== 'boolean')
      throw new SchemaError('This is not a schema.', pathOf(this.#source.below(this.#located, steps, schema)));
    return this.#source.below(this.#located, steps, schema);
  }

  get object(): MutableConstraints | undefined {
    return this.#types.get('object');
  }

  items(path: readonly (string | number)[], schema: Json): void {
    const array = this.#types.get('array');
    if (array) array.items = [this.schema(path, schema)];
  }

  /** A schema for each place of a list; one for all if they are the same. */
  tuple(keyword: string, schemas: readonly Json[], rest: Json | undefined): void {
    const [first, ...others] = schemas;
    const isClosed = rest === false;
    const isUniform =
      first !== undefined && [...others, ...(isClosed ? [] : [rest ?? true])].every((one) => canonical(one) === canonical(first));
    const most = this.#schema['maxItems'];
    if (isClosed) this.limit('array', 'maxItems', Math.min(schemas.length, typeof most === 'number' ? most : Infinity));
    if (isUniform) this.items([keyword, 0], first);
    else this.say('accepts-more', [keyword], `"${keyword}" was left out: a list of a contract has one schema for all its items.`);
  }

  exclusive(keyword: string, inclusive: 'minimum' | 'maximum', value: Json): void {
    if (this.draft !== 'draft-04') {
      if (typeof value !== 'number') return this.refuse(keyword, 'a number');
      this.limit('number', keyword, value);
      return;
    }
    if (typeof value !== 'boolean') return this.refuse(keyword, 'true or false');
    if (!value) return;
    const limit = this.#schema[inclusive];
    if (typeof limit === 'number') this.limit('number', keyword, limit);
    else this.say('says-less', [keyword], `"${keyword}" was left out: it says nothing without "${inclusive}".`);
  }

  values(keyword: 'enum' | 'const', values: readonly Json[]): void {
    for (const [type, { limits }] of this.#types) {
      const ofType = values.filter((value) => valueTypeOf(value) === type);
      if (ofType.length === 0 && !(type === 'null' && this.#isNullable)) this.#types.delete(type);
      else if (type === 'object' || type === 'array') this.#structuredValues(keyword, type, ofType);
      else if (type !== 'null') {
        // Both stand in one schema only rarely, and then both hold.
        const before = limits.get('enum')?.value as readonly Json[] | undefined;
        const fitting = before ? ofType.filter((value) => before.some((one) => canonical(one) === canonical(value))) : ofType;
        this.limit(type, 'enum', fitting, keyword);
      }
    }
    if (this.#types.size === 0) this.#types.set('null', { limits: new Map([['enum', { value: [], at: this.#located }]]) });
  }

  #structuredValues(keyword: string, type: 'object' | 'array', values: readonly Json[]): void {
    if (values.length === 0) this.#types.delete(type);
    else
      this.say(
        'accepts-more',
        [keyword],
        `"${keyword}" was left out: the values of a contract are strings, numbers, booleans and null, not ${type}s.`,
      );
  }

  get unfitting(): string {
    return this.#saidTypes?.join(' or ') ?? '';
  }

  get saidTypes(): readonly JsonType[] | undefined {
    return this.#saidTypes;
  }

  get isNumeric(): boolean {
    return this.#saidTypes !== undefined && this.#types.has('number') && !this.#types.has('string');
  }

  get located(): Located {
    return this.#located;
  }

  beside(keyword: string): Json | undefined {
    return this.#schema[keyword];
  }
}

const NO_VALUES = 'none of its values can be in a contract';

/** The types that a keyword says something about; undefined for those that are of any type. */
function typesOfKeyword(keyword: string): ValueType[] | undefined {
  const of = KEYWORDS[keyword]?.of;
  return of && [...new Set(of.map((type) => (type === 'integer' ? 'number' : type)))];
}

export function valueTypeOf(value: unknown): ValueType {
  const type = typeOf(value);
  return type === 'integer' ? 'number' : type;
}
