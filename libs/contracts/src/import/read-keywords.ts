import { isMap, type Path } from '@busbar/problem';
import {
  canonical,
  type Draft,
  hasKeyword,
  isAtLeast,
  isFormatName,
  type Json,
  type JsonObject,
  type Located,
  pathOf,
  type SchemaDocument,
  SchemaError,
} from '@busbar/schema-containment';
import type { JsonType } from '../model';
import { isFieldName, KEYWORDS, typeOf } from '../schema';
import {
  isAnnotationKeyword,
  VALUE_TYPES,
  type AllOf,
  type Constraints,
  type Limit,
  type TypeConstraints,
  type ValueType,
} from './constraints';
import type { ImportProblemCode } from './import-problems';
import type { ImportReport } from './import-report';
import { whyEmpty, withFittingValues } from './intersect-constraints';
import { LEFT_OUT_KEYWORDS, UNKNOWN_KEYWORD } from './left-out-keywords';
import { Unsupported } from './unsupported';
import { isUsablePattern } from './usable-pattern';

type Effect = Extract<ImportProblemCode, `import/${'accepts-more' | 'accepts-less' | 'says-less' | 'field-left-out'}`>;
type Handler = (reading: KeywordReading, keyword: string, value: Json) => void;

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

class KeywordReading {
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
    const handler = HANDLERS.get(keyword);
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
    else if (known?.of) this.refuse(keyword, known.takes);
    else this.leaveOut(keyword, known ? `a contract takes ${known.takes} there.` : undefined);
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
      `${pathOf(this.#located)}/${keyword.replaceAll('~', '~0').replaceAll('/', '~1')}`,
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

function numericFormat(reading: KeywordReading, keyword: string, format: string): void {
  if (format === 'int32') {
    if (reading.beside('minimum') === undefined) reading.limit('number', 'minimum', -(2 ** 31));
    if (reading.beside('maximum') === undefined) reading.limit('number', 'maximum', 2 ** 31 - 1);
  } else if (format === 'int64')
    reading.say(
      'accepts-less',
      [keyword],
      '"format" was left out: integers of a contract stay within ±(2^53 − 1) unless "minimum" or "maximum" is beyond.',
    );
  else reading.say('says-less', [keyword], `"format" was left out: "${format}" does not limit a number.`);
}

function identifier(reading: KeywordReading, keyword: string, value: Json): void {
  if (typeof value !== 'string') reading.refuse(keyword, 'a string');
  if (keyword === 'id' && isAtLeast(reading.draft, 'draft-06')) reading.leaveOut(keyword);
  else if (reading.located.from)
    reading.say('says-less', [keyword], `"${keyword}" was left out: only a whole contract has an address.`);
  else reading.annotate('$id', value, keyword);
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    properties: (reading, keyword, value) => {
      if (!isMap(value)) return reading.refuse(keyword, 'a map of schemas');
      const properties = new Map<string, AllOf>();
      for (const [name, schema] of Object.entries(value) as [string, Json][]) {
        if (isFieldName(name)) properties.set(name, [reading.schema([keyword, name], schema)]);
        else
          reading.say(
            'field-left-out',
            [keyword, name],
            `The field ${JSON.stringify(name)} was left out: no field of a contract can have this name.`,
          );
      }
      if (reading.object) reading.object.properties = properties;
    },
    required: (reading, keyword, value) => {
      // Draft-03 had a flag in the field.
      if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
        return reading.refuse(keyword, 'a list of field names');
      if (reading.object) reading.object.required = new Map((value as readonly string[]).map((name) => [name, reading.located]));
    },
    additionalProperties: (reading, keyword, value) => {
      if (!reading.object) return;
      reading.object.additional = [reading.schema([keyword], value)];
    },
    patternProperties: (reading, keyword, value) => {
      if (!isMap(value)) return reading.refuse(keyword, 'a map of schemas');
      if (!reading.object) return;
      reading.object.patterns = (Object.entries(value) as [string, Json][]).flatMap(([pattern, schema]) =>
        isUsablePattern(pattern) ? [{ pattern, schema: reading.schema([keyword, pattern], schema) }] : [],
      );
      if (reading.object.patterns.length < Object.keys(value).length)
        reading.say('accepts-more', [keyword], '"patternProperties" was left out: not all its patterns are safe to run.');
    },
    items: (reading, keyword, value) => {
      if (Array.isArray(value)) reading.tuple(keyword, value as readonly Json[], reading.beside('additionalItems'));
      else if (Array.isArray(reading.beside('prefixItems')) && isAtLeast(reading.draft, '2020-12')) return;
      else reading.items([keyword], value);
    },
    prefixItems: (reading, keyword, value) => {
      if (!Array.isArray(value)) return reading.refuse(keyword, 'a list of schemas');
      reading.tuple(keyword, value as readonly Json[], reading.beside('items'));
    },
    additionalItems: (reading, keyword) => {
      if (!Array.isArray(reading.beside('items')))
        reading.say('says-less', [keyword], '"additionalItems" was left out: it says nothing without a list of "items".');
    },
    pattern: (reading, keyword, value) => {
      if (typeof value !== 'string') return reading.refuse(keyword, 'a string');
      const maxLength = reading.beside('maxLength');
      if (isUsablePattern(value, typeof maxLength === 'number' ? maxLength : undefined)) reading.limit('string', keyword, value);
      else
        reading.say(
          'accepts-more',
          [keyword],
          `"pattern" was left out: ${KEYWORDS['pattern']?.valid(value) ? 'some strings take a very long time to match' : 'it is not a regular expression of ECMAScript with the flag "u"'}.`,
        );
    },
    format: (reading, keyword, value) => {
      if (typeof value !== 'string') return reading.refuse(keyword, 'a string');
      if (reading.isNumeric) numericFormat(reading, keyword, value);
      else if (isFormatName(value)) reading.limit('string', keyword, value);
      else reading.say('accepts-more', [keyword], `"format" was left out: contracts do not have "${value}".`);
    },
    multipleOf: (reading, keyword, value) => {
      if (typeof value !== 'number' || value <= 0) return reading.refuse(keyword, 'a number above 0');
      if (KEYWORDS['multipleOf']?.valid(value)) reading.limit('number', keyword, value);
      else
        reading.say('accepts-more', [keyword], '"multipleOf" was left out: floating-point fractions cannot be checked exactly.');
    },
    exclusiveMinimum: (reading, keyword, value) => reading.exclusive(keyword, 'minimum', value),
    exclusiveMaximum: (reading, keyword, value) => reading.exclusive(keyword, 'maximum', value),
    enum: (reading, keyword, value) => {
      if (!Array.isArray(value) || value.length === 0) return reading.refuse(keyword, 'a list of values');
      const values = [...new Map((value as Json[]).map((one) => [canonical(one), one])).values()];
      if (values.length < value.length)
        reading.say('says-less', [keyword], 'Values that "enum" lists twice are listed once in the draft.');
      const types = reading.saidTypes;
      const fitting = values.filter(
        (one) => !types || types.includes(typeOf(one)) || (types.includes('number') && typeof one === 'number'),
      );
      if (fitting.length < values.length && !(reading.beside('nullable') === true && values.includes(null)))
        reading.say(
          'says-less',
          [keyword],
          `${values.length - fitting.length} of the values of "enum" were left out: "type" allows only ${reading.unfitting}.`,
        );
      reading.values('enum', values);
    },
    const: (reading, _keyword, value) => reading.values('const', [value]),
    id: identifier,
    $id: identifier,
    example: (reading, keyword, value) => {
      if (reading.beside('examples') === undefined) reading.annotate('examples', [value], keyword);
    },
    'x-examples': (reading, keyword, value) => {
      if (Array.isArray(value)) reading.annotate('examples', value, keyword);
      else reading.leaveOut(keyword);
    },
    'x-deprecated': (reading, keyword, value) => {
      if (typeof value === 'boolean') reading.annotate('deprecated', value, keyword);
      else reading.leaveOut(keyword);
    },
    // What the schemas of EventBridge's registry say about the event as a whole.
    'x-amazon-events-detail-type': () => undefined,
    'x-amazon-events-source': () => undefined,
  } satisfies Record<string, Handler>),
);
