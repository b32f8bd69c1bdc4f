import { formatPosition, SourceDocument } from '@busbar/problem';
import { testCompanySchemas } from '@busbar/test-company';
import * as fc from 'fast-check';
import { checkContainment, type Draft } from '@busbar/schema-containment';
import { compareVersions } from '../../src/compatibility/compare-versions';
import { realValidator, recursiveSchemas, schemas, values } from '@busbar/schema-containment/testing';
import type { JsonSchema } from '../../src/model';
import { checkProfile } from '../../src/schema/profile';
import { validateData } from '../../src/schema/validation';
import { convertSchema } from '../../src/import/convert-schema';
import { LEFT_OUT_KEYWORDS } from '../../src/import/left-out-keywords';

const DRAFTS: readonly Draft[] = ['draft-04', 'draft-06', 'draft-07', '2019-09', '2020-12'];

function convert(schema: unknown, draft: Draft) {
  const document = new SourceDocument('in.json', JSON.stringify(schema));
  const { schema: draftSchema, problems } = convertSchema(document, [], draft);
  return { draft: draftSchema, problems, codes: problems.map(({ code }) => code.slice('import/'.length)) };
}

/** What becomes of a field, and the codes of what is said about it. */
function field(schema: unknown, draft: Draft = 'draft-07', more: object = {}) {
  const { draft: converted, problems, codes } = convert({ type: 'object', properties: { f: schema }, ...more }, draft);
  return {
    is: converted?.properties?.['f'],
    codes,
    messages: problems.map(({ message }) => message),
    definitions: converted?.definitions,
  };
}

/** Rows of a table whose last column is the draft, Draft-07 where it is left out. Jest takes a missing argument for `done`. */
function withDraft<Row extends readonly unknown[]>(rows: readonly Row[]) {
  return rows.map((row) => (DRAFTS.includes(row.at(-1) as Draft) ? row : [...row, 'draft-07'])) as unknown as Required<Row>[];
}

const kinds = (tag: object) => [
  { type: 'object', required: ['kind', 'a'], properties: { kind: { ...tag, const: 'x' }, a: { type: 'string' } } },
  { type: 'object', required: ['kind'], properties: { kind: { ...tag, enum: ['y'] } } },
];

