import { SourceDocument } from '@busbar/problem';
import * as fc from 'fast-check';
import { convertSchema } from '../../src/import/convert-schema';
import { accepts, validateData } from '../../src/schema';
import { realValidator } from '@busbar/schema-containment/testing';

/** What becomes of a field, and what is reported about it. */
function field(schema: unknown, definitions: object = {}) {
  const document = new SourceDocument(
    'in.json',
    JSON.stringify({ type: 'object', properties: { f: schema, g: { type: 'string' } }, definitions }, null, 1),
  );
  const { schema: draft, problems } = convertSchema(document, [], 'draft-07');
  return { draft, is: draft?.properties?.['f'], problems };
}

const nullableTime = { type: ['string', 'null'], format: 'date-time' };

describe('schemas that "allOf" narrows', () => {
  it.each<[string, unknown, unknown]>([
    [
      'a value of a list',
      { allOf: [{ properties: { at: { enum: ['a', 'b'] } } }, { properties: { at: { const: 'a' } } }], type: 'object' },
      { type: 'object', properties: { at: { const: 'a' } } },
    ],
    ['null of a string or null', { allOf: [nullableTime, { type: 'null' }] }, { type: 'null' }],
    ['the string of a string or null', { allOf: [nullableTime, { type: 'string' }] }, { type: 'string', format: 'date-time' }],
    [
      'null of an object or null',
      { allOf: [{ type: ['object', 'null'], required: ['id'], properties: { id: {} } }, { type: 'null' }] },
      { type: 'null' },
    ],
    [
      'the object of an object or null',
      {
        allOf: [
          { type: ['object', 'null'], properties: { id: { type: 'string' } } },
          { type: 'object', required: ['id'] },
        ],
      },
      { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    ],
    [
      'an integer of a union',
      { allOf: [{ type: ['string', 'integer'] }, { type: 'integer', minimum: 3 }] },
      { type: 'integer', minimum: 3 },
    ],
    [
      'an integer of a number',
      { allOf: [{ type: 'number', minimum: 3 }, { type: ['integer', 'null'] }] },
      { type: 'integer', minimum: 3 },
    ],
    [
      'the strings of a list',
      { allOf: [{ type: ['string', 'null'], enum: ['calm', 'angry', null] }, { type: 'string' }] },
      { type: 'string', enum: ['calm', 'angry'] },
    ],
    [
      'the values of two lists',
      { allOf: [{ enum: ['a', 'b', 1] }, { enum: ['b', 1, null] }] },
      { type: ['string', 'integer'], enum: ['b', 1] },
    ],
    [
      'multiples of two numbers',
      { type: 'integer', allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] },
      { type: 'integer', multipleOf: 12 },
    ],
    [
      'items',
      {
        allOf: [
          { type: 'array', items: { type: ['string', 'integer'] } },
          { items: { type: 'string' }, maxItems: 3 },
        ],
      },
      { type: 'array', items: { type: 'string' }, maxItems: 3 },
    ],
    [
      'one branch of a union',
      {
        allOf: [
          {
            oneOf: ['x', 'y'].map((kind) => ({ type: 'object', required: ['kind'], properties: { kind: { const: kind } } })),
          },
          { properties: { kind: { const: 'y' } } },
        ],
      },
      { type: 'object', required: ['kind'], properties: { kind: { const: 'y' } } },
    ],
    [
      'what another schema leaves to a map',
      {
        allOf: [
          { type: 'object', additionalProperties: { type: 'string', maxLength: 5 } },
          { properties: { a: { type: 'string', minLength: 1 } } },
        ],
      },
      {
        type: 'object',
        properties: { a: { type: 'string', minLength: 1, maxLength: 5 } },
        additionalProperties: { type: 'string', maxLength: 5 },
      },
    ],
  ])('accepts %s, and has nothing to report', (_, schema, expected) => {
    const { is, problems } = field(schema);
    expect([is, problems]).toEqual([expected, []]);
  });

  it('narrows what a reference leads to, and leaves the definition as it is for others', () => {
    const ticket = { type: 'object', properties: { closedAt: nullableTime } };
    const { draft, problems } = field(
      {
        type: 'object',
        properties: {
          open: { allOf: [{ $ref: '#/definitions/ticket' }, { type: 'object', properties: { closedAt: { type: 'null' } } }] },
          any: { $ref: '#/definitions/ticket' },
        },
      },
      { ticket },
    );
    expect(problems).toEqual([]);
    expect(draft?.properties?.['f']?.properties).toEqual({
      open: { type: 'object', properties: { closedAt: { type: 'null' } } },
      any: { $ref: '#/definitions/Ticket' },
    });
    expect(draft?.definitions).toEqual({ Ticket: ticket });
  });

  it('narrows a schema that holds itself at every depth', () => {
    const part = {
      type: 'object',
      properties: { name: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/definitions/part' } } },
    };
    const named = {
      allOf: [
        { $ref: '#/definitions/part' },
        { required: ['name'], properties: { parts: { items: { $ref: '#/definitions/named' } } } },
      ],
    };
    const { draft, problems } = field({ $ref: '#/definitions/named' }, { part, named });
    expect(problems).toEqual([]);
    const is = (data: unknown): boolean => accepts(draft ?? {}, draft ?? {}, { f: data });
    expect(is({ name: 'a', parts: [{ name: 'b', parts: [{ name: 'c' }] }] })).toBe(true);
    expect(is({ name: 'a', parts: [{ name: 'b', parts: [{}] }] })).toBe(false);
  });

  it('says of a field that another schema forbids why it is not there', () => {
    const { is, problems } = field({
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
        { type: 'object', properties: { a: { maxLength: 3 }, b: { type: 'string' } } },
      ],
    });
    expect(is).toEqual({ type: 'object', properties: { a: { type: 'string', maxLength: 3 } } });
    expect(problems.map(({ code, message, at }) => [code, message, at.line])).toEqual([
      [
        'import/field-left-out',
        'The field "b" was left out: "additionalProperties" of another schema that holds here forbids it.',
        21,
      ],
    ]);
  });
});

