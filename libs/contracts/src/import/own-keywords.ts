import { isMap } from '@busbar/problem';
import {
  canonical,
  hasKeyword,
  isAtLeast,
  isFormatName,
  type Json,
  type JsonObject,
  type Located,
  own,
  pathOf,
  SchemaError,
} from '@busbar/schema-containment';
import { isHazardous } from '@busbar/schema-containment/regular-expression';
import type { JsonSchema, JsonType } from '../model';
import { definitionName, isFieldName, KEYWORDS } from '../schema';
import { withNull } from './combine-schemas';
import type { SchemaConversion } from './convert-schema';
import { LEFT_OUT_KEYWORDS, UNKNOWN_KEYWORD } from './left-out-keywords';
import { Unsayable } from './unsayable';

/** What the keywords of one schema say that combine no others. */
export interface OwnKeywords {
  readonly schema: JsonSchema;
  /** The type is that of which other keywords say something; the schema itself says none. */
  readonly isTypeImplied: boolean;
  /** OpenAPI's `discriminator`: the field, and its values by the name of the branch. */
  readonly discriminator?: { readonly field: string; readonly values: Readonly<Record<string, string>> };
}

/** Keywords that other files read, or that only lead to schemas. */
const ELSEWHERE = new Set([
  '$schema',
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'definitions',
  '$defs',
  'type',
  'nullable',
  'discriminator',
]);
const TYPES: readonly string[] = ['object', 'array', 'null', 'boolean', 'integer', 'number', 'string'];

export function ownKeywords(conversion: SchemaConversion, located: Located, isHidden: boolean): OwnKeywords {
  return new Reading(conversion, located, isHidden).read();
}

type Handler = (reading: Reading, keyword: string, value: Json) => void;

/** One schema on its way into the profile. */
class Reading {
  readonly #conversion: SchemaConversion;
  readonly #located: Located;
  readonly #schema: JsonObject;
  readonly #isHidden: boolean;
  readonly #result: Record<string, unknown> = {};
  #types: JsonType[] = [];

  constructor(conversion: SchemaConversion, located: Located, isHidden: boolean) {
    this.#conversion = conversion;
    this.#located = located;
    this.#schema = located.schema as JsonObject;
    this.#isHidden = isHidden;
  }

