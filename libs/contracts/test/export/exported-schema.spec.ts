import { type Dialect, exportedSchema } from '../../src/export/exported-schema';
import type { JsonSchema } from '../../src/model';

const inDialect = (version: Dialect['version'], schema: JsonSchema) =>
  exportedSchema(schema, { version, reference: (name) => `#/definitions/${name}` });

describe('a union of scalars', () => {
  const union: JsonSchema = { type: ['integer', 'string'], description: 'Either.', minimum: 5, format: 'date-time' };

  it.each(['draft-04', 'draft-07'] as const)('is a list of types in %s', (version) => {
    expect(inDialect(version, union)).toEqual(union);
  });

  it('is an alternative of each type in OpenAPI 3.0, which has no such lists', () => {
    expect(inDialect('openapi-3.0', union)).toEqual({
      description: 'Either.',
      anyOf: [
        { type: 'integer', minimum: 5 },
        { type: 'string', format: 'date-time' },
      ],
    });
  });

  it('may be null there, too', () => {
    expect(inDialect('openapi-3.0', { type: ['null', 'boolean', 'number'], exclusiveMinimum: 0 })).toEqual({
      anyOf: [
        { type: 'boolean', nullable: true },
        { type: 'number', minimum: 0, exclusiveMinimum: true, nullable: true },
      ],
    });
  });

  it('keeps a list of values for all of it', () => {
    expect(inDialect('openapi-3.0', { type: ['string', 'integer'], enum: ['a', 1] })).toEqual({
      enum: ['a', 1],
      anyOf: [{ type: 'string' }, { type: 'integer' }],
    });
  });
});

it('one type or null is nullable in OpenAPI 3.0', () => {
  expect(inDialect('openapi-3.0', { type: ['string', 'null'], maxLength: 3 })).toEqual({
    type: 'string',
    nullable: true,
    maxLength: 3,
  });
});

it.each(['draft-04', 'draft-07', 'openapi-3.0'] as const)('keys are what they are in %s', (version) => {
  const schema = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"string"},"$ref":{"type":"string"},"":{"type":"string"}}}',
  );
  expect(JSON.stringify(inDialect(version, schema as JsonSchema))).toBe(JSON.stringify(schema));
});
