import { type Bump, bumpOf, type Difference } from '../../src/compatibility/differences';
import { compareVersions } from '../../src/compatibility/compare-versions';
import { consumerView, publisherView } from '../../src/compatibility/views';
import { SchemaError } from '@busbar/schema-containment';
import { realValidator } from '@busbar/schema-containment/testing';
import changes from './data/contract-changes.json';

/** What the table of changes does not say: how each is named, where it is, and what it asks for. */
const expected: Readonly<Record<string, readonly [difference: string, bump: Bump, silent?: 'silent']>> = {
  ADD_OPTIONAL_PROPERTY: ['property-added extra', 'minor'],
  ADD_OPTIONAL_PROPERTY_NESTED: ['property-added /who extra', 'minor'],
  ADD_REQUIRED_PROPERTY: ['property-added extra', 'major'],
  REMOVE_OPTIONAL_PROPERTY: ['property-removed note', 'major', 'silent'],
  REMOVE_REQUIRED_PROPERTY: ['property-removed amount', 'major'],
  PROPERTY_OPTIONAL_TO_REQUIRED: ['property-became-required note', 'major'],
  PROPERTY_REQUIRED_TO_OPTIONAL: ['property-became-optional amount', 'major'],
  RENAME_OPTIONAL_PROPERTY: ['property-renamed remark', 'major', 'silent'],
  RETYPE_PROPERTY: ['type-changed /note type', 'major'],
  'TYPE_WIDENED integer->number': ['type-widened /amount type', 'major'],
  'TYPE_NARROWED number->integer': ['type-narrowed /ratio type', 'major'],
  NULL_ADDED: ['null-added /note type', 'major'],
  NULL_REMOVED: ['null-removed /nick type', 'major'],
  'ENUM_VALUE_ADDED (closed)': ['enum-value-added /status c', 'major'],
  'ENUM_VALUE_REMOVED (closed)': ['enum-value-removed /status b', 'major'],
  'ENUM_VALUE_ADDED (x-extensible)': ['enum-value-added /level max', 'minor'],
  'ENUM_VALUE_REMOVED (x-extensible)': ['enum-value-removed /level hi', 'minor'],
  'ENUM_OPENED (closed -> x-extensible)': ['enum-opened /status', 'minor'],
  'ENUM_CLOSED (x-extensible -> closed)': ['enum-closed /level', 'minor'],
  'ENUM_INTRODUCED (string -> enum)': ['enum-introduced /note', 'major'],
  'ENUM_DROPPED (enum -> string)': ['enum-dropped /status', 'major'],
  CONST_CHANGED: ['const-changed /ver', 'major'],
  CONST_TO_ENUM: ['enum-value-added /ver 2', 'major'],
  MAX_LENGTH_INCREASED: ['limit-raised /id maxLength', 'major'],
  MAX_LENGTH_DECREASED: ['limit-lowered /id maxLength', 'major'],
  MIN_LENGTH_INCREASED: ['limit-raised /id minLength', 'major'],
  MAXIMUM_INCREASED: ['limit-raised /amount maximum', 'major'],
  MAXIMUM_DECREASED: ['limit-lowered /amount maximum', 'major'],
  MINIMUM_DECREASED: ['limit-lowered /amount minimum', 'major'],
  MAXIMUM_REMOVED: ['limit-removed /amount maximum', 'major'],
  'MULTIPLE_OF_REFINED 2->4': ['multiple-changed /ratio multipleOf', 'major'],
  PATTERN_ADDED: ['pattern-added /note pattern', 'major'],
  PATTERN_REMOVED: ['pattern-removed /code pattern', 'major'],
  FORMAT_ADDED: ['format-added /note format', 'major'],
  FORMAT_REMOVED: ['format-removed /when format', 'major'],
  MIN_ITEMS_INCREASED: ['limit-raised /tags minItems', 'major'],
  MAX_ITEMS_INCREASED: ['limit-raised /tags maxItems', 'major'],
  UNIQUE_ITEMS_ADDED: ['unique-items-added /tags uniqueItems', 'major'],
  ITEM_RETYPED: ['type-changed /tags/* type', 'major'],
  MAP_VALUE_WIDENED: ['type-widened /attrs/* type', 'major'],
  MAP_VALUE_NARROWED: ['limit-added /attrs/* maxLength', 'major'],
  'UNION_BRANCH_ADDED (closed)': ['branch-added /dest depot', 'major'],
  'UNION_BRANCH_REMOVED (closed)': ['branch-removed /dest locker', 'major'],
  'UNION_BRANCH_ADDED (x-extensible)': ['branch-added /pay gift', 'minor'],
  'UNION_BRANCH_REMOVED (x-extensible)': ['branch-removed /pay cash', 'minor'],
  'OBJECT_OPENED (map added: additionalProperties schema)': ['map-opened /who', 'minor'],
  DESCRIPTION_CHANGED: ['text-changed /note description', 'patch'],
  DEFAULT_CHANGED: ['default-changed /note default', 'major', 'silent'],
};

