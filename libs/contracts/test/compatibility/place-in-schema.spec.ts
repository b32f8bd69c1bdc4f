import { placeInSchema } from '../../src/compatibility/place-in-schema';

describe('placeInSchema', () => {
  const schema = {
    type: 'object',
    properties: {
      boxes: { type: 'array', items: { $ref: '#/definitions/Box' } },
      tags: { type: 'object', additionalProperties: { type: 'string' } },
      pay: {
        'x-discriminator': 'kind',
        oneOf: [{ $ref: '#/definitions/Card' }, { type: 'object', properties: { kind: { const: 'cash' } } }],
      },
    },
    definitions: {
      Box: { type: 'object', properties: { weight: { type: 'number' } } },
      Card: { type: 'object', properties: { kind: { const: 'card' }, digits: { type: 'string' } } },
    },
  } as const;

  it.each([
    ['', []],
    ['/boxes', ['properties', 'boxes']],
    ['/boxes/*', ['definitions', 'Box']],
    ['/boxes/*/weight', ['definitions', 'Box', 'properties', 'weight']],
    ['/tags/*', ['properties', 'tags', 'additionalProperties']],
    ['/tags/blue', ['properties', 'tags', 'additionalProperties']],
    ['/pay[card]/digits', ['definitions', 'Card', 'properties', 'digits']],
    ['/pay[cash]/kind', ['properties', 'pay', 'oneOf', 1, 'properties', 'kind']],
    ['/pay[gold]/kind', ['properties', 'pay']],
    ['/boxes/*/gone/for/good', ['definitions', 'Box']],
    ['/__proto__', []],
  ])('finds %s', (pointer, place) => {
    expect(placeInSchema(schema, pointer)).toEqual(place);
  });
});
