import { consumerView, publisherView } from '../../src/compatibility/views';

describe('publisherView', () => {
  it('closes objects at every depth, and leaves maps as they are', () => {
    const place = { type: 'object', properties: { zip: { type: 'string' } } };
    const closed = { ...place, additionalProperties: false };
    const map = { type: 'object', additionalProperties: place };
    expect(
      publisherView({
        type: 'object',
        properties: { home: place, stops: { type: 'array', items: place }, byName: map },
        definitions: { place },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        home: closed,
        stops: { type: 'array', items: closed },
        byName: { type: 'object', additionalProperties: closed },
      },
      definitions: { place: closed },
      additionalProperties: false,
    });
  });

  it('closes the branches of unions, but not what stands around them', () => {
    const branch = { type: 'object', properties: { kind: { const: 'a' } } };
    expect(publisherView({ type: 'object', oneOf: [branch] })).toEqual({
      type: 'object',
      oneOf: [{ ...branch, additionalProperties: false }],
    });
  });

  it('keeps a property that is called "__proto__" or like a keyword', () => {
    const schema: unknown = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"properties":{"type":"null"}}}',
    );
    expect(JSON.stringify(publisherView(schema))).toBe(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"properties":{"type":"null"}},"additionalProperties":false}',
    );
  });
});

describe('consumerView', () => {
  it('opens objects', () => {
    expect(
      consumerView({
        type: 'object',
        properties: { a: { type: 'object', additionalProperties: false } },
        additionalProperties: false,
      }),
    ).toEqual({
      type: 'object',
      properties: { a: { type: 'object' } },
    });
  });

  it.each([
    ['with a type', { type: 'string', enum: ['a'], 'x-extensible': true }, { type: 'string', 'x-extensible': true }],
    ['without a type', { enum: ['a', null], 'x-extensible': true }, { type: ['string', 'null'], 'x-extensible': true }],
    ['that is closed', { enum: ['a'] }, { enum: ['a'] }],
  ])('takes any value for an extensible enum %s', (_, schema, view) => {
    expect(consumerView(schema)).toEqual(view);
  });

  const card = { type: 'object', required: ['kind'], properties: { kind: { const: 'card' } } };

  it('takes any object with a new tag for an extensible union', () => {
    const other = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', not: { enum: ['card'] } } } };
    const union = { oneOf: [card], 'x-extensible': true, 'x-discriminator': 'kind' };
    expect(consumerView(union)).toEqual({ ...union, oneOf: [card, other] });
  });

  it('finds tags behind references', () => {
    const union = {
      oneOf: [{ $ref: '#/definitions/card' }],
      'x-extensible': true,
      'x-discriminator': 'kind',
      definitions: { card },
    };
    expect(consumerView(union)).toMatchObject({
      oneOf: [{ $ref: '#/definitions/card' }, { properties: { kind: { not: { enum: ['card'] } } } }],
    });
  });

  it('takes any object for an extensible union without tags', () => {
    expect(consumerView({ oneOf: [{ type: 'object' }], 'x-extensible': true })).toEqual({ type: 'object', 'x-extensible': true });
  });
});
