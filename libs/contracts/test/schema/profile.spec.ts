import { formatPosition, SourceDocument } from '@busbar/problem';
import { checkProfile } from '../../src/schema/profile';

/** A contract whose field `a` has the given schema. */
const field = (schema: string): string => `{ "type": "object", "properties": { "a": ${schema} } }`;
const COLUMN_OF_FIELD = field('').indexOf(' } }') + 1;

describe('checkProfile', () => {
  it.each([
    ['{ "type": ["string", "null"], "minLength": 0, "maxLength": 0 }'],
    ['{ "type": "integer", "enum": [1, 2], "x-extensible": true }'],
    ['{ "type": ["string", "null"], "enum": ["x", null] }'],
    ['{ "const": "x" }'],
    ['{ "type": ["integer", "string"], "minimum": 0, "format": "date-time", "maxLength": 40 }'],
    ['{ "type": ["null", "boolean", "number", "string"] }'],
    ['{ "type": ["string", "integer"], "enum": ["a", 1], "x-extensible": true }'],
    ['{ "type": ["object", "null"], "properties": {} }'],
    ['{ "type": "string", "pattern": "[a-z]+@", "maxLength": 1000 }'],
    ['{ "type": "number", "exclusiveMinimum": 0, "multipleOf": 5 }'],
    ['{ "type": "array", "items": { "type": "object", "additionalProperties": { "type": "boolean" } } }'],
    [
      '{ "type": "string", "pattern": "^\\\\p{L}+$", "examples": ["x"], "default": "x", "deprecated": true, "x-classification": "pii:id" }',
    ],
  ])('takes %s', (schema) => {
    expect(check(field(schema))).toEqual([]);
  });

  it.each([
    ['a boolean schema', 'true', 'contract/invalid-keyword', 0],
    ['a type that there is not', '{ "type": "text" }', 'contract/invalid-keyword', 10],
    ['a list of one type', '{ "type": ["string"] }', 'contract/invalid-keyword', 10],
    ['a type twice', '{ "type": ["string", "integer", "string"] }', 'contract/invalid-keyword', 10],
    ['both types of numbers', '{ "type": ["number", "integer"] }', 'contract/invalid-keyword', 10],
    ['several types of a constant', '{ "type": ["string", "integer"], "const": 1 }', 'contract/invalid-keyword', 10],
    ['a list or a scalar', '{ "type": ["string", "array"] }', 'contract/invalid-keyword', 10],
    ['an object or a scalar', '{ "type": ["object", "string", "null"] }', 'contract/invalid-keyword', 10],
    ['a keyword of none of the types', '{ "type": ["string", "boolean"], "minimum": 1 }', 'contract/misplaced-keyword', 33],
    ['a value of none of the types', '{ "type": ["string", "integer"], "enum": ["x", true] }', 'contract/invalid-keyword', 47],
    ['a tuple', '{ "type": "array", "items": [] }', 'contract/invalid-keyword', 28],
    ['a fraction to be a multiple of', '{ "type": "number", "multipleOf": 0.01 }', 'contract/invalid-keyword', 34],
    ['an unknown classification', '{ "type": "string", "x-classification": "pii" }', 'contract/invalid-keyword', 40],
    ['an enum value of another type', '{ "type": "string", "enum": ["x", 1] }', 'contract/invalid-keyword', 34],
    ['an enum value that is too long', '{ "type": "string", "maxLength": 1, "enum": ["xy"] }', 'contract/invalid-keyword', 45],
    ['definitions below the root', '{ "type": "object", "definitions": {} }', 'contract/unsupported-keyword', 20],
    ['anyOf', '{ "anyOf": [] }', 'contract/unsupported-keyword', 2],
    ['an enum without a type', '{ "enum": ["x"] }', 'contract/missing-type', 0],
    ['an extensible thing of one value', '{ "type": "string", "x-extensible": true }', 'contract/misplaced-keyword', 20],
    [
      'half a character in the name of a field',
      '{ "type": "object", "properties": { "a\\ud83d": { "type": "string" } } }',
      'contract/invalid-field-name',
      36,
    ],
    ['a reference to another file', '{ "$ref": "other.json" }', 'contract/unknown-reference', 10],
    [
      'a union of what are no objects',
      '{ "oneOf": [{ "type": "string" }], "x-discriminator": "kind" }',
      'contract/invalid-union',
      12,
    ],
    ['a pattern that backtracks', '{ "type": "string", "pattern": "^(\\\\p{L}|\\\\w)*1$" }', 'contract/hazardous-pattern', 31],
    ['a pattern that backtracks on long texts', '{ "type": "string", "pattern": "[a-z]+@" }', 'contract/hazardous-pattern', 31],
    [
      'a pattern that backtracks on texts of that length',
      '{ "type": "string", "pattern": "^\\\\s*\\\\s*x$", "maxLength": 2000 }',
      'contract/hazardous-pattern',
      31,
    ],
    ['a back reference', '{ "type": "string", "pattern": "^(a)\\\\1$" }', 'contract/hazardous-pattern', 31],
    ['a tag without a union', '{ "type": "object", "x-discriminator": "kind" }', 'contract/invalid-union', 0],
  ])('refuses %s', (_, schema, code, offset) => {
    expect(check(field(schema))).toEqual([[code, `a.json:1:${COLUMN_OF_FIELD + offset}`]]);
  });

  it.each([
    '+1',
    '-1',
    '',
    ' ',
    '$ref',
    '$or',
    '@type',
    'x-y',
    '1st',
    'a.b',
    'a/b',
    'größe',
    '🚚',
    '__proto__',
    'constructor',
    'class',
  ])('takes the key %j as a field', (key) => {
    const text = `{ "type": "object", "required": [${JSON.stringify(key)}], "properties": { ${JSON.stringify(key)}: { "type": "string" } } }`;
    expect(check(text)).toEqual([]);
  });

  it.each(['a.b', '1st', 'toString', ''])('refuses the definition name %j', (name) => {
    const text = `{ "type": "object", "definitions": { ${JSON.stringify(name)}: { "type": "string" } } }`;
    expect(check(text).map(([code]) => code)).toEqual(['contract/invalid-definition-name']);
  });

  it('refuses references that go around in a circle', () => {
    const text =
      '{ "type": "object", "definitions": { "A": { "$ref": "#/definitions/B" }, "B": { "$ref": "#/definitions/A" } } }';
    expect(check(text).map(([code]) => code)).toEqual(['contract/unknown-reference', 'contract/unknown-reference']);
  });

  it('takes a schema that holds itself where data ends it', () => {
    const text = `{ "type": "object", "properties": { "a": { "$ref": "#/definitions/A" } }, "definitions": {
      "A": { "type": "object", "properties": { "below": { "type": "array", "items": { "$ref": "#/definitions/A" } } } } } }`;
    expect(check(text)).toEqual([]);
  });

  it('gives all problems of a schema at once', () => {
    expect(check(field('{ "type": "string", "not": {}, "minLength": -1 }')).map(([code]) => code)).toEqual([
      'contract/unsupported-keyword',
      'contract/invalid-keyword',
    ]);
  });

  function check(text: string): [string, string][] {
    return checkProfile(new SourceDocument('a.json', text)).map(({ code, at }) => [code, formatPosition(at)]);
  }
});
