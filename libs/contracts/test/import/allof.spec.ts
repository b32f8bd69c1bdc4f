import { isMap, SourceDocument } from '@busbar/problem';
import * as fc from 'fast-check';
import { convertSchema } from '../../src/import/convert-schema';
import type { JsonSchema } from '../../src/model';
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

const TYPES = [
  ...['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'],
  ...[
    ['string', 'null'],
    ['integer', 'string'],
    ['number', 'null'],
    ['object', 'null'],
    ['array', 'string'],
    ['boolean', 'number'],
  ],
  undefined,
];
const KEYWORDS: Readonly<Record<string, object>> = {
  none: {},
  string: { minLength: 2, format: 'date' },
  number: { minimum: 1, exclusiveMaximum: 6, multipleOf: 2 },
  object: { required: ['a'], properties: { a: { type: ['string', 'integer'], maxLength: 1 } } },
  array: { items: { type: ['integer', 'null'] }, maxItems: 1 },
  enum: { enum: ['a', '2024-05-01', 2, 4, 1.5, true, null] },
  const: { const: 2 },
};
const VALUES = [
  ...['', 'a', 'bb', '2024-05-01', 0, 1, 2, 4, 6, 1.5, true, false, null],
  ...[{}, { a: 'x' }, { a: 'xx' }, { a: 1 }, { a: null }, [], [1], [null], ['a'], [1, 2]],
];

describe('every two type lists, with all keywords', () => {
  const pairs = TYPES.flatMap((a, index) => TYPES.slice(index).map((b) => [a, b] as const));

  it.each(pairs)('%j and %j accept what Ajv accepts, or it is reported there', (a, b) => {
    const names = Object.keys(KEYWORDS).flatMap((one) => Object.keys(KEYWORDS).map((other) => [one, other] as const));
    const properties = Object.fromEntries(
      names.map(([one, other]) => [
        `${one}-${other}`,
        {
          allOf: [
            { ...(a && { type: a }), ...KEYWORDS[one] },
            { ...(b && { type: b }), ...KEYWORDS[other] },
          ],
        },
      ]),
    );
    const document = new SourceDocument('in.json', JSON.stringify({ type: 'object', properties }, null, 1));
    const { schema: draft, problems } = convertSchema(document, [], 'draft-07');
    for (const [index, name] of Object.keys(properties).entries()) {
      const [first, next] = [index, index + 1].map(
        (at) => document.atKey(['properties', Object.keys(properties)[at] ?? '']).line,
      ) as [number, number];
      const codes = problems.filter(({ at }) => at.line >= first && (at.line < next || next <= first)).map(({ code }) => code);
      const is = draft?.properties?.[name];
      const isValid = realValidator(properties[name], 'draft-07');
      for (const value of VALUES) {
        const [accepted, valid] = [is !== undefined && accepts(draft ?? {}, is, value), isValid(value)];
        if (accepted && !codes.includes('import/accepts-more')) expect([name, value, valid]).toEqual([name, value, true]);
        if (valid && !codes.includes('import/accepts-less') && !codes.includes('import/field-left-out'))
          expect([name, value, accepted || isOpenOnly(is, value)]).toEqual([name, value, true]);
      }
    }
  });
});

/** Whether a value is only refused because publishers are held to the fields that a schema names. */
function isOpenOnly(is: JsonSchema | undefined, value: unknown): boolean {
  return isMap(value) && 'a' in value && [is?.type].flat().includes('object') && is?.properties?.['a'] === undefined;
}

const scalar = fc.constantFrom<unknown>('', 'a', 'bb', 'ccc', '2024-05-01', 0, 1, 2, 3, 6, 1.5, -1, true, false, null);
const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'object', 'array');
const size = fc.nat(3);

/** A few keywords of every kind, with the types that they are about, others, or none. */
const part: fc.Memo<object> = fc.memo((depth) => {
  const below = depth <= 1 ? fc.constant({}) : group(depth - 1);
  const keywords = fc.record(
    {
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
    { noNullPrototype: true },
  );
  const type = fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 4 }));
  return fc
    .tuple(fc.option(type, { freq: 6 }), keywords)
    .chain(([said, all]) =>
      fc
        .subarray(Object.entries(all), { maxLength: Math.min(3, Object.keys(all).length) })
        .map((some): object => ({ ...(said !== null && { type: said }), ...Object.fromEntries(some) })),
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
    expect(accepted).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(5_000);
    expect(exact).toBeGreaterThan(150);
  });
});