const scalar = fc.constantFrom<unknown>('', 'a', 'bb', 'ccc', '2024-05-01', 0, 1, 2, 3, 6, 1.5, -1, true, false, null);
const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'object', 'array');
const size = fc.nat(3);

/** A few keywords of every kind, with the types that they are about, others, or none. */
const part: fc.Memo<object> = fc.memo((depth) => {
  const below = depth <= 1 ? fc.constant({}) : group(depth - 1);
  const keywords = fc.record(
    {
      type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 4 })),
      enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 6 }),
      const: scalar,
      minLength: size,
      maxLength: size,
      pattern: fc.constantFrom('^[ab]', 'c+'),
      format: fc.constant('date'),
      minimum: fc.integer({ min: -1, max: 3 }),
      maximum: fc.integer({ min: -1, max: 6 }),
      exclusiveMinimum: fc.integer({ min: -1, max: 3 }),
      exclusiveMaximum: fc.integer({ min: 0, max: 6 }),
      multipleOf: fc.constantFrom(1, 2, 3),
      minItems: size,
      maxItems: size,
      uniqueItems: fc.boolean(),
      items: below,
      properties: fc.record({ a: below, b: below }, { requiredKeys: [], noNullPrototype: true }),
      required: fc.subarray(['a', 'b']),
      additionalProperties: fc.constantFrom(false),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  return keywords.chain((all) =>
    fc
      .subarray(Object.entries(all), { maxLength: Math.min(4, Object.keys(all).length) })
      .map((some) => Object.fromEntries(some) as object),
  );
});

/** Schemas of which several hold, some of them within others. */
const group: fc.Memo<object> = fc.memo((depth) =>
  fc.oneof(
    { weight: 2, arbitrary: part(depth) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(part(depth), fc.array(depth <= 1 ? part(1) : group(depth - 1), { minLength: 1, maxLength: 3 }))
        .map(([own, allOf]) => ({ ...own, allOf })),
    },
  ),
);

const values = fc.memo((depth): fc.Arbitrary<unknown> =>
  depth <= 1
    ? scalar
    : fc.oneof(
        scalar,
        fc.array(values(depth - 1), { maxLength: 3 }),
        fc.record({ a: values(depth - 1), b: values(depth - 1) }, { requiredKeys: [], noNullPrototype: true }),
      ),
);

describe('any schemas that all have to hold', () => {
  it('accept exactly what Ajv accepts, or it is reported at the keyword that the draft accepts more or less', () => {
    let [accepted, refused, exact] = [0, 0, 0];
    fc.assert(
      fc.property(group(3), fc.array(values(3), { minLength: 30, maxLength: 40 }), (schema, samples) => {
        const { draft, is, problems } = field(schema);
        const codes = problems.map(({ code }) => code);
        if (is && codes.every((code) => code === 'import/says-less')) exact++;
        for (const { at, code } of problems) expect([code, at.line > 2]).toEqual([code, true]);
        const isValid = realValidator({ type: 'object', properties: { f: schema } }, 'draft-07');
        for (const value of samples) {
          const data = { f: value };
          const valid = isValid(data);
          const issues = validateData({ schema: draft ?? {} }, data);
          const isAccepted = issues.length === 0;
          // Publishers are held to the fields that a schema names.
          const isRefused = issues.some(({ keyword }) => keyword !== 'additionalProperties');
          if (isAccepted && !codes.includes('import/accepts-more')) expect([value, valid]).toEqual([value, true]);
          if (isRefused && !codes.includes('import/accepts-less') && !codes.includes('import/field-left-out'))
            expect([value, valid]).toEqual([value, false]);
          if (valid && isAccepted) accepted++;
          if (!valid && isRefused && is) refused++;
        }
      }),
      { numRuns: 800 },
    );
    expect([accepted, refused, exact]).toEqual([0,0,0]);
  });
});