  read(): OwnKeywords {
    if (this.#isHidden) {
      for (const keyword of Object.keys(this.#schema))
        if (!STRUCTURE.has(keyword))
          this.#say(
            'says-less',
            [keyword],
            `"${keyword}" was left out: nothing beside "$ref" counts in ${this.#conversion.draft}.`,
          );
      return { schema: {}, isTypeImplied: false };
    }
    this.#readType();
    for (const [keyword, value] of Object.entries(this.#schema)) if (!ELSEWHERE.has(keyword)) this.#keyword(keyword, value);
    const schema =
      this.#isNullable && this.#types.length > 0 ? withNull(this.#result as JsonSchema) : (this.#result as JsonSchema);
    const discriminator = this.#discriminator();
    const isTypeImplied = ['type', 'enum', 'const'].every((keyword) => this.#schema[keyword] === undefined);
    return { schema, isTypeImplied, ...(discriminator && { discriminator }) };
  }

  /** OpenAPI 3.0 has no type null. */
  get #isNullable(): boolean {
    return this.#schema['nullable'] === true;
  }

  #readType(): void {
    const { type } = this.#schema;
    const given = type === undefined ? undefined : [type as string | readonly string[]].flat();
    if (given && !given.every((one) => TYPES.includes(one)))
      this.#refuse('type', `one of ${TYPES.join(', ')}, or a list of those`);
    const listed = (given ?? this.#impliedTypes()) as JsonType[];
    const isBoth = listed.includes('number') && listed.includes('integer');
    const kinds = listed.filter((one) => one !== 'null' && !(isBoth && one === 'integer'));
    const [first, ...others] = kinds;
    if (others.length > 0 && given)
      this.#say(
        'accepts-less',
        ['type'],
        `Of "type" only ${first ?? ''} was kept: a field of a contract has one type, not ${others.join(', ')} too.`,
      );
    this.#types = [
      ...(first === undefined ? [] : [first]),
      ...(listed.includes('null') || (this.#isNullable && first !== undefined) ? (['null'] as const) : []),
    ];
    if (this.#types.length > 0) this.#result['type'] = this.#types.length === 1 ? this.#types[0] : this.#types;
  }

  /** Of a schema that does not say its type, what its values or other keywords tell. */
  #impliedTypes(): JsonType[] {
    const listed = this.#schema['enum'];
    if (Array.isArray(listed)) {
      const types = new Set((listed as Json[]).map(typeOfValue));
      // Texts and numbers can be listed in a contract; objects and lists cannot.
      return TYPES.filter((type) => types.has(type as JsonType)).reverse() as JsonType[];
    }
    if (this.#schema['const'] !== undefined) return [];
    const implied = Object.entries(IMPLYING).find(([, keywords]) =>
      keywords.some((keyword) => Object.hasOwn(this.#schema, keyword)),
    );
    if (!implied) return [];
    if (this.#located.from && !isTyped(this.#schema) && !this.#isTypedAround())
      this.#say('accepts-less', [], `Without "type" values of any type were allowed; the draft takes ${implied[0]}s only.`);
    return [implied[0] as JsonType];
  }

  /** Whether the schema is a part of one that says its type elsewhere. */
  #isTypedAround(): boolean {
    const { parent, steps } = this.#located.from ?? { steps: [] };
    return ['allOf', 'anyOf', 'oneOf'].includes(String(steps[0])) && isTyped(parent?.schema);
  }

  #keyword(keyword: string, value: Json): void {
    const { draft } = this.#conversion;
    const handler = HANDLERS.get(keyword);
    const known = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (!hasKeyword(draft, keyword)) this.#say('says-less', [keyword], `"${keyword}" was left out: ${draft} does not have it.`);
    else if (known?.of && !known.of.some((type) => this.#types.includes(type)) && !(keyword === 'format' && this.#isNumeric()))
      this.#say(
        // Without a type, it said something about values that the draft does not take.
        this.#schema['type'] === undefined ? 'accepts-more' : 'says-less',
        [keyword],
        `"${keyword}" was left out: it says nothing about ${this.#types.join(' or ') || 'a value of no type'}.`,
      );
    else if (handler) handler(this, keyword, value);
    else if (known?.valid(value)) this.#result[keyword] = value;
    else if (known && isDataKeyword(keyword)) this.#refuse(keyword, known.takes);
    else this.#leaveOut(keyword, known ? `a contract takes ${known.takes} there.` : undefined);
  }

  #leaveOut(keyword: string, because?: string): void {
    const leftOut = Object.hasOwn(LEFT_OUT_KEYWORDS, keyword) ? LEFT_OUT_KEYWORDS[keyword] : undefined;
    const { effect, because: ordinary } = leftOut ?? UNKNOWN_KEYWORD;
    this.#conversion.report(effect, this.#located, [keyword], `"${keyword}" was left out: ${because ?? ordinary}`);
  }

  #isNumeric(): boolean {
    return this.#types.includes('number') || this.#types.includes('integer');
  }

  #say(
    effect: 'accepts-more' | 'accepts-less' | 'says-less' | 'field-left-out',
    keyword: readonly (string | number)[],
    message: string,
  ): void {
    this.#conversion.report(`import/${effect}`, this.#located, keyword, message);
  }

  #refuse(keyword: string, takes: string): never {
    throw new SchemaError(`"${keyword}" does not take this value, but ${takes}.`, `${pathOf(this.#located)}/${keyword}`);
  }

  #discriminator(): OwnKeywords['discriminator'] {
    const { discriminator } = this.#schema;
    if (!isMap(discriminator) || typeof discriminator['propertyName'] !== 'string') return undefined;
    const field = discriminator['propertyName'];
    const mapping = isMap(discriminator['mapping']) ? discriminator['mapping'] : {};
    const mapped = Object.entries(mapping).map(([tag, to]) => [lastOf(String(to)), tag]);
    const branches = [this.#schema['oneOf'] ?? this.#schema['anyOf'] ?? []].flat() as Json[];
    const named = branches.flatMap((branch) => {
      const name = isMap(branch) && typeof branch['$ref'] === 'string' ? lastOf(branch['$ref']) : undefined;
      return name === undefined ? [] : [[name, name]];
    });
    return { field, values: Object.fromEntries([...named, ...mapped]) as Record<string, string> };
  }

  static readonly handlers: Readonly<Record<string, Handler>> = {
    properties: (reading, _keyword, value) => {
      if (!isMap(value)) return reading.#refuse('properties', 'a map of schemas');
      const fields: [string, JsonSchema][] = [];
      for (const [name, schema] of Object.entries(value) as [string, Json][]) {
        const path = ['properties', name];
        if (!isFieldName(name)) {
          reading.#say(
            'field-left-out',
            path,
            `The field ${JSON.stringify(name)} was left out: no field of a contract can be called so.`,
          );
          continue;
        }
        const converted = reading.#conversion.schema(reading.#conversion.below(reading.#located, path, schema));
        if (converted instanceof Unsayable)
          reading.#say('field-left-out', path, `The field "${name}" was left out: ${converted.reason}.`);
        else fields.push([name, converted]);
      }
      reading.#result['properties'] = Object.fromEntries(fields);
    },
    required: (reading, keyword, value) => {
      // Draft-03 had a flag in the field.
      if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
        return reading.#refuse(keyword, 'a list of field names');
      reading.#result[keyword] = [...new Set(value as readonly string[])];
    },
    additionalProperties: (reading, keyword, value) => {
      if (value === false) return;
      if (value === true || (isMap(value) && Object.keys(value).length === 0)) {
        reading.#say(
          'accepts-less',
          [keyword],
          '"additionalProperties" was left out: publishers are held to the fields of a contract; consumers ignore others.',
        );
        return;
      }
      reading.#map(keyword, [keyword], value);
    },
    patternProperties: (reading, keyword, value) => {
      if (!isMap(value)) return reading.#refuse(keyword, 'a map of schemas');
      const [[pattern, schema] = [], ...others] = Object.entries(value) as [string, Json][];
      if (pattern === undefined || schema === undefined) return;
      const more = reading.#schema['additionalProperties'];
      if (others.length > 0 || (more !== undefined && more !== false)) {
        reading.#say(
          'accepts-less',
          [keyword],
          '"patternProperties" was left out: a map of a contract has one schema for all that is in it.',
        );
        return;
      }
      reading.#say('accepts-more', [keyword], '"patternProperties" became a map: the draft accepts any names in it.');
      reading.#map(keyword, [keyword, pattern], schema);
    },
    items: (reading, keyword, value) => {
      if (Array.isArray(value)) reading.#tuple(keyword, value as readonly Json[], reading.#schema['additionalItems']);
      else if (Array.isArray(reading.#schema['prefixItems']) && isAtLeast(reading.#conversion.draft, '2020-12')) return;
      else if (value === false) reading.#result['maxItems'] = 0;
      else reading.#items([keyword], value);
    },
    prefixItems: (reading, keyword, value) => {
      if (!Array.isArray(value)) return reading.#refuse(keyword, 'a list of schemas');
      reading.#tuple(keyword, value as readonly Json[], reading.#schema['items']);
    },
    additionalItems: (reading, keyword) => {
      if (!Array.isArray(reading.#schema['items']))
        reading.#say('says-less', [keyword], '"additionalItems" was left out: it says nothing without a list of "items".');
    },
    pattern: (reading, keyword, value) => {
      if (typeof value !== 'string') return reading.#refuse(keyword, 'text');
      const isSound = KEYWORDS['pattern']?.valid(value) === true;
      const maxLength = own(reading.#schema, 'maxLength');
      if (isSound && !isHazardous(value, typeof maxLength === 'number' ? maxLength : undefined)) reading.#result[keyword] = value;
      else
        reading.#say(
          'accepts-more',
          [keyword],
          `"pattern" was left out: ${isSound ? 'some texts take it too long' : 'it is no regular expression of ECMAScript with the flag "u"'}.`,
        );
    },
    format: (reading, keyword, value) => {
      if (typeof value !== 'string') return reading.#refuse(keyword, 'text');
      if (reading.#isNumeric()) reading.#numericFormat(keyword, value);
      else if (isFormatName(value)) reading.#result[keyword] = value;
      else reading.#say('accepts-more', [keyword], `"format" was left out: contracts do not have "${value}".`);
    },
    multipleOf: (reading, keyword, value) => {
      if (typeof value !== 'number' || value <= 0) return reading.#refuse(keyword, 'a number above 0');
      if (KEYWORDS['multipleOf']?.valid(value)) reading.#result[keyword] = value;
      else reading.#say('accepts-more', [keyword], '"multipleOf" was left out: no validator counts exactly in fractions.');
    },
    exclusiveMinimum: (reading, keyword, value) => reading.#exclusive(keyword, 'minimum', value),
    exclusiveMaximum: (reading, keyword, value) => reading.#exclusive(keyword, 'maximum', value),
    enum: (reading, keyword, value) => {
      if (!Array.isArray(value) || value.length === 0) return reading.#refuse(keyword, 'a list of values');
      const values = [...new Map((value as Json[]).map((one) => [canonical(one), one])).values()];
      if (values.length < value.length) reading.#say('says-less', [keyword], 'Values that "enum" has twice were left out.');
      const fitting = values.filter((one) =>
        reading.#types.some((type) => type === typeOfValue(one) || (type === 'number' && typeof one === 'number')),
      );
      if (fitting.length < values.length)
        reading.#say(
          'accepts-less',
          [keyword],
          `${values.length - fitting.length} of the values of "enum" were left out: they are not of the type ${reading.#types.join(' or ')}.`,
        );
      if (fitting.some((one) => typeof one === 'object' && one !== null))
        reading.#say(
          'accepts-more',
          [keyword],
          '"enum" was left out: those of a contract list texts, numbers and the like, not objects or lists.',
        );
      // One text is a constant, which is what tells the branches of unions apart.
      else if (
        fitting.length === 1 &&
        typeof fitting[0] === 'string' &&
        reading.#types.length < 2 &&
        reading.#schema['x-extensible'] === undefined
      )
        reading.#result['const'] = fitting[0];
      else reading.#result[keyword] = fitting;
    },
    const: (reading, keyword, value) => {
      if (typeof value === 'object' && value !== null)
        reading.#say('accepts-more', [keyword], '"const" was left out: a constant of a contract is no object and no list.');
      else reading.#result[keyword] = value;
      if (reading.#types.length === 0 && typeof value === 'object') reading.#result['type'] = typeOfValue(value);
    },
    id: (reading, keyword) => reading.#identifier(keyword),
    $id: (reading, keyword) => reading.#identifier(keyword),
    example: (reading, _keyword, value) => {
      reading.#result['examples'] ??= [value];
    },
    'x-examples': (reading, keyword, value) => {
      if (Array.isArray(value)) reading.#result['examples'] = value;
      else reading.#leaveOut(keyword);
    },
    'x-deprecated': (reading, keyword, value) => {
      if (typeof value === 'boolean') reading.#result['deprecated'] = value;
      else reading.#leaveOut(keyword);
    },
    // What the schemas of EventBridge's registry say about the event as a whole.
    'x-amazon-events-detail-type': () => undefined,
    'x-amazon-events-source': () => undefined,
  };

  #map(keyword: string, path: readonly string[], schema: Json): void {
    const converted = this.#conversion.schema(this.#conversion.below(this.#located, path, schema));
    if (converted instanceof Unsayable) this.#say('accepts-less', [keyword], `"${keyword}" was left out: ${converted.reason}.`);
    else this.#result['additionalProperties'] = converted;
  }

  #items(path: readonly (string | number)[], schema: Json): void {
    const converted = this.#conversion.schema(this.#conversion.below(this.#located, path, schema));
    if (!(converted instanceof Unsayable)) this.#result['items'] = converted;
    else this.#say('accepts-more', path, `"${String(path[0])}" was left out: ${converted.reason}.`);
  }

  /** A schema for each place of a list; one for all if they are the same. */
  #tuple(keyword: string, schemas: readonly Json[], rest: Json | undefined): void {
    const [first, ...others] = schemas;
    const isClosed = rest === false;
    const isUniform =
      first !== undefined && [...others, ...(isClosed ? [] : [rest ?? true])].every((one) => canonical(one) === canonical(first));
    if (isClosed)
      this.#result['maxItems'] = Math.min(schemas.length, (this.#schema['maxItems'] as number | undefined) ?? Infinity);
    if (isUniform) this.#items([keyword, 0], first);
    else
      this.#say('accepts-more', [keyword], `"${keyword}" was left out: a list of a contract has one schema for all its items.`);
  }

