import { isMap } from '@busbar/problem';
import type { JsonType } from '../model';
import { CLASSIFICATIONS } from './classification';
const TYPES: readonly JsonType[] = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** A keyword of the profile. */
export interface Keyword {
  /** What its value is, for the message. */
  readonly accepts: string;
  readonly valid: (value: unknown) => boolean;
  /** Types that it says something about; any when absent. */
  readonly of?: readonly JsonType[];
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isNonEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
const anything = (): boolean => true;

const TEXT = { accepts: 'a string', valid: isText };
const COUNT = { accepts: 'a non-negative integer', valid: isCount };
const NUMBER = { accepts: 'a number', valid: isNumber, of: ['number', 'integer'] } satisfies Keyword;

/**
 * The keywords that contracts may use. What is not here is refused: `not`, `if`, `anyOf`, `patternProperties` and the like
 * cannot be expressed in every language, or make it undecidable whether one schema contains another.
 */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  $schema: {
    accepts: '"http://json-schema.org/draft-07/schema#"',
    valid: (value) => value === 'http://json-schema.org/draft-07/schema#',
  },
  $id: TEXT,
  title: TEXT,
  description: TEXT,
  examples: { accepts: 'a list', valid: Array.isArray },
  default: { accepts: 'any value', valid: anything },
  deprecated: { accepts: 'true or false', valid: isFlag },
  type: {
    accepts:
      `one of ${TYPES.join(', ')}; or a list: "object" or "array" with "null", or several of "string", "boolean", "null" ` +
      'and one of "integer" and "number"',
    valid: isTypeKeyword,
  },
  properties: { accepts: 'a map of schemas', valid: isMap, of: ['object'] },
  required: { accepts: 'a list of field names, each once', valid: isNameList, of: ['object'] },
  additionalProperties: { accepts: 'a schema, which makes the object a map', valid: isMap, of: ['object'] },
  items: { accepts: 'one schema for all items', valid: isMap, of: ['array'] },
  minItems: { ...COUNT, of: ['array'] },
  maxItems: { ...COUNT, of: ['array'] },
  uniqueItems: { accepts: 'true or false', valid: isFlag, of: ['array'] },
  minLength: { ...COUNT, of: ['string'] },
  maxLength: { ...COUNT, of: ['string'] },
  pattern: { accepts: 'a regular expression', valid: isRegularExpression, of: ['string'] },
  format: { ...TEXT, of: ['string'] },
  minimum: NUMBER,
  maximum: NUMBER,
  exclusiveMinimum: NUMBER,
  exclusiveMaximum: NUMBER,
  // Fractions are broken by floating point in every validator: 0.07 is not a multiple of 0.01.
  multipleOf: {
    accepts: 'a positive integer; count money and the like in their smallest unit',
    valid: (value) => isCount(value) && value !== 0,
    of: ['number', 'integer'],
  },
  enum: { accepts: 'a list of values', valid: isNonEmptyList },
  const: { accepts: 'any value', valid: anything },
  oneOf: { accepts: 'a list of schemas', valid: (value) => isNonEmptyList(value) && (value as unknown[]).every(isMap) },
  $ref: { accepts: 'a string such as "#/definitions/Address"', valid: isText },
  definitions: { accepts: 'a map of schemas, at the root', valid: isMap },
  'x-extensible': { accepts: 'true or false', valid: isFlag },
  'x-discriminator': TEXT,
  'x-classification': {
    accepts: `one of ${CLASSIFICATIONS.join(', ')}`,
    valid: (value) => (CLASSIFICATIONS as readonly unknown[]).includes(value),
  },
};

/** Keywords of Draft-07 that the profile leaves out: nobody misspelled those. */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['not', 'if', 'then', 'else', 'anyOf', 'allOf', 'patternProperties', 'propertyNames', 'minProperties', 'maxProperties'],
  ...['dependencies', 'contains', 'additionalItems', 'contentEncoding', 'contentMediaType', 'readOnly', 'writeOnly', '$comment'],
]);

/**
 * A list of types is a union of scalars, or one type and null. Values of different types never meet, so the keywords of each type
 * say nothing of the others. `number` holds every integer: both in one list would be two names for the same values.
 */
function isTypeKeyword(value: unknown): boolean {
  const isType = (one: unknown): boolean => TYPES.includes(one as JsonType);
  if (!Array.isArray(value)) return isType(value);
  if (value.length < 2 || !value.every(isType) || new Set(value).size < value.length) return false;
  if (value.includes('object') || value.includes('array')) return value.length === 2 && value.includes('null');
  return !(value.includes('integer') && value.includes('number'));
}

function isNameList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;
}

function isRegularExpression(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    // Engines compile at the first use, and only then find that an expression is too long for them.
    new RegExp(value, 'u').test('');
    return true;
  } catch {
    return false;
  }
}
