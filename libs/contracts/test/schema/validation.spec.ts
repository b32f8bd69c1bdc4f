import { testCompanyEventFiles } from '@busbar/test-company';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { closeObjects } from '../../src/schema/closed-schema';
import { formats } from '@busbar/schema-containment';
import { issuesOf } from '../../src/schema/issues';
import type { Contract, Issue, JsonSchema } from '../../src/model';
import { parseContracts } from '../../src/repository/parse-contracts';
import { validateData } from '../../src/schema/validation';

const contracts = parseContracts(testCompanyEventFiles()).contracts;
const ajv = new Ajv({
  allErrors: true,
  discriminator: true,
  formats,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
});
const compiled = new Map(contracts.map((contract) => [contract.type, ajv.compile(closeObjects(contract.schema))]));

describe('validateData', () => {
  it('answers at once for a pattern that would stop a backtracking engine', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { a: { type: 'string', pattern: '^(\\p{L}|\\p{Lu})*1$' }, b: { type: 'string', pattern: '^(a+)+\\1$' } },
    };
    expect(validateData({ schema }, { a: `${'A'.repeat(60)}1` })).toEqual([]);
    expect(validateData({ schema }, { a: 'A'.repeat(60), b: `${'a'.repeat(60)}!` })).toMatchObject([
      { path: '/a', keyword: 'pattern' },
      // Nothing can tell in bounded time, so it is not let through.
      { path: '/b', keyword: 'pattern' },
    ]);
  });

  it.each(contracts.map((contract) => [contract.type, contract] as const))(
    'agrees with Ajv on the examples of %s',
    (_, contract) => {
      for (const { name, data, valid } of contract.examples) {
        const issues = validateData(contract, data);
        expect({ name, issues }).toEqual({ name, issues: byAjv(contract, data) });
        expect(issues.length === 0).toBe(valid);
      }
    },
  );

  it('agrees with Ajv on examples in which anything was changed', () => {
    const pool = contracts.flatMap((contract) => contract.examples.map((example) => ({ contract, data: example.data })));
    const change = fc.record({
      pick: fc.nat(),
      how: fc.constantFrom('replace', 'remove', 'add'),
      value: fc.oneof(strange, fc.jsonValue({ maxDepth: 2 })),
    });
    fc.assert(
      fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }), (which, changes) => {
        const { contract, data } = pool[which % pool.length] ?? fail();
        const changed: unknown = structuredClone(data);
        for (const { pick, how, value } of changes) applyChange(changed, pick, how, structuredClone(value));
        const [ours, theirs] = [validateData(contract, changed), byAjv(contract, changed)];
        // Of a number that has lost digits, Ajv goes on to tell what else is wrong with it.
        if (hasUnsafeInteger(changed)) expect(pathsOf(ours)).toEqual(pathsOf(theirs));
        else expect(comparable(ours)).toEqual(comparable(theirs));
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with Ajv on unions of scalars', () => {
    const types = fc
      .subarray(['string', 'boolean', 'null'] as const)
      .chain((some) =>
        fc
          .constantFrom(undefined, 'integer', 'number')
          .map((number) => [...some, ...(number === undefined ? [] : [number as 'integer'])]),
      );
    const bounds = fc.record(
      {
        minimum: fc.integer({ min: -3, max: 3 }),
        exclusiveMaximum: fc.integer({ min: 4, max: 9 }),
        multipleOf: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: [] },
    );
    const forText = fc.record(
      {
        minLength: fc.integer({ min: 0, max: 2 }),
        maxLength: fc.integer({ min: 2, max: 3 }),
        pattern: fc.constantFrom('^a', '[0-9]$'),
      },
      { requiredKeys: [] },
    );
    const value = fc.oneof(
      fc.integer({ min: -5, max: 12 }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.string({ maxLength: 4 }),
      strange,
    );
    fc.assert(
      fc.property(
        types.filter((some) => some.length > 1),
        bounds,
        forText,
        value,
        (some, numbers, texts, data) => {
          const isNumber = some.includes('integer');
          const schema: JsonSchema = { type: some, ...(isNumber && numbers), ...(some.includes('string') && texts) };
          const root: JsonSchema = { type: 'object', properties: { a: schema } };
          const validate = ajv.compile(closeObjects(root));
          const theirs = validate({ a: data }) ? [] : issuesOf(validate.errors ?? []);
          const ours = validateData({ schema: root }, { a: data });
          // As above.
          if (hasUnsafeInteger(data)) expect(pathsOf(ours)).toEqual(pathsOf(theirs));
          else expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never holds what it found', () => {
    const [contract] = contracts.filter(({ type }) => type === 'delivery.order.scheduled@1');
    const secret = 'SECRET-4711';
    const issues = validateData(contract ?? fail(), {
      deliveryId: secret,
      contact: { name: 7, email: secret, phone: secret },
      window: secret,
    });
    expect(issues.length).toBeGreaterThan(5);
    expect(JSON.stringify(issues)).not.toContain(secret);
  });

  it('says what is wrong by path, in order, in words', () => {
    const schema: JsonSchema = {
      type: 'object',
      required: ['id', 'a/b'],
      properties: {
        id: { type: 'string', minLength: 3 },
        'a/b': { type: 'string' },
        list: { type: 'array', items: { type: 'integer', maximum: 5 } },
      },
    };
    expect(validateData({ schema }, { id: 'x', list: [1, 7, 'y'], extra: 1 })).toEqual([
      { path: '/a~1b', keyword: 'required', message: 'is required' },
      { path: '/extra', keyword: 'additionalProperties', message: 'is not a field of this event' },
      { path: '/id', keyword: 'minLength', message: 'must have at least 3 characters' },
      { path: '/list/1', keyword: 'maximum', message: 'must be at most 5' },
      { path: '/list/2', keyword: 'type', message: 'must be integer' },
    ]);
  });

  it.each<[string, JsonSchema, number, string | undefined]>([
    ['the largest that a double holds exactly', { type: 'integer' }, 2 ** 53 - 1, undefined],
    ['one more', { type: 'integer' }, 2 ** 53, 'maximum: must be at most 9007199254740991'],
    ['one below', { type: 'integer' }, -(2 ** 53), 'minimum: must be at least -9007199254740991'],
    [
      'one more, which nothing else is said of',
      { type: 'integer', maximum: 5, multipleOf: 3 },
      2 ** 53,
      'maximum: must be at most 9007199254740991',
    ],
    ['64 bits, where a bound asks for them', { type: 'integer', maximum: 9223372036854775807 }, 2 ** 62, undefined],
    [
      'beyond 64 bits',
      { type: 'integer', minimum: -9223372036854775808 },
      -(2 ** 64),
      'minimum: must be at least -9223372036854775808',
    ],
    ['a bound within 64 bits', { type: 'integer', maximum: 2 ** 60 }, 2 ** 61, 'maximum: must be at most 1152921504606847000'],
    ['a large number with fractions allowed', { type: 'number' }, 2 ** 53, undefined],
    ['a listed one', { type: 'integer', enum: [2 ** 60] }, 2 ** 60, undefined],
  ])('keeps whole numbers within what every language keeps: %s', (_, schema, value, said) => {
    const issues = validateData({ schema: { type: 'object', properties: { value: schema } } }, { value });
    expect(issues.map(({ keyword, message }) => `${keyword}: ${message}`)).toEqual(said === undefined ? [] : [said]);
  });

  it.each([
    [
      'an own field called like one of every object',
      { type: 'object', properties: {} },
      JSON.parse('{"__proto__": 1}'),
      ['/__proto__'],
    ],
    [
      'a required field that only the prototype has',
      { type: 'object', required: ['toString'], properties: { toString: {} as JsonSchema } },
      {},
      ['/toString'],
    ],
    ['characters, not code units', { type: 'object', properties: { a: { type: 'string', maxLength: 1 } } }, { a: '🚚' }, []],
    [
      'equal items whatever the order of their keys',
      { type: 'object', properties: { a: { type: 'array', uniqueItems: true } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
      ['/a'],
    ],
  ] satisfies [string, JsonSchema, unknown, string[]][])('sees %s', (_, schema, data, paths) => {
    expect(validateData({ schema }, data).map(({ path }) => path)).toEqual(paths);
  });
});

function hasUnsafeInteger(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnsafeInteger);
}

function pathsOf(issues: readonly Issue[]): string[] {
  return [...new Set(comparable(issues).map(({ path }) => path))];
}

const strange = fc.constantFrom<unknown>(
  '',
  'x',
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  [],
  {},
  'photo',
  'OPENED',
  '2026-02-30',
  '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
  'a@b.co',
  '🚚'.repeat(50),
);

function byAjv(contract: Contract, data: unknown): Issue[] {
  const validate = compiled.get(contract.type);
  if (!validate) throw new Error(`no validator for ${contract.type}`);
  return validate(data) ? [] : issuesOf(validate.errors ?? []);
}

/** Ajv does not compare items of the wrong type with each other when the items are scalars; whether they are the same is moot. */
function comparable(issues: readonly Issue[]): Issue[] {
  const moot = (path: string): boolean => issues.some((issue) => issue.keyword === 'type' && issue.path.startsWith(`${path}/`));
  return issues.filter(({ keyword, path }) => keyword !== 'uniqueItems' || !moot(path));
}

function applyChange(root: unknown, pick: number, how: string, value: unknown): void {
  const places = placesIn(root);
  const place = places[pick % Math.max(1, places.length)];
  if (!place) return;
  const { holder, key } = place;
  if (how === 'replace') holder[key] = value;
  else if (how === 'add') holder[`${key}x`] = value;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

function placesIn(value: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

function fail(): never {
  throw new Error('not reached');
}
