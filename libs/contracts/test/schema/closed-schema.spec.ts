import { closeObjects } from '../../src/schema/closed-schema';
import type { JsonSchema } from '../../src/model';

describe('closeObjects', () => {
  it('closes objects at every depth, leaves maps open, and drops what only informs', () => {
    expect(
      closeObjects({
        $schema: 'http://json-schema.org/draft-07/schema#',
        title: 'T',
        type: 'object',
        description: 'D',
        required: ['a'],
        properties: {
          a: { type: 'string', description: 'D', 'x-classification': 'pii:name', minLength: 1 },
          title: { type: 'array', items: { type: 'object', properties: {} } },
          map: { type: 'object', additionalProperties: { type: ['object', 'null'], properties: {} } },
          ref: { $ref: '#/definitions/R' },
        },
        definitions: { R: { type: 'object', properties: {} } },
      }),
    ).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['a'],
      properties: {
        a: { type: 'string', minLength: 1 },
        title: { type: 'array', items: { type: 'object', properties: {}, additionalProperties: false } },
        map: { type: 'object', additionalProperties: { type: ['object', 'null'], properties: {}, additionalProperties: false } },
        ref: { $ref: '#/definitions/R' },
      },
      definitions: { R: { type: 'object', properties: {}, additionalProperties: false } },
    });
  });

  it.each([
    [{ type: 'integer' }, { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }],
    [
      { type: ['integer', 'null'], minimum: 0 },
      { type: ['integer', 'null'], minimum: 0, maximum: 9007199254740991 },
    ],
    [
      { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 9 },
      { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 9 },
    ],
    [
      { type: 'integer', maximum: 2 ** 60 },
      { type: 'integer', minimum: -(2 ** 63), maximum: 2 ** 60 },
    ],
    [
      { type: 'integer', enum: [1] },
      { type: 'integer', enum: [1] },
    ],
    [{ type: 'number' }, { type: 'number' }],
  ] satisfies [JsonSchema, object][])('keeps integers within what every language keeps: %j', (schema, closed) => {
    expect(closeObjects(schema)).toEqual(closed);
  });

  it("turns a tagged union into Ajv's", () => {
    const branch = { type: 'object', required: ['kind'], properties: { kind: { const: 'a' } } } as const;
    expect(closeObjects({ oneOf: [branch], 'x-discriminator': 'kind', 'x-extensible': true })).toEqual({
      type: 'object',
      discriminator: { propertyName: 'kind' },
      oneOf: [{ ...branch, additionalProperties: false }],
    });
  });
});