const verdict = (isFine: boolean): string => (isFine ? 'contained' : 'broken');
const named = ({ kind, path, about }: Difference): string => [kind, path, about].filter(Boolean).join(' ');

describe('compareVersions', () => {
  it.each(changes.cases.map((one) => [one.id, one] as const))('judges %s as the table of changes does', (id, change) => {
    const { differences, forward, replay } = compareVersions(change.original, change.update);
    const [difference] = differences;
    const [name, bump, silent] = expected[id] ?? [];
    expect(differences.map(named)).toEqual([name]);
    expect([forward.verdict, replay?.verdict]).toEqual([verdict(change.forward), verdict(change.backwardReplay)]);
    expect([difference?.forward.verdict, difference?.replay?.verdict]).toEqual([forward.verdict, replay?.verdict]);
    expect([bumpOf(differences), difference?.silent === undefined ? undefined : 'silent']).toEqual([bump, silent]);
  });

  it.each(changes.cases.map((one) => [one.id, one] as const))(
    'shows the breaks of %s to the real validators',
    (_, { original, update }) => {
      const { differences } = compareVersions(original, update);
      const [publishers, consumers] = [[original, update].map(publisherView), [original, update].map(consumerView)];
      const accepts = (schema: unknown, value: unknown): boolean => realValidator(schema, 'draft-07')(value);
      for (const { forward, replay } of differences) {
        if (forward.verdict === 'broken') {
          expect([accepts(publishers[1], forward.counterexample), accepts(consumers[0], forward.counterexample)]).toEqual([
            true,
            false,
          ]);
        }
        if (replay?.verdict === 'broken') {
          expect([accepts(publishers[0], replay.counterexample), accepts(consumers[1], replay.counterexample)]).toEqual([
            true,
            false,
          ]);
        }
      }
    },
  );

  it.each(changes.cases.map((one) => [one.id, one] as const))('finds nothing between %s and itself', (_, { update }) => {
    const { differences, forward, replay } = compareVersions(update, JSON.parse(JSON.stringify(update)));
    expect([differences, forward.verdict, replay?.verdict, bumpOf(differences)]).toEqual([[], 'contained', 'contained', 'patch']);
  });

  const parcel = (properties: object, required: readonly string[] = []): object => ({ type: 'object', properties, required });

  it('does not ask for replay where events are not replayed: narrowing is a minor then', () => {
    const [older, newer] = [parcel({ note: { type: 'string' } }), parcel({ note: { type: 'string', maxLength: 5 } })];
    const { differences, replay } = compareVersions(older, newer, { replay: false });
    expect([replay, differences[0]?.replay, bumpOf(differences)]).toEqual([undefined, undefined, 'minor']);
    expect(bumpOf(compareVersions(older, newer).differences)).toBe('major');
  });

  it('tells several changes apart, each with its own event', () => {
    const older = parcel(
      { status: { enum: ['a', 'b'] }, weight: { type: 'integer', maximum: 10 }, gone: {}, kept: { type: 'string' } },
      ['kept'],
    );
    const newer = parcel(
      { status: { enum: ['a', 'b', 'c'] }, weight: { type: 'integer', maximum: 20 }, kept: { type: 'string', title: 'Kept' } },
      ['kept'],
    );
    const { differences } = compareVersions(older, newer);
    expect(differences.map((one) => [named(one), one.forward.verdict, one.replay?.verdict])).toEqual([
      ['enum-value-added /status c', 'broken', 'contained'],
      ['limit-raised /weight maximum', 'broken', 'contained'],
      ['text-changed /kept title', 'contained', 'contained'],
      ['property-removed gone', 'contained', 'contained'],
    ]);
    const [status, weight] = differences.map(({ forward }) => forward);
    expect(status).toMatchObject({ counterexample: { status: 'c', kept: expect.any(String) }, path: '/status' });
    expect(weight).toMatchObject({ counterexample: { weight: 11, kept: expect.any(String) }, path: '/weight' });
  });

  it('lets a property go whose removal is permitted', () => {
    const { differences } = compareVersions(parcel({ a: {}, b: {} }), parcel({ a: {} }));
    expect(bumpOf(differences)).toBe('major');
    expect(bumpOf(differences, ({ about }) => about === 'b')).toBe('minor');
  });

  it('sees a break inside a known branch of an extensible union', () => {
    const union = (no: object): object => ({
      'x-extensible': true,
      'x-discriminator': 'kind',
      oneOf: [{ type: 'object', required: ['kind'], properties: { kind: { const: 'card' }, no } }],
    });
    const { differences } = compareVersions(
      parcel({ pay: union({ type: 'string' }) }),
      parcel({ pay: union({ type: 'integer' }) }),
    );
    expect(differences.map((one) => [named(one), one.forward.verdict])).toEqual([['type-changed /pay[card]/no type', 'broken']]);
  });

  it('compares what references lead to, once', () => {
    const node = (type: string): object => ({
      $ref: '#/definitions/node',
      definitions: { node: parcel({ value: { type }, next: { $ref: '#/definitions/node' } }) },
    });
    const { differences } = compareVersions(node('integer'), node('number'));
    expect(differences.map((one) => [named(one), one.forward.verdict, one.replay?.verdict])).toEqual([
      ['type-widened /value type', 'broken', 'contained'],
    ]);
  });

  it('reports what lies beyond the profile as a whole', () => {
    const older = { type: 'object', properties: { a: { type: 'integer', not: { const: 1 } } } };
    const newer = { type: 'object', properties: { a: { type: 'integer', not: { enum: [1, 2] } } } };
    const { differences } = compareVersions(older, newer);
    expect(differences.map((one) => [named(one), one.forward.verdict, one.replay?.verdict])).toEqual([
      ['other-changed /a not', 'contained', 'broken'],
    ]);
  });

  it('knows silent changes of units, and words from meaning', () => {
    const length = (more: object): object => parcel({ length: { type: 'integer', ...more } });
    const changeOf = (older: object, newer: object): (string | undefined)[] =>
      compareVersions(length(older), length(newer)).differences.flatMap(({ kind, silent }) => [kind, silent && 'silent']);
    expect(changeOf({ 'x-unit': 'cm' }, { 'x-unit': 'mm' })).toEqual(['unit-changed', 'silent']);
    expect(changeOf({ title: 'a' }, { title: 'b' })).toEqual(['text-changed', undefined]);
    expect(changeOf({}, { deprecated: true })).toEqual(['deprecation-changed', undefined]);
  });
});

describe('compareVersions of what is not a schema of a contract', () => {
  it.each<[string, unknown]>([
    ['a boolean', true],
    ['a wrong limit', { type: 'object', properties: { a: { maximum: '5' } } }],
    ['10,000 levels', { type: 'object', properties: { a: nested(10_000) } }],
    ['a reference to nowhere', { type: 'object', properties: { a: { $ref: '#/definitions/b' } } }],
  ])('cannot be versions: %s', (_, schema) => {
    expect(() => compareVersions(schema, { type: 'object' })).toThrow(SchemaError);
    expect(() => compareVersions({ type: 'object' }, schema)).toThrow(SchemaError);
  });

  it('does not touch Object.prototype', () => {
    const schema: unknown = JSON.parse(
      '{"type":"object","required":["__proto__"],"properties":{"__proto__":{"type":"object","required":["polluted"]}}}',
    );
    compareVersions(schema, { type: 'object' });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

function nested(levels: number): object {
  let schema: object = { type: 'integer' };
  for (let level = 0; level < levels; level++) schema = { items: schema };
  return schema;
}
