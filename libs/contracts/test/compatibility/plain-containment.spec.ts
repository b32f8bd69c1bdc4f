import { testCompanySchemas } from '@busbar/test-company';
import * as fc from 'fast-check';
import { checkContainment, type JsonObject } from '@busbar/schema-containment';
import { isPlainlyContained } from '../../src/compatibility/plain-containment';
import changes from './data/contract-changes.json';
import { consumerView, publisherView } from '../../src/compatibility/views';

/** What the search for a counterexample says of the same. */
const bySearch = (publisher: JsonObject, consumer: JsonObject) =>
  checkContainment(publisherView(publisher), consumerView(consumer)).verdict;

const contracts = [...testCompanySchemas()] as [string, JsonObject][];

describe('isPlainlyContained', () => {
  it.each(contracts)(
    'sees that each version of a contract is in itself, with a field more and with other words: %s',
    (_, schema) => {
      const more = {
        ...schema,
        description: 'Other.',
        properties: { ...(schema['properties'] as object), more: { type: 'string' } },
      };
      for (const [a, b] of [
        [schema, schema],
        [schema, more],
        [more, schema],
      ] as const) {
        expect(isPlainlyContained(a, b)).toBe(true);
        expect(bySearch(a, b)).toBe('contained');
      }
    },
  );

  const pairs = changes.cases.flatMap(({ id, original: older, update: newer }) => [
    [`${id}, new events`, newer, older] as const,
    [`${id}, old events`, older, newer] as const,
  ]) as unknown as [string, JsonObject, JsonObject][];

  it.each(pairs)('sees nothing that is not so: %s', (_, publisher, consumer) => {
    if (isPlainlyContained(publisher, consumer)) expect(bySearch(publisher, consumer)).toBe('contained');
  });

  it('sees what most changes come to', () => {
    const seen = pairs.filter(([, publisher, consumer]) => isPlainlyContained(publisher, consumer)).length;
    const contained = pairs.filter(([, publisher, consumer]) => bySearch(publisher, consumer) === 'contained').length;
    expect(seen).toBeGreaterThan(contained * 0.9);
  });

  const scalar = fc.oneof(
    fc.record(
      { type: fc.constantFrom('integer', 'number'), minimum: fc.nat(3), maximum: fc.nat(6), multipleOf: fc.constantFrom(2, 3) },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constantFrom('string', ['string', 'null']),
        minLength: fc.nat(2),
        maxLength: fc.nat(3),
        pattern: fc.constantFrom('^a', 'b$'),
        format: fc.constantFrom('date', 'uuid'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('string'),
        enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
        'x-extensible': fc.boolean(),
      },
      { requiredKeys: ['type', 'enum'] },
    ),
    fc.record({ const: fc.constantFrom('a', 'b', 1) }),
    fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { $ref: '#/definitions/D' }),
  );
  const schema = fc.letrec<{ node: object; object: object }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      scalar,
      tie('object'),
      fc.record(
        { type: fc.constant('array'), items: tie('node'), minItems: fc.nat(2), maxItems: fc.nat(2), uniqueItems: fc.boolean() },
        { requiredKeys: ['type'] },
      ),
      fc.record({ type: fc.constantFrom('object', ['object', 'null']), additionalProperties: tie('node') }),
      fc
        .record({
          branches: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }),
          field: tie('node'),
          open: fc.boolean(),
        })
        .map(({ branches, field, open }) => ({
          oneOf: branches.map((kind) => ({
            type: 'object',
            required: ['kind'],
            properties: { kind: { const: kind }, a: field },
          })),
          'x-discriminator': 'kind',
          'x-extensible': open,
        })),
    ),
    object: fc
      .record({
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3, noNullPrototype: true }),
        required: fc.subarray(['a', 'b', 'c']),
        additionalProperties: fc.option(tie('node'), { nil: undefined }),
      })
      .map(({ properties, required, additionalProperties }) => ({
        type: 'object',
        properties,
        required: required.filter((name) => Object.hasOwn(properties, name)),
        ...(additionalProperties && { additionalProperties }),
      })),
  }));
  const version = fc
    .record({ root: schema.object, D: schema.node })
    .map(({ root, D }) => JSON.parse(JSON.stringify({ ...root, definitions: { D } })) as JsonObject);

  /** A version, and the same with some places taken from another: so that pairs are often nearly contained. */
  const pair = fc.tuple(version, version, fc.array(fc.nat(30), { maxLength: 3 })).map(([a, b, picks]) => {
    const copy = structuredClone(a) as Record<string, unknown>;
    for (const pick of picks) graft(copy, b, pick);
    return [a, JSON.parse(JSON.stringify(copy)) as JsonObject] as const;
  });

  it('never says that what the search breaks is contained', () => {
    let seen = 0;
    fc.assert(
      fc.property(pair, ([a, b]) => {
        for (const [publisher, consumer] of [
          [a, b],
          [b, a],
        ] as const) {
          if (!isPlainlyContained(publisher, consumer)) continue;
          seen++;
          expect([publisher, consumer, bySearch(publisher, consumer)]).toEqual([publisher, consumer, 'contained']);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it.each<[string, object]>([
    ['a keyword that contracts do not have', { type: 'object', not: {} }],
    ['a value that is none', { type: 'object', properties: { a: { type: 'integer', maximum: '5' } } }],
    ['no type', { properties: { a: { type: 'string' } } }],
    [
      'something beside a reference',
      { type: 'object', properties: { a: { $ref: '#/definitions/A', title: 'x' } }, definitions: { A: { type: 'string' } } },
    ],
    ['a reference to nowhere', { type: 'object', properties: { a: { $ref: '#/definitions/A' } } }],
    [
      'references in a circle',
      { type: 'object', properties: { a: { $ref: '#/definitions/A' } }, definitions: { A: { $ref: '#/definitions/A' } } },
    ],
    ['a union without tags', { type: 'object', properties: { a: { oneOf: [{ type: 'object' }], 'x-discriminator': 'kind' } } }],
  ])('leaves to the search what has %s', (_, schema_) => {
    expect(isPlainlyContained(schema_ as JsonObject, schema_ as JsonObject)).toBe(false);
  });
});

/** Puts the value that `from` has at some place there, if `into` has that place. */
function graft(into: Record<string, unknown>, from: unknown, pick: number): void {
  const places: { holder: Record<string, unknown>; key: string; value: unknown }[] = [];
  const visit = (a: unknown, b: unknown): void => {
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return;
    for (const [key, value] of Object.entries(b)) {
      if (key === '$ref' || key === 'const' || key === 'kind') continue;
      places.push({ holder: a as Record<string, unknown>, key, value });
      visit((a as Record<string, unknown>)[key], value);
    }
  };
  visit(into, from);
  const place = places[pick % Math.max(1, places.length)];
  if (place) place.holder[place.key] = structuredClone(place.value);
}