/** What is reported at which keyword, and what is left. */
const REPORTED: readonly (readonly [
  keyword: string,
  schema: object,
  code: string,
  rest: object | undefined,
  draft?: Draft,
  /** @default - the keyword, in the schema itself */
  place?: string,
])[] = [
  ['not', { type: 'string', not: { const: 'x' } }, 'accepts-more', { type: 'string' }],
  ['if', { type: 'integer', if: { minimum: 5 } }, 'accepts-more', { type: 'integer' }],
  ['then', { type: 'integer', then: { minimum: 5 } }, 'accepts-more', { type: 'integer' }],
  ['else', { type: 'integer', else: { minimum: 5 } }, 'accepts-more', { type: 'integer' }],
  [
    'dependencies',
    { type: 'object', properties: { z: { type: 'string' } }, dependencies: { a: ['b'] } },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
  ],
  [
    'dependentRequired',
    { type: 'object', properties: { z: { type: 'string' } }, dependentRequired: { a: ['b'] } },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
    '2019-09',
  ],
  [
    'dependentSchemas',
    { type: 'object', properties: { z: { type: 'string' } }, dependentSchemas: { a: {} } },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
    '2019-09',
  ],
  [
    'propertyNames',
    { type: 'object', properties: { z: { type: 'string' } }, propertyNames: { maxLength: 3 } },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
  ],
  [
    'minProperties',
    { type: 'object', properties: { z: { type: 'string' } }, minProperties: 1 },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
  ],
  [
    'maxProperties',
    { type: 'object', properties: { z: { type: 'string' } }, maxProperties: 1 },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
  ],
  ['contains', { type: 'array', contains: { const: 1 } }, 'accepts-more', { type: 'array' }],
  ['minContains', { type: 'array', minContains: 2 }, 'accepts-more', { type: 'array' }, '2020-12'],
  ['maxContains', { type: 'array', maxContains: 2 }, 'accepts-more', { type: 'array' }, '2020-12'],
  [
    'unevaluatedProperties',
    { type: 'object', properties: { z: { type: 'string' } }, unevaluatedProperties: false },
    'says-less',
    { type: 'object', properties: { z: { type: 'string' } } },
    '2020-12',
  ],
  ['unevaluatedItems', { type: 'array', unevaluatedItems: false }, 'accepts-more', { type: 'array' }, '2020-12'],
  ['contentEncoding', { type: 'string', contentEncoding: 'base64' }, 'says-less', { type: 'string' }],
  ['contentMediaType', { type: 'string', contentMediaType: 'image/png' }, 'says-less', { type: 'string' }],
  ['contentSchema', { type: 'string', contentSchema: {} }, 'says-less', { type: 'string' }, '2020-12'],
  ['$comment', { type: 'string', $comment: 'x' }, 'says-less', { type: 'string' }],
  ['readOnly', { type: 'string', readOnly: true }, 'says-less', { type: 'string' }],
  ['writeOnly', { type: 'string', writeOnly: true }, 'says-less', { type: 'string' }],
  ['$vocabulary', { type: 'string', $vocabulary: {} }, 'says-less', { type: 'string' }, '2020-12'],
  ['$anchor', { type: 'string', $anchor: 'x' }, 'says-less', { type: 'string' }, '2020-12'],
  ['$dynamicAnchor', { type: 'string', $dynamicAnchor: 'x' }, 'says-less', { type: 'string' }, '2020-12'],
  ['$recursiveAnchor', { type: 'string', $recursiveAnchor: true }, 'says-less', { type: 'string' }, '2019-09'],
  ['$dynamicRef', { type: 'string', $dynamicRef: '#x' }, 'accepts-more', { type: 'string' }, '2020-12'],
  ['$recursiveRef', { type: 'string', $recursiveRef: '#' }, 'accepts-more', { type: 'string' }, '2019-09'],
  ['xml', { type: 'string', xml: {} }, 'says-less', { type: 'string' }, 'draft-04'],
  ['externalDocs', { type: 'string', externalDocs: {} }, 'says-less', { type: 'string' }, 'draft-04'],
  ['x-team', { type: 'string', 'x-team': 'a' }, 'says-less', { type: 'string' }],
  ['const', { type: 'string', const: 'x' }, 'says-less', { type: 'string' }, 'draft-04'],
  [
    'const',
    { type: 'object', properties: { z: { type: 'string' } }, const: { a: 1 } },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
  ],
  ['minLength', { type: 'integer', minLength: 3 }, 'says-less', { type: 'integer' }],
  ['additionalProperties', { type: 'object', additionalProperties: true }, 'accepts-less', { type: 'object' }],
  [
    'patternProperties',
    { type: 'object', patternProperties: { '^a': { type: 'string' } } },
    'accepts-more',
    { type: 'object', additionalProperties: { type: 'string' } },
  ],
  [
    'patternProperties',
    { type: 'object', patternProperties: { '^a': { type: 'string' }, '^b': { type: 'integer' } } },
    'accepts-less',
    { type: 'object' },
  ],
  ['items', { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] }, 'accepts-more', { type: 'array' }],
  ['prefixItems', { type: 'array', prefixItems: [{ type: 'string' }] }, 'accepts-more', { type: 'array' }, '2020-12'],
  [
    'additionalItems',
    { type: 'array', items: { type: 'string' }, additionalItems: false },
    'says-less',
    { type: 'array', items: { type: 'string' } },
  ],
  ['format', { type: 'string', format: 'idn-email' }, 'accepts-more', { type: 'string' }],
  ['format', { type: 'integer', format: 'int64' }, 'accepts-less', { type: 'integer' }, 'draft-04'],
  ['format', { type: 'number', format: 'double' }, 'says-less', { type: 'number' }, 'draft-04'],
  ['pattern', { type: 'string', pattern: '^(a+)+$' }, 'accepts-more', { type: 'string' }],
  ['pattern', { type: 'string', pattern: '[a-z]+@' }, 'accepts-more', { type: 'string' }],
  ['pattern', { type: 'string', pattern: '(' }, 'accepts-more', { type: 'string' }],
  ['', { type: 'object' }, 'accepts-less', { type: 'object' }],
  ['multipleOf', { type: 'number', multipleOf: 0.01 }, 'accepts-more', { type: 'number' }],
  [
    'enum',
    { type: 'object', properties: { z: { type: 'string' } }, enum: [{ a: 1 }] },
    'accepts-more',
    { type: 'object', properties: { z: { type: 'string' } } },
  ],
  ['enum', { type: 'string', enum: ['A', 'B', 'A'] }, 'says-less', { type: 'string', enum: ['A', 'B'] }],
  ['enum', { type: 'string', enum: ['A', 'B', 3] }, 'says-less', { type: 'string', enum: ['A', 'B'] }],
  ['type', { type: ['string', 'array'] }, 'accepts-less', { type: 'string' }],
  [
    'type',
    { type: ['object', 'string'], properties: { z: { type: 'string' } } },
    'accepts-less',
    { type: 'object', properties: { z: { type: 'string' } } },
  ],
  [
    'enum',
    { anyOf: [{ enum: [1, 2] }, { type: 'string' }] },
    'accepts-more',
    { type: ['string', 'integer'] },
    'draft-07',
    'anyOf/0/enum',
  ],
  [
    'required',
    { type: 'object', properties: { a: { type: 'string' } }, required: ['a', 'b'] },
    'accepts-more',
    { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  ],
  ['exclusiveMinimum', { type: 'number', exclusiveMinimum: true }, 'says-less', { type: 'number' }, 'draft-04'],
  ['anyOf', { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] }, 'accepts-less', { type: 'string' }],
  [
    'anyOf',
    {
      type: 'string',
      anyOf: [
        { minLength: 1, maxLength: 3 },
        { minLength: 5, maxLength: 9 },
      ],
    },
    'accepts-more',
    { type: 'string', minLength: 1, maxLength: 9 },
  ],
  ['anyOf', { type: 'string', anyOf: [{ format: 'date-time' }, { format: 'uri' }] }, 'accepts-more', { type: 'string' }],
  [
    'oneOf',
    {
      oneOf: [
        { type: 'object', properties: { a: { type: 'string' } } },
        { type: 'object', properties: { b: { type: 'string' } } },
      ],
    },
    'accepts-more',
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
  ],
  ['oneOf', { oneOf: [{ const: 'A', title: 'Alpha' }, { const: 'B' }] }, 'says-less', { type: 'string', enum: ['A', 'B'] }],
  [
    'oneOf',
    { oneOf: [...kinds({}), { type: 'null' }] },
    'accepts-less',
    { 'x-discriminator': 'kind', oneOf: expect.any(Array) as object },
  ],
  [
    'allOf',
    {
      allOf: [
        { type: 'string', pattern: '^a' },
        { type: 'string', pattern: 'b$' },
      ],
    },
    'accepts-more',
    { type: 'string', pattern: '^a' },
    'draft-07',
    'allOf/1/pattern',
  ],
  [
    'allOf',
    { type: 'string', description: 'Mine.', allOf: [{ description: 'Its.', maxLength: 3 }] },
    'says-less',
    { type: 'string', description: 'Mine.', maxLength: 3 },
    'draft-07',
    'allOf/0/description',
  ],
  ['description', { description: 'Here.', $ref: '#/definitions/D' }, 'says-less', { $ref: '#/definitions/D' }],
  ['maxLength', { maxLength: 3, $ref: '#/definitions/D' }, 'says-less', { $ref: '#/definitions/D' }],
  ['', { maxLength: 3 }, 'accepts-less', { type: 'string', maxLength: 3 }],
  ['$id', { $id: 'https://a.example/x', type: 'string' }, 'says-less', { type: 'string' }],
];

