import { checkContainment } from '../src/check-containment';
import { type Draft, draftOf } from '../src/schema/drafts';
import { realValidator } from './testing/real-validator';

type Row = [name: string, sub: unknown, sup: unknown];

function verdictOf(sub: unknown, sup: unknown, given?: Draft): string {
  const draft = given && { draft: given };
  const containment = checkContainment(sub, sup, draft);
  if (containment.verdict === 'broken') {
    expect(realValidator(sub, given ?? draftOf(sub as boolean))(containment.counterexample)).toBe(true);
    expect(realValidator(sup, given ?? draftOf(sup as boolean))(containment.counterexample)).toBe(false);
  }
  return containment.verdict;
}

const tagged = (...kinds: string[]): object => ({
  oneOf: kinds.map((kind) => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { const: kind }, [kind]: { type: 'string' } },
  })),
});
const tree = (value: object): object => ({
  $ref: '#/definitions/node',
  definitions: {
    node: {
      type: 'object',
      required: ['value'],
      properties: { value, children: { type: 'array', items: { $ref: '#/definitions/node' } } },
    },
  },
});

describe('checkContainment', () => {
  it.each<Row>([
    ['anything in anything', {}, true],
    ['nothing in nothing', false, { not: {} }],
    ['a type in a list of types', { type: 'string' }, { type: ['string', 'null'] }],
    ['integers in numbers', { type: 'integer' }, { type: 'number' }],
    ['an enum in a type', { enum: ['a', 'b'] }, { type: 'string' }],
    ['const in enum', { const: { a: [1] } }, { enum: [{ a: [1] }, 2] }],
    ['booleans in their enum', { type: 'boolean' }, { enum: [true, false] }],
    ['null in its enum', { type: 'null' }, { enum: [null] }],
    ['an inclusive in an exclusive limit of integers', { type: 'integer', minimum: 1 }, { exclusiveMinimum: 0 }],
    ['an exclusive in an inclusive limit of integers', { type: 'integer', exclusiveMinimum: 0 }, { minimum: 1 }],
    ['a fractional limit of integers', { type: 'integer', minimum: 0.5 }, { minimum: 1 }],
    ['integers within limits in their enum', { type: 'integer', minimum: 1, maximum: 3 }, { enum: [1, 2, 3] }],
    ['multiples', { multipleOf: 6 }, { allOf: [{ multipleOf: 3 }, { multipleOf: 2 }] }],
    ['multiples of two numbers', { allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] }, { multipleOf: 12 }],
    ['whole numbers in halves', { type: 'integer' }, { multipleOf: 0.5 }],
    ['equal fractional multiples', { type: 'number', multipleOf: 0.01 }, { multipleOf: 0.01 }],
    ['equal patterns', { type: 'string', pattern: '^(?<!x)a' }, { pattern: '^(?<!x)a' }],
    ['patterns in wider ones', { type: 'string', pattern: '^[a-f0-9]{8}$' }, { pattern: '^\\w+$', maxLength: 8 }],
    ['a pattern in an enum', { type: 'string', pattern: '^(a|b)$' }, { enum: ['a', 'b'] }],
    ['a pattern in a length', { type: 'string', pattern: '^.{2,3}$' }, { minLength: 2 }],
    ['a look-ahead', { type: 'string', pattern: '^(?=.*\\d)[a-z0-9]+$' }, { pattern: '[0-9]' }],
    ['equal formats', { type: 'string', format: 'ipv6' }, { format: 'ipv6' }],
    ['equal formats that nobody knows', { type: 'string', format: 'iban' }, { format: 'iban' }],
    ['a format in a pattern', { type: 'string', format: 'date' }, { pattern: '^\\d+-' }],
    ['a format in a length', { type: 'string', format: 'uuid' }, { minLength: 36 }],
    ['property order and required order', { required: ['a', 'b'] }, { required: ['b', 'a'] }],
    [
      'a closed object in an open one',
      { type: 'object', properties: { a: {} }, additionalProperties: false },
      { type: 'object' },
    ],
    [
      'a closed object that lacks what is described',
      { properties: { a: {} }, additionalProperties: false },
      { properties: { b: false } },
    ],
    [
      'additional properties in pattern properties',
      { additionalProperties: { type: 'integer' } },
      { patternProperties: { '^x': { type: 'number' } } },
    ],
    [
      'pattern properties in properties',
      { patternProperties: { '^a': { type: 'string' } }, additionalProperties: false },
      { properties: { abc: { type: 'string' }, b: false } },
    ],
    ['property names that leave few names', { type: 'object', propertyNames: { enum: ['a', 'b'] } }, { maxProperties: 2 }],
    ['dependencies', { required: ['b'], dependencies: { a: ['b', 'c'] } }, { dependencies: { a: ['c'] } }],
    ['an object that needs no name in a dependency', { properties: { a: false } }, { dependencies: { a: false } }],
    ['more items required', { type: 'array', minItems: 2 }, { minItems: 1 }],
    [
      'a tuple in a list',
      { items: [{ const: 1 }, { const: 2 }], additionalItems: false },
      { items: { type: 'integer' }, maxItems: 2 },
    ],
    ['a list in contains', { type: 'array', items: { const: 1 }, minItems: 1 }, { contains: { type: 'number' } }],
    ['unique items of few values', { type: 'array', items: { type: 'boolean' }, uniqueItems: true }, { maxItems: 2 }],
    ['at most one item in unique', { type: 'array', maxItems: 1 }, { uniqueItems: true }],
    ['allOf, merged', { allOf: [{ minimum: 0 }, { maximum: 9 }], type: 'integer' }, { anyOf: [{ maximum: 4 }, { minimum: 5 }] }],
    [
      'anyOf in another order',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { anyOf: [{ type: 'null' }, { type: 'string' }] },
    ],
    [
      'oneOf that does not overlap in anyOf',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { oneOf: [{ type: 'string' }, { type: 'null' }] },
    ],
    ['a union in a larger one, by tag', tagged('home', 'locker'), tagged('locker', 'depot', 'home')],
    [
      'a tag enum in a union of tags',
      { type: 'object', required: ['kind'], properties: { kind: { enum: ['a', 'b'] } }, additionalProperties: false },
      tagged('a', 'b'),
    ],
    ['not', { not: { type: 'string' } }, { type: ['null', 'boolean', 'number', 'array', 'object'] }],
    [
      'conditions',
      { if: { type: 'string' }, then: { minLength: 2 }, else: { type: 'integer' } },
      { type: ['string', 'integer'] },
    ],
    ['a condition as its branches', { type: 'integer', if: { minimum: 0 }, then: { maximum: 9 } }, { maximum: 9 }],
    ['what no value satisfies', { type: 'string', minimum: 3, minLength: 4, maxLength: 2 }, false],
    [
      'an impossible recursion',
      {
        $ref: '#/definitions/a',
        definitions: { a: { required: ['a'], type: 'object', properties: { a: { $ref: '#/definitions/a' } } } },
      },
      false,
    ],
    ['recursion', tree({ type: 'integer' }), tree({ type: 'number' })],
    ['a reference and what it stands for', { $ref: '#/definitions/a', definitions: { a: { minimum: 1 } } }, { minimum: 1 }],
    [
      'what surrounds a reference up to draft-07',
      { $ref: '#/definitions/a', definitions: { a: { minimum: 1 } }, maximum: 0 },
      { minimum: 1 },
    ],
    ['annotations', { title: 'x', default: 1, minimum: 1 }, { description: 'y', examples: [1], minimum: 1 }],
    ['"__proto__" as a property', JSON.parse('{"type":"object","required":["__proto__"]}'), { minProperties: 1 }],
  ])('proves %s', (_, sub, sup) => {
    expect(verdictOf(sub, sup)).toBe('contained');
  });

  it.each<Row>([
    ['anything and something', {}, { type: 'string' }],
    ['numbers and integers', { type: 'number' }, { type: 'integer' }],
    ['a type and an enum', { type: 'string' }, { enum: ['a', 'aa', ''] }],
    ['an enum that grew', { enum: ['a', 'b', 'c'] }, { enum: ['a', 'b'] }],
    ['a limit that moved by one', { type: 'integer', maximum: 11 }, { maximum: 10 }],
    ['limits of numbers that are no integers', { type: 'number', minimum: 0.5 }, { minimum: 1 }],
    ['multiples', { type: 'integer', multipleOf: 3, minimum: 1_000 }, { multipleOf: 6 }],
    ['patterns', { type: 'string', pattern: '^[a-z]{3}-\\d{4}$' }, { pattern: '^[a-y]{3}-\\d{4}$' }],
    ['a pattern against a format', { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, { format: 'date' }],
    ['a format against another', { type: 'string', format: 'date' }, { format: 'date-time' }],
    ['a long text', { type: 'string', minLength: 300, pattern: '^a' }, { maxLength: 299 }],
    ['astral characters count as one', { type: 'string', maxLength: 2, pattern: '^\\u{1F600}{2}$' }, { maxLength: 1 }],
    ['a property that is optional', { type: 'object', properties: { a: {} } }, { required: ['a'] }],
    [
      'an open object and a closed one',
      { type: 'object', properties: { a: {} } },
      { properties: { a: {} }, additionalProperties: false },
    ],
    ['"toString" is an optional property like any other', { type: 'object' }, { required: ['toString'] }],
    [
      'names by pattern',
      { type: 'object', propertyNames: { pattern: '^[a-z]+$' } },
      { patternProperties: { '^x': { type: 'string' } } },
    ],
    ['dependencies', { type: 'object' }, { dependencies: { a: { required: ['b'] } } }],
    ['items', { type: 'array', items: { type: 'integer' } }, { items: { minimum: 0 } }],
    ['a list and a tuple', { type: 'array', items: { type: 'integer' } }, { items: [{}, { multipleOf: 2 }] }],
    ['additional items', { type: 'array', items: [{ const: 1 }] }, { items: [{}], additionalItems: false }],
    ['contains', { type: 'array', minItems: 2 }, { contains: { const: 'x' } }],
    ['unique items', { type: 'array', items: { enum: [1, 2] }, minItems: 2 }, { uniqueItems: true }],
    ['equal objects are not unique', { type: 'array', items: { type: 'object', required: ['a'] } }, { uniqueItems: true }],
    // Adding a branch can reject values that were accepted before: Confluent's "beyond-15".
    [
      'an overlapping branch added to oneOf',
      { oneOf: [{ type: 'number' }] },
      { oneOf: [{ type: 'number' }, { type: 'integer' }] },
    ],
    ['a union in a smaller one, by tag', tagged('home', 'locker', 'depot'), tagged('home', 'locker')],
    ['not', { type: ['string', 'number'] }, { not: { minimum: 5, type: 'number' } }],
    ['conditions', { type: 'integer' }, { if: { minimum: 5 }, then: { multipleOf: 2 } }],
    ['recursion', tree({ type: 'number' }), tree({ type: 'integer' })],
    [
      'deep inside a recursion only',
      tree({}),
      { properties: { children: { items: { properties: { children: { maxItems: 1 } } } } } },
    ],
    [
      'many conditions at once',
      {
        type: 'object',
        required: ['id', 'at', 'stops'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          at: { type: 'string', format: 'date-time' },
          stops: {
            type: 'array',
            minItems: 2,
            uniqueItems: true,
            items: { type: 'object', required: ['no'], properties: { no: { type: 'integer', minimum: 1 } } },
          },
        },
        additionalProperties: false,
        minProperties: 3,
      },
      { properties: { stops: { maxItems: 1 } } },
    ],
  ])('finds a counterexample for %s', (_, sub, sup) => {
    expect(verdictOf(sub, sup)).toBe('broken');
  });

  it.each<Row>([
    ['a pattern beyond regular languages', { type: 'string', pattern: '^(?<a>x)\\k<a>$' }, { maxLength: 1 }],
    ['a format that nobody knows', { type: 'string' }, { format: 'iban' }],
    ['decimal multiples, which floats cannot decide', { multipleOf: 0.06, minimum: 1e15 }, { multipleOf: 0.03 }],
  ])('says that it cannot tell: %s', (_, sub, sup) => {
    expect(checkContainment(sub, sup)).toMatchObject({
      verdict: 'unproven',
      reason: expect.stringMatching(/^Undecided: .+\.$/),
    });
  });

  it.each<[name: string, draft: Draft, sub: unknown, sup: unknown, verdict: string]>([
    [
      'boolean exclusive limits',
      'draft-04',
      { type: 'integer', minimum: 0, exclusiveMinimum: true },
      { minimum: 1 },
      'contained',
    ],
    ['boolean exclusive limits', 'draft-04', { type: 'number', maximum: 5 }, { maximum: 5, exclusiveMaximum: true }, 'broken'],
    [
      'keywords that came later',
      'draft-04',
      { type: 'integer' },
      { const: 1, contains: false, propertyNames: false, if: true, then: false },
      'contained',
    ],
    [
      '"id" as identifier',
      'draft-04',
      { id: 'http://x/a', $ref: '#/definitions/a', definitions: { a: { minimum: 1 } } },
      { minimum: 0 },
      'contained',
    ],
    ['conditions mean nothing', 'draft-06', {}, { if: true, then: false }, 'contained'],
    [
      'const and contains',
      'draft-06',
      { type: 'array', items: { const: 1 }, minItems: 1 },
      { contains: { enum: [1, 2] } },
      'contained',
    ],
    [
      'an identifier as base',
      'draft-07',
      { $id: 'http://x/a.json', $ref: 'b.json', definitions: { b: { $id: 'b.json', type: 'null' } } },
      { type: 'null' },
      'contained',
    ],
    ['an anchor', 'draft-07', { $ref: '#b', definitions: { b: { $id: '#b', type: 'null' } } }, { type: 'null' }, 'contained'],
    [
      'dependentRequired means nothing',
      'draft-07',
      {},
      { dependentRequired: { a: ['b'] }, prefixItems: [false], minContains: 3 },
      'contained',
    ],
    ['tuples', '2020-12', { prefixItems: [{ const: 1 }], items: { const: 2 } }, { items: { type: 'integer' } }, 'contained'],
    ['counting what matches', '2020-12', { type: 'array', contains: { const: 1 }, minContains: 2 }, { minItems: 2 }, 'contained'],
    [
      'counting what matches',
      '2020-12',
      { type: 'array', items: { enum: [1, 2] } },
      { contains: { const: 1 }, minContains: 0, maxContains: 2 },
      'broken',
    ],
    [
      'beside a reference',
      '2020-12',
      { $ref: '#/$defs/a', $defs: { a: { minimum: 1 } }, maximum: 3 },
      { maximum: 3 },
      'contained',
    ],
    ['an anchor', '2020-12', { $ref: '#b', $defs: { b: { $anchor: 'b', type: 'null' } } }, { type: 'null' }, 'contained'],
    [
      'a dynamic reference that has one target',
      '2020-12',
      { $dynamicRef: '#b', $defs: { b: { $dynamicAnchor: 'b', type: 'null' } } },
      { type: 'null' },
      'contained',
    ],
    [
      'dependent keywords',
      '2020-12',
      { dependentRequired: { a: ['b'] }, required: ['a'] },
      { dependentSchemas: { a: { required: ['b'] } } },
      'contained',
    ],
    [
      'unevaluated properties through allOf',
      '2020-12',
      { type: 'object', allOf: [{ properties: { a: { type: 'string' } } }], unevaluatedProperties: false },
      { properties: { a: { type: 'string' } }, additionalProperties: false },
      'contained',
    ],
    [
      'unevaluated properties by branch',
      '2020-12',
      {
        type: 'object',
        anyOf: [{ required: ['a'], properties: { a: {} } }, { properties: { b: {} } }],
        unevaluatedProperties: false,
      },
      { propertyNames: { enum: ['a', 'b'] } },
      'contained',
    ],
    [
      'unevaluated properties by branch',
      '2020-12',
      { type: 'object' },
      { if: { required: ['a'] }, then: { properties: { a: {} } }, unevaluatedProperties: false },
      'broken',
    ],
    ['unevaluated items', '2020-12', { type: 'array', prefixItems: [{}], unevaluatedItems: false }, { maxItems: 1 }, 'contained'],
    [
      'unevaluated items that depend on what matches',
      '2020-12',
      { type: 'array', contains: { const: 1 }, unevaluatedItems: false },
      { items: { const: 1 } },
      'unproven',
    ],
  ])('%s (%s)', (_, draft, sub, sup, verdict) => {
    expect(verdictOf(sub, sup, draft)).toBe(verdict);
  });

  it.each<[name: string, sub: object, sup: object, verdict: string]>([
    ['that agrees', { $ref: '#/definitions/a', maximum: 3 }, { minimum: 0 }, 'contained'],
    ['that makes the first smaller', { $ref: '#/definitions/a', maximum: 3 }, { maximum: 3 }, 'unproven'],
    ['that makes the second smaller', { type: 'integer', minimum: 1 }, { $ref: '#/definitions/a', maximum: 3 }, 'unproven'],
    ['beside a break', { $ref: '#/definitions/a', maximum: 3 }, { minimum: 2 }, 'broken'],
    ['that only explains', { $ref: '#/definitions/a', description: 'An a.' }, { minimum: 1 }, 'contained'],
  ])('decides about a keyword beside "$ref" %s only where all validators agree', (_, sub, sup, verdict) => {
    const definitions = { a: { type: 'integer', minimum: 1 } };
    expect(checkContainment({ ...sub, definitions }, { ...sup, definitions }).verdict).toBe(verdict);
  });

  it('compares schemas of different drafts', () => {
    const old = { $schema: 'http://json-schema.org/draft-04/schema#', type: 'integer', maximum: 10, exclusiveMaximum: true };
    const young = { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'integer', exclusiveMaximum: 10 };
    expect(verdictOf(old, young)).toBe('contained');
    expect(verdictOf(young, old)).toBe('contained');
  });

  it('says where and why the counterexample is rejected', () => {
    const sub = {
      type: 'object',
      required: ['stops'],
      properties: { stops: { type: 'array', minItems: 1, items: { type: 'integer' } } },
    };
    const sup = { properties: { stops: { items: { type: 'integer', maximum: 10 } } } };
    expect(checkContainment(sub, sup)).toEqual({
      verdict: 'broken',
      counterexample: { stops: [11] },
      reason: '/stops/0 must be <= 10.',
      path: '/stops/0',
      keyword: 'maximum',
    });
  });

  it.each([
    ...['uri-template', 'iri', 'iri-reference', 'idn-email', 'idn-hostname', 'url', 'iso-time', 'iso-date-time', 'regex'],
    ...['json-pointer', 'json-pointer-uri-fragment', 'relative-json-pointer', 'uri-reference', 'byte', 'password', 'iban', 'x-y'],
  ])('finds a value beside a text of the format %s, whoever knows it', (format) => {
    const schema = (required: readonly string[], more: object = {}): object => ({
      type: 'object',
      required,
      properties: {
        id: { type: 'string', format, ...more },
        all: { type: 'array', minItems: 1, items: { type: 'string', format } },
      },
    });
    expect(verdictOf(schema(['id', 'all']), schema(['id', 'all', 'gone']))).toBe('broken');
    expect(verdictOf(schema(['id']), schema(['id'], { maxLength: 0 }))).toBe('broken');
    expect(verdictOf(schema(['id', 'all']), schema(['id']))).toBe('contained');
  });

  it('takes no text for one of an unknown format where it must not be one', () => {
    expect(checkContainment({ enum: ['abc'] }, { format: 'iban' }).verdict).toBe('unproven');
  });

  it('is sure of no counterexample where Ajv is known to err and this engine cannot tell', () => {
    // Of the official test suite: the first "$dynamicAnchor" on the way decides, so items are strings. Ajv lets numbers pass.
    const strings = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://example.org/strings',
      $ref: 'list',
      $defs: {
        item: { $dynamicAnchor: 'items', type: 'string' },
        list: {
          $id: 'list',
          type: 'array',
          items: { $dynamicRef: '#items' },
          $defs: { any: { $dynamicAnchor: 'items' } },
        },
      },
    };
    const { verdict } = checkContainment(strings, { $schema: strings.$schema, items: { type: 'string' } });
    expect(verdict).not.toBe('broken');
    const closed = { $schema: strings.$schema, properties: { a: true }, unevaluatedProperties: false };
    expect(checkContainment({ ...closed, properties: { a: true, b: true } }, closed)).toMatchObject({ verdict: 'broken' });
  });

  it('says where it could not tell', () => {
    const note = (format: string): unknown => ({ type: 'object', properties: { note: { type: 'string', format } } });
    expect(checkContainment(note('date'), note('bic'))).toEqual({
      verdict: 'unproven',
      reason: 'Undecided: the format "bic" is not known.',
      path: '/note',
    });
  });
});
