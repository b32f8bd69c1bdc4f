import * as fc from 'fast-check';
import { SourceDocument } from '@busbar/problem';
import { checkProfile } from '../../src/schema/profile';
import { validateData } from '../../src/schema/validation';
import { inferSchema } from '../../src/import/infer-schema';

type Data = Readonly<Record<string, unknown>>;
const id = (digit: number) => `0192f3a4-5b6c-7d8e-9f01-23456789abc${digit}`;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

/** What is inferred of a field that has these values, less what only a person can say. */
function fieldOf(values: readonly unknown[]): unknown {
  const { description: _, ...rest } = (inferSchema(values.map((value) => ({ value }))).properties?.['value'] ?? {}) as Data;
  return rest;
}

describe('inferSchema', () => {
  it.each<[string, readonly unknown[], object]>([
    ['ids', [id(1), id(2)], { type: 'string', format: 'uuid' }],
    ['times', ['2026-05-04T08:15:30Z', '2026-05-04T08:15:30.5+02:00'], { type: 'string', format: 'date-time' }],
    ['days', ['2026-05-04'], { type: 'string', format: 'date' }],
    ['times of day', ['08:15:30Z'], { type: 'string', format: 'time' }],
    ['mail addresses', ['a@example.com'], { type: 'string', format: 'email', 'x-classification': 'pii:contact' }],
    ['addresses of the web', ['https://example.com/a', 'urn:a:b'], { type: 'string', format: 'uri', maxLength: 200 }],
    ['addresses of machines', ['10.0.0.1'], { type: 'string', format: 'ipv4' }],
    ['newer addresses of machines', ['2001:db8::1'], { type: 'string', format: 'ipv6' }],
    ['durations', ['PT5M', 'P1D'], { type: 'string', format: 'duration' }],
    ['a time and a day', ['2026-05-04T08:15:30Z', '2026-05-04'], { type: 'string', maxLength: 100 }],
    ['words with a colon', ['parcel:17'], { type: 'string', maxLength: 50 }],
    ['texts', ['x'.repeat(80), ''], { type: 'string', maxLength: 500 }],
    ['whole numbers', [1, -2, 3.0], { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }],
    ['numbers', [1, 2.5], { type: 'number' }],
    ['64-bit ids', [1541815603606036480], { type: 'integer', minimum: -9223372036854775808, maximum: 9223372036854775808 }],
    ['numbers beyond', [1e30], { type: 'number' }],
    ['flags', [true, false], { type: 'boolean' }],
    ['null among others', [null, true], { type: ['boolean', 'null'] }],
    ['null', [null], { type: 'null' }],
    ['lists', [[1.5], [], [2]], { type: 'array', items: { type: 'number' }, maxItems: 20 }],
    ['empty lists', [[]], { type: 'array', maxItems: 20 }],
    ['lists with null', [['a', null]], { type: 'array', items: { type: ['string', 'null'], maxLength: 50 }, maxItems: 20 }],
    [
      'strings and numbers',
      ['a', 1, 'b'],
      { type: ['string', 'integer'], maxLength: 50, minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    ],
    ['booleans, dates and null', [true, '2026-05-04', null], { type: ['string', 'boolean', 'null'], format: 'date' }],
    ['more lists than numbers', [['a'], 1, ['b']], { type: 'array', items: { type: 'string', maxLength: 50 }, maxItems: 20 }],
    ['objects without fields', [{}], { type: 'object', properties: {} }],
    ['maps by id', [{ [id(1)]: 1.5, [id(2)]: 2 }], { type: 'object', additionalProperties: { type: 'number' } }],
    [
      'maps by day',
      [{ '2026-05-04': true }, { '2026-05-05': false }],
      { type: 'object', additionalProperties: { type: 'boolean' } },
    ],
    [
      'maps of words',
      times(10, (n) => ({ [`k${'abcdefghij'[n]}`]: n / 2, [`l${'abcdefghij'[n]}`]: 1 })),
      { type: 'object', additionalProperties: { type: 'number' } },
    ],
  ])('recognises %s', (_, values, expected) => {
    expect(fieldOf(values)).toEqual(expected);
  });

  it.each<[string, readonly string[], boolean]>([
    ['two values, five times each', times(10, (n) => (n % 2 ? 'NEW' : 'OLD')), true],
    ['two values in nine samples, one of them once', [...times(8, () => 'NEW'), 'OLD'], false],
    ['two values in twenty samples, one of them once', [...times(19, () => 'NEW'), 'OLD'], true],
    ['a handful', ['NEW', 'NEW', 'OLD', 'OLD'], false],
    ['one value only', times(50, () => 'NEW'), false],
    ['values that never repeat', times(20, (n) => `V${'abcdefghijklmnopqrst'[n]}`), false],
    ['numbers of things', times(20, (n) => (n % 2 ? 'P-1234' : 'P-5678')), false],
    ['sentences', times(20, (n) => (n % 2 ? 'It rained.' : 'It was dark.')), false],
    ['values that are one constant in bindings', times(20, (n) => (n % 2 ? 'in-transit' : 'IN_TRANSIT')), false],
  ])('an enum or not: %s', (_, values, isEnum) => {
    expect(fieldOf(values)).toEqual(
      isEnum
        ? { type: 'string', enum: [...new Set(values)], 'x-extensible': true }
        : expect.not.objectContaining({ enum: expect.anything() as unknown }),
    );
  });

  it('takes no enum of what a name says is an id, and lets an enum be null', () => {
    const schema = inferSchema(
      times(30, (n) => ({ carrierId: n % 2 ? 'dhl' : 'ups', carrier: n % 3 ? (n % 2 ? 'dhl' : 'ups') : null })),
    );
    expect(schema.properties?.['carrierId']).not.toHaveProperty('enum');
    expect(schema.properties?.['carrier']).toMatchObject({ type: ['string', 'null'], enum: ['dhl', 'ups', null] });
  });

  it('requires what every event has, and tells how many have the rest', () => {
    const schema = inferSchema([{ a: 'x', b: 1 }, { a: 'y' }]);
    expect(schema).toMatchObject({ type: 'object', required: ['a'] });
    expect(schema.properties?.['b']?.description).toBe('TODO: say what "b" is. 1 of 2 have it.');
  });

  it.each<[string, readonly Data[], string | undefined]>([
    [
      'a kind',
      [
        { kind: 'photo', url: 'u' },
        { kind: 'pin', digits: 4 },
      ],
      'kind',
    ],
    [
      'a type, with fields that not all of a branch have',
      [
        { type: 'a', x: 1, y: 1 },
        { type: 'a', x: 2 },
        { type: 'b', z: 1 },
      ],
      'type',
    ],
    [
      'values of another type',
      [
        { kind: 'number', value: 1 },
        { kind: 'text', value: 'x' },
      ],
      'kind',
    ],
    [
      'a word that is called otherwise, often enough',
      times(8, (n) => (n % 2 ? { how: 'air', flight: 'x', gate: 'a' } : { how: 'sea', ship: 'y', port: 'b' })),
      'how',
    ],
    [
      'a word that is called otherwise, twice',
      [
        { how: 'air', flight: 'x' },
        { how: 'sea', ship: 'y' },
      ],
      undefined,
    ],
    [
      'a status that brings one field',
      times(8, (n) => ({ status: n % 2 ? 'DONE' : 'OPEN', a: 1, b: 2, ...(n % 2 && { doneBy: 'x' }) })),
      undefined,
    ],
    [
      'a kind of which all have the same',
      [
        { kind: 'a', x: 1 },
        { kind: 'b', x: 2 },
      ],
      undefined,
    ],
    ['an optional field', [{ kind: 'a', x: 1 }, { kind: 'a' }, { kind: 'b' }], undefined],
    [
      'no word',
      [
        { kind: 1, x: 1 },
        { kind: 2, y: 1 },
      ],
      undefined,
    ],
  ])('a union or not: %s', (_, objects, tag) => {
    for (const schema of [inferSchema(objects), inferSchema(objects.map((value) => ({ value }))).properties?.['value']]) {
      expect(schema?.['x-discriminator']).toBe(tag);
      expect(schema?.oneOf?.length).toBe(tag === undefined ? undefined : new Set(objects.map((one) => one[tag])).size);
    }
  });

  it('leaves less room above the samples rather than let an event outgrow the bus', () => {
    const schema = inferSchema([{ list: times(100, () => 'x'.repeat(300)) }]);
    expect([schema.properties?.['list']?.maxItems, schema.properties?.['list']?.items?.maxLength]).toEqual([100, 300]);
  });

  /** Events as programs send them: few names, values that repeat, sometimes of another type. */
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(
        'NEW',
        'OLD',
        'photo',
        'pin',
        id(1),
        '2026-05-04',
        '2026-05-04T08:15:30Z',
        'a@example.com',
        'a:b',
        '',
        'Long text.',
        null,
        true,
        0,
        1,
        -7,
        2.5,
        2 ** 53,
        1e300,
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('kind', 'status', 'a', 'b', 'c', id(2), '17', '__proto__', '$x'), tie('value'), {
        maxKeys: 4,
      }),
    ),
  })).value;
  const event = fc.dictionary(fc.constantFrom('kind', 'status', 'a', 'b', 'c'), value, { maxKeys: 5 });

  it('gives a draft within the profile for anything; it accepts every event whose fields have one type and a name', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 25 }), (generated) => {
        const events = JSON.parse(JSON.stringify(generated)) as Data[];
        const schema = inferSchema(events);
        expect(checkProfile(new SourceDocument('draft.schema.json', JSON.stringify(schema)))).toEqual([]);
        for (const data of events) {
          const issues = validateData({ schema }, data);
          // What differs in type from most, and what a contract has no name for. Nothing else is ever refused.
          expect(
            issues.filter(({ keyword }) => keyword !== 'type' && keyword !== 'additionalProperties' && keyword !== 'required'),
          ).toEqual([]);
          if (issues.length === 0) accepted++;
        }
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  const scalar = fc.constantFrom('string', 'integer', 'number', 'boolean', 'id', 'word', 'any of them');
  const wellTyped = fc.letrec<{ of: (seed: number) => unknown; field: (seed: number) => unknown }>((tie) => ({
    of: fc.oneof(
      { depthSize: 'small' },
      scalar.map((kind) => (seed: number) => scalarOf(kind, seed)),
      tie('field'),
    ) as fc.Arbitrary<(seed: number) => unknown>,
    field: fc.oneof(
      tie('of').map((of) => (seed: number) => (seed % 5 === 0 ? null : of(seed))),
      tie('of').map((of) => (seed: number) => times(seed % 4, (n) => of(seed + n))),
      fc
        .dictionary(fc.constantFrom('a', 'b', 'c'), tie('of'), { minKeys: 1, maxKeys: 3 })
        .map(
          (fields) => (seed: number) =>
            Object.fromEntries(
              Object.entries(fields).flatMap(([name, of], index) => ((seed + index) % 3 === 0 ? [] : [[name, of(seed + index)]])),
            ),
        ),
      fc.tuple(tie('of'), tie('of')).map(
        ([a, b]) =>
          (seed: number) =>
            seed % 2 ? { kind: 'one', first: a(seed) } : { kind: 'two', second: b(seed) },
      ),
      tie('of').map((of) => (seed: number) => Object.fromEntries(times(seed % 3, (n) => [`2026-01-0${n + 1}`, of(seed + n)]))),
    ) as fc.Arbitrary<(seed: number) => unknown>,
  })).of;

  it('accepts every sample that it was inferred from, when each field has one type, or is a union of scalars', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('x', 'y', 'z', 'status'), wellTyped, { minKeys: 1 }),
        fc.array(fc.nat(1_000), { minLength: 1, maxLength: 40 }),
        (fields, seeds) => {
          const events = seeds.map((seed) =>
            Object.fromEntries(
              Object.entries(fields).flatMap(([name, of], index) =>
                (seed * 7 + index) % 4 === 0 ? [] : [[name, of(seed + index)]],
              ),
            ),
          );
          const schema = inferSchema(events);
          for (const data of events) expect(validateData({ schema }, data)).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

function scalarOf(kind: string, seed: number): unknown {
  switch (kind) {
    case 'integer':
      return seed - 500;
    case 'number':
      return seed / 4;
    case 'boolean':
      return seed % 2 === 0;
    case 'id':
      return id(seed % 10);
    case 'any of them':
      return scalarOf(['integer', 'string', 'boolean', 'number'][seed % 4] ?? '', seed);
    case 'word':
      return ['NEW', 'OLD', 'PAID'][seed % 3];
    default:
      return 'text '.repeat(seed % 7);
  }
}