describe('convertSchema', () => {
  it.each(
    withDraft<[string, unknown, unknown, Draft?]>([
      [
        'null beside a type',
        { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] },
        { type: ['string', 'null'], maxLength: 3 },
      ],
      ['null as a constant', { oneOf: [{ type: 'integer' }, { const: null }] }, { type: ['integer', 'null'] }],
      ['a list of one type', { type: ['string'] }, { type: 'string' }],
      ['whole numbers among numbers', { type: ['integer', 'number'] }, { type: 'number' }],
      ['an enum without type', { enum: ['A', 'B'] }, { type: 'string', enum: ['A', 'B'] }],
      ['an enum with null', { enum: ['A', 'B', null] }, { type: ['string', 'null'], enum: ['A', 'B', null] }],
      ['a union of scalars', { type: ['string', 'integer'] }, { type: ['string', 'integer'] }],
      [
        'branches that are scalars',
        { oneOf: [{ type: 'integer', minimum: 0 }, { type: 'string', format: 'date-time' }, { type: 'null' }] },
        { type: ['string', 'integer', 'null'], minimum: 0, format: 'date-time' },
      ],
      ['values of several types', { enum: ['A', 'B', 3] }, { type: ['string', 'integer'], enum: ['A', 'B', 3] }],
      [
        'words beside numbers',
        { anyOf: [{ type: 'string', enum: ['auto', 'a.b'] }, { type: 'integer' }] },
        { type: ['string', 'integer'], pattern: '^(?:auto|a\\.b)$' },
      ],
      [
        'patterns beside each other',
        { type: 'string', anyOf: [{ pattern: '^a' }, { const: 'b' }] },
        { type: 'string', pattern: '(?:^a)|(?:^(?:b)$)' },
      ],
      [
        'a branch within another',
        { type: 'string', anyOf: [{ maxLength: 3, minLength: 1 }, { maxLength: 5 }] },
        { type: 'string', maxLength: 5 },
      ],
      ['an enum of one text', { type: 'string', enum: ['A'] }, { type: 'string', const: 'A' }],
      ['constants in a oneOf', { oneOf: [{ const: 'A' }, { const: 'B' }] }, { type: 'string', enum: ['A', 'B'] }],
      [
        'enums in an anyOf',
        {
          anyOf: [
            { type: 'string', enum: ['A', 'B'] },
            { type: 'string', enum: ['C', 'D'] },
          ],
        },
        { type: 'string', enum: ['A', 'B', 'C', 'D'] },
      ],
      [
        'exclusive limits of Draft-04',
        { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false },
        { type: 'number', exclusiveMinimum: 0, maximum: 5 },
        'draft-04',
      ],
      [
        'closed objects',
        { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
        { type: 'object', properties: { a: { type: 'string' } } },
      ],
      [
        'maps',
        { type: 'object', additionalProperties: { type: 'integer' } },
        { type: 'object', additionalProperties: { type: 'integer' } },
      ],
      [
        'allOf',
        {
          allOf: [
            { type: 'string', minLength: 1, maxLength: 9 },
            { type: 'string', maxLength: 5 },
          ],
        },
        { type: 'string', minLength: 1, maxLength: 5 },
      ],
      [
        'allOf of objects',
        {
          type: 'object',
          required: ['a'],
          properties: { a: { type: 'number' } },
          allOf: [{ required: ['b'], properties: { a: { type: 'integer' }, b: { type: 'string' } } }],
        },
        { type: 'object', required: ['a', 'b'], properties: { a: { type: 'integer' }, b: { type: 'string' } } },
      ],
      ['a list without items', { type: 'array', items: false }, { type: 'array', maxItems: 0 }, '2020-12'],
      [
        'a tuple of one schema',
        { type: 'array', items: [{ type: 'string' }, { type: 'string' }], additionalItems: { type: 'string' } },
        { type: 'array', items: { type: 'string' } },
      ],
      [
        'a closed pair',
        { type: 'array', prefixItems: [{ type: 'string' }, { type: 'string' }], items: false },
        { type: 'array', items: { type: 'string' }, maxItems: 2 },
        '2020-12',
      ],
      ['int32', { type: 'integer', format: 'int32', minimum: 0 }, { type: 'integer', minimum: 0, maximum: 2_147_483_647 }],
      [
        'nullable of OpenAPI',
        { type: 'string', nullable: true, enum: ['A', 'B'] },
        { type: ['string', 'null'], enum: ['A', 'B', null] },
        'draft-04',
      ],
      ['an example of OpenAPI', { type: 'string', example: 'x' }, { type: 'string', examples: ['x'] }, 'draft-04'],
      [
        'what contracts have',
        {
          type: 'string',
          enum: ['A', 'B'],
          'x-extensible': true,
          'x-classification': 'internal',
          deprecated: true,
          default: 'A',
        },
        {
          type: 'string',
          enum: ['A', 'B'],
          'x-extensible': true,
          'x-classification': 'internal',
          deprecated: true,
          default: 'A',
        },
      ],
    ]),
  )('says %s in the way of contracts, and nothing about it', (_, schema, expected, draft) => {
    expect(field(schema, draft)).toEqual({ is: expected, codes: [], messages: [], definitions: undefined });
  });

  it.each(['oneOf', 'anyOf'])('finds the field that tells the branches of %s apart, and what all have is in each', (keyword) => {
    const { is, codes } = field({
      type: 'object',
      description: 'One of two.',
      required: ['id'],
      properties: { id: { type: 'string' } },
      [keyword]: kinds({}),
    });
    expect(codes).toEqual([]);
    expect(is).toEqual({
      description: 'One of two.',
      'x-discriminator': 'kind',
      oneOf: [
        {
          type: 'object',
          required: ['id', 'kind', 'a'],
          properties: { kind: { const: 'x' }, id: { type: 'string' }, a: { type: 'string' } },
        },
        { type: 'object', required: ['id', 'kind'], properties: { kind: { const: 'y' }, id: { type: 'string' } } },
      ],
    });
  });

  it('takes the names of the discriminator of OpenAPI', () => {
    const animal = (more: object) => ({
      type: 'object',
      required: ['species'],
      properties: { species: { type: 'string' }, ...more },
    });
    const { is, codes } = field(
      {
        oneOf: [{ $ref: '#/definitions/Cat' }, { $ref: '#/definitions/Dog' }],
        discriminator: { propertyName: 'species', mapping: { hound: '#/definitions/Dog' } },
      },
      'draft-04',
      { definitions: { Cat: animal({ lives: { type: 'integer' } }), Dog: animal({}) } },
    );
    expect(codes).toEqual([]);
    expect(is).toMatchObject({
      'x-discriminator': 'species',
      oneOf: [{ properties: { species: { const: 'Cat' }, lives: {} } }, { properties: { species: { const: 'hound' } } }],
    });
  });

  it.each<[string, object, Draft]>([
    ['definitions', { definitions: { money_amount: { type: 'integer' } } }, 'draft-07'],
    ['$defs', { $defs: { money_amount: { type: 'integer' } } }, '2020-12'],
    ['anywhere', { properties: { f: { $ref: '#/properties/money_amount' }, money_amount: { type: 'integer' } } }, 'draft-04'],
    ['by an anchor', { $defs: { x: { $anchor: 'money_amount', type: 'integer' } } }, '2020-12'],
    ['by an id', { $id: 'https://a.example/root', $defs: { x: { $id: 'money_amount', type: 'integer' } } }, '2020-12'],
  ])('finds what references lead to: %s', (_, more, draft) => {
    const at = Object.keys(more).includes('definitions') ? '#/definitions/money_amount' : '#/$defs/money_amount';
    const text = JSON.stringify(more);
    const reference = text.includes('$anchor') ? '#money_amount' : text.includes('"$id":"money') ? 'money_amount' : at;
    const { is, definitions } = field({ $ref: reference }, draft, more);
    expect([is, definitions]).toEqual([{ $ref: '#/definitions/MoneyAmount' }, { MoneyAmount: { type: 'integer' } }]);
  });

  it('takes schemas that hold themselves, and the root, too', () => {
    const { draft, codes } = convert(
      { type: 'object', properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } } },
      'draft-07',
    );
    expect(codes).toEqual([]);
    const children = { type: 'array', items: { $ref: '#/definitions/Root' } };
    expect(draft?.properties?.['children']).toEqual(children);
    expect(draft?.definitions?.['Root']?.properties?.['children']).toEqual(children);
  });

  it('writes what stands in several places once, however often it is combined', () => {
    const level = (below: number) => {
      const next = { oneOf: [{ $ref: `#/definitions/level${below}` }, { type: 'null' }], description: 'The next level.' };
      return { type: 'object', properties: { name: { type: 'string' }, left: next, right: next } };
    };
    const definitions = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`level${n}`, level(n + 1)]));
    const { draft, problems } = convert(
      { ...level(0), definitions: { ...definitions, level30: { type: 'string' } } },
      'draft-07',
    );
    expect(problems).toEqual([]);
    expect(JSON.stringify(draft).length).toBeLessThan(20_000);
    expect(validateData({ schema: draft ?? {} }, { left: { right: { left: null, name: 'x' } } })).toEqual([]);
    expect(validateData({ schema: draft ?? {} }, { left: { right: { left: 'x' } } })).toHaveLength(1);
  });

  it.each(
    REPORTED.map(
      ([keyword, schema, code, rest, draft = 'draft-07', place = keyword]) =>
        [keyword, schema, code, rest, draft, place] as const,
    ),
  )('reports at "%s" what it did to %j', (_keyword, schema, code, rest, draft, place) => {
    const document = new SourceDocument(
      'in.json',
      JSON.stringify(
        { definitions: { D: { type: 'string' } }, type: 'object', properties: { f: schema, d: { $ref: '#/definitions/D' } } },
        null,
        1,
      ),
    );
    const { schema: converted, problems } = convertSchema(document, [], draft);
    expect(converted?.properties?.['f']).toEqual(rest);
    expect(problems.map((problem) => `${problem.code} ${formatPosition(problem.at)}`)).toEqual([
      `import/${code} ${formatPosition(document.atKey(['properties', 'f', ...(place === '' ? [] : place.split('/'))]))}`,
    ]);
    expect(problems[0]?.message).not.toMatch(/undefined|\[object/);
  });

  it('has a test for every keyword that contracts do not have', () => {
    expect(REPORTED.map(([keyword]) => keyword)).toEqual(expect.arrayContaining(Object.keys(LEFT_OUT_KEYWORDS)));
  });

  it.each([
    ['anything', {}, 'any value at all is allowed there'],
    ['true', true, 'any value at all is allowed there'],
    ['an untyped description', { description: 'x' }, 'any value at all is allowed there'],
    [
      'another file',
      { $ref: 'https://a.example/b.json#/c' },
      '"$ref" leads to "https://a.example/b.json#/c", which is not in this file',
    ],
    ['nowhere', { $ref: '#/definitions/gone' }, '"$ref" leads to "#/definitions/gone", which is not in this file'],
    ['no value', { type: 'integer', minimum: 5, maximum: 3 }, '"minimum" is above "maximum"'],
    ['values of another type', { type: 'integer', enum: ['A', 'B'] }, 'none of its values can be in a contract'],
    [
      'two types at once',
      { allOf: [{ type: 'string' }, { type: 'integer' }] },
      'one of its schemas allows string, another number',
    ],
    ['in no list', { allOf: [{ enum: ['calm'] }, { enum: ['angry'] }] }, 'no value is in all its lists of values'],
  ])('leaves a field out that is %s, and says why', (_, schema, reason) => {
    const { is, messages } = field(schema);
    expect(is).toBeUndefined();
    expect(messages.at(-1)).toBe(`The field "f" was left out: ${reason}.`);
  });

  it.each(['constructor', '__proto__', '$type', '+1', '', 'a.b', '1st', 'x'.repeat(65)])(
    'keeps a field that is called %j',
    (name) => {
      const { draft, codes } = convert(
        JSON.parse(`{"type":"object","properties":{"${name}":{"type":"string"},"a":{"type":"string"}}}`),
        'draft-07',
      );
      expect([Object.keys(draft?.properties ?? {}), codes]).toEqual([[name, 'a'], []]);
    },
  );

  it('leaves out a field with half a character in its name', () => {
    const { draft, codes } = convert({ type: 'object', properties: { 'a\ud83d': { type: 'string' } } }, 'draft-07');
    expect([draft?.properties, codes]).toEqual([{}, ['field-left-out']]);
  });

  it.each<[string, unknown, string]>([
    ['a type that is none', { type: 'object', properties: { a: { type: 'text' } } }, '/properties/a/type'],
    ['a limit that is text', { type: 'object', properties: { a: { type: 'integer', minimum: '5' } } }, '/properties/a/minimum'],
    ['properties in a list', { type: 'object', properties: [] }, '/properties'],
    ['a flag in the place of a list', { type: 'object', required: true }, '/required'],
    ['a number for a schema', { type: 'object', properties: { a: 5 } }, '/properties/a'],
    ['a list', { type: 'array', items: { type: 'string' } }, ''],
    ['anything', {}, ''],
    ['a reference to itself', { $ref: '#' }, ''],
    [
      'references in a circle',
      { $ref: '#/definitions/a', definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } } },
      '',
    ],
  ])('refuses %s at its position', (_, schema, path) => {
    const document = new SourceDocument('in.json', JSON.stringify(schema, null, 1));
    const { schema: converted, problems } = convertSchema(document, [], 'draft-07');
    expect(converted).toBeUndefined();
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([
      expect.objectContaining({ code: 'import/not-a-schema', at: document.at(path.split('/').slice(1)) }),
    ]);
  });
});