  #exclusive(keyword: string, inclusive: 'minimum' | 'maximum', value: Json): void {
    if (this.#conversion.draft !== 'draft-04') {
      if (typeof value !== 'number') return this.#refuse(keyword, 'a number');
      this.#result[keyword] = value;
      return;
    }
    if (typeof value !== 'boolean') return this.#refuse(keyword, 'true or false');
    if (!value) return;
    const limit = this.#schema[inclusive];
    if (typeof limit !== 'number')
      this.#say('says-less', [keyword], `"${keyword}" was left out: it says nothing without "${inclusive}".`);
    else {
      this.#result[keyword] = limit;
      Reflect.deleteProperty(this.#result, inclusive);
    }
  }

  #numericFormat(keyword: string, format: string): void {
    if (format === 'int32') {
      this.#result['minimum'] ??= -(2 ** 31);
      this.#result['maximum'] ??= 2 ** 31 - 1;
    } else if (format === 'int64')
      this.#say(
        'accepts-less',
        [keyword],
        '"format" was left out: whole numbers of a contract stay within ±(2^53 − 1) unless "minimum" or "maximum" is beyond.',
      );
    else this.#say('says-less', [keyword], `"format" was left out: "${format}" does not limit a number.`);
  }

  #identifier(keyword: string): void {
    const value = this.#schema[keyword];
    if (typeof value !== 'string') this.#refuse(keyword, 'text');
    if (keyword === 'id' && isAtLeast(this.#conversion.draft, 'draft-06')) this.#leaveOut(keyword);
    else if (this.#located.from)
      this.#say('says-less', [keyword], `"${keyword}" was left out: only the whole of a contract has an address.`);
    else this.#result['$id'] = value;
  }
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map(Object.entries(Reading.handlers));

/** Keywords that lead to schemas or say what they are; they count beside "$ref" too. */
const STRUCTURE = new Set(['$schema', '$ref', 'definitions', '$defs']);

/** Keywords that tell of a type, for schemas that do not say it. */
const IMPLYING = {
  object: [
    'properties',
    'required',
    'additionalProperties',
    'patternProperties',
    'minProperties',
    'maxProperties',
    'propertyNames',
  ],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
};

/** Keywords of the profile with which a wrong value makes no schema at all. */
function isDataKeyword(keyword: string): boolean {
  return KEYWORDS[keyword]?.of !== undefined;
}

/** Whether a schema says somewhere of which type its values are. */
function isTyped(schema: unknown): boolean {
  if (!isMap(schema)) return false;
  const { allOf, anyOf, oneOf } = schema;
  return (
    ['type', '$ref', 'enum', 'const'].some((keyword) => schema[keyword] !== undefined) ||
    (Array.isArray(allOf) && allOf.some(isTyped)) ||
    [anyOf, oneOf].some((branches) => Array.isArray(branches) && branches.length > 0 && branches.every(isTyped))
  );
}

function typeOfValue(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : (typeof value as JsonType);
}

function lastOf(reference: string): string {
  return definitionName(reference) ?? /[^/#]*$/.exec(reference)?.[0] ?? '';
}
