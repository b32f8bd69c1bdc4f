import { isMap } from '@busbar/problem';
import { canonical, isAtLeast, isFormatName, type Json } from '@busbar/schema-containment';
import { isFieldName, KEYWORDS, typeOf } from '../schema';
import type { AllOf } from './constraints';
import type { KeywordReading } from './read-keywords';
import { isUsablePattern } from './usable-pattern';

type Handler = (reading: KeywordReading, keyword: string, value: Json) => void;

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

/** Keywords that contracts do not have as they are. */
export const KEYWORD_HANDLERS: ReadonlyMap<string, Handler> = new Map(
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