describe('a schema that is in the profile', () => {
  const inProfile = [...testCompanySchemas()] as [string, JsonSchema][];

  it.each(inProfile)('is the same afterwards, and each contains the other: %s', (_, schema) => {
    const { draft, problems } = convert(schema, 'draft-07');
    expect(problems).toEqual([]);
    expect([checkContainment(draft, schema).verdict, checkContainment(schema, draft).verdict]).toEqual([
      'contained',
      'contained',
    ]);
    expect(compareVersions(schema, draft).differences).toEqual([]);
    expect(draft).toEqual(schema);
  });
});

it('says that the branch it kept of a "oneOf" takes what another branch takes as well, whatever else it says', () => {
  const { codes } = convert(
    { type: 'object', properties: { a: { oneOf: [{ type: 'boolean' }, { required: ['b'] }] } } },
    'draft-07',
  );
  expect(codes).toEqual(expect.arrayContaining(['accepts-less', 'accepts-more']));
});

describe('any schema of any draft', () => {
  const object = (draft: Draft) =>
    fc.tuple(schemas(draft), schemas(draft), recursiveSchemas(draft)).map(([a, b, c]) => ({
      type: 'object',
      required: ['a'],
      properties: { a, b: old(draft, b), c: { $ref: '#/definitions/c' } },
      definitions: {
        c: { ...(typeof c === 'object' ? c : {}), definitions: undefined },
        x: typeof c === 'object' ? (c['definitions'] as { x: unknown }).x : true,
        y: { type: 'string' },
      },
    }));
  // Draft-04 has no schemas that are true or false.
  const old = (draft: Draft, schema: unknown): unknown => (draft === 'draft-04' && typeof schema === 'boolean' ? {} : schema);

  it.each(['draft-04', 'draft-07', '2020-12'] as const)(
    '%s: becomes a contract or a problem; and accepts more or less only when that is said',
    (draft) => {
      let compared = 0;
      fc.assert(
        fc.property(object(draft), fc.array(values, { minLength: 20, maxLength: 40 }), (schema, samples) => {
          const given = JSON.parse(JSON.stringify(schema)) as object;
          const { draft: converted, codes } = convert(given, draft);
          if (!converted) {
            expect(codes).toContain('not-a-schema');
            return;
          }
          expect(
            checkProfile(new SourceDocument('draft.schema.json', JSON.stringify(converted))).filter(
              ({ code }) => code !== 'contract/endless-value',
            ),
          ).toEqual([]);
          const accepted = validatorOf(given, draft);
          if (!accepted) return;
          for (const [index, value] of samples.entries()) {
            const data = { a: value, ...(index % 2 === 0 && { b: samples[(index + 1) % samples.length] }) };
            const issues = validateData({ schema: converted }, data);
            const isIn = accepted(data);
            if (issues.length === 0 && !codes.includes('accepts-more')) expect([data, isIn]).toEqual([data, true]);
            const isRefused = issues.some(({ keyword }) => keyword !== 'additionalProperties');
            if (isRefused && !codes.includes('accepts-less') && !codes.includes('field-left-out'))
              expect([data, isIn]).toEqual([data, false]);
            compared++;
          }
        }),
        { numRuns: 400 },
      );
      expect(compared).toBeGreaterThan(500);
    },
  );

  /** None for references in a circle, in which Ajv loses its way. */
  function validatorOf(schema: object, draft: Draft): ((value: unknown) => boolean) | undefined {
    try {
      const validate = realValidator(schema, draft);
      validate({ a: null, c: null });
      return validate;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  it.each(DRAFTS)('%s: no JSON at all makes it throw', (draft) => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        convert(a, draft);
        convert({ type: 'object', properties: { a, b }, allOf: [b], definitions: a }, draft);
      }),
      { numRuns: 200 },
    );
  });
});
