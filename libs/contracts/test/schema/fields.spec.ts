import { fieldAt, fieldNames } from '../../src/schema/fields';
import type { JsonSchema } from '../../src/model';

describe('fieldAt', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      id: { type: 'string' },
      address: { $ref: '#/definitions/Address' },
      lines: { type: 'array', items: { type: 'array', items: { type: 'object', properties: { sku: { type: 'integer' } } } } },
      maybe: { type: ['array', 'null'], items: { type: 'string' } },
      labels: { type: 'object', additionalProperties: { type: 'string' }, properties: { fixed: { type: 'boolean' } } },
      proof: {
        oneOf: [
          { type: 'object', properties: { kind: { const: 'a' }, url: { type: 'string' } } },
          { type: 'object', properties: { kind: { const: 'b' }, tries: { type: 'integer' } } },
        ],
      },
    },
    definitions: {
      Address: { type: 'object', properties: { city: { type: 'string' }, above: { $ref: '#/definitions/Address' } } },
    },
  };

  it.each([
    [['id'], [{ type: 'string' }]],
    [['address', 'city'], [{ type: 'string' }]],
    [['address', 'above', 'above', 'city'], [{ type: 'string' }]],
    [['lines', 'sku'], [{ type: 'integer' }]],
    [['maybe'], [{ type: 'string' }, { type: 'null' }]],
    [['labels', 'anything'], [{ type: 'string' }]],
    [['labels', 'fixed'], [{ type: 'boolean' }]],
    [
      ['proof', 'kind'],
      [{ const: 'a' }, { const: 'b' }],
    ],
    [['proof', 'tries'], [{ type: 'integer' }]],
    [['nothing'], []],
    [['id', 'below'], []],
    [['toString'], []],
  ])('finds %j', (path, expected) => {
    expect(fieldAt(schema, path)).toEqual(expected);
  });

  it('names what is below a path, through unions, arrays and references', () => {
    expect(fieldNames(schema, ['proof'])).toEqual(['kind', 'tries', 'url']);
    expect(fieldNames(schema, ['lines'])).toEqual(['sku']);
    expect(fieldNames(schema, ['id'])).toEqual([]);
  });
});
