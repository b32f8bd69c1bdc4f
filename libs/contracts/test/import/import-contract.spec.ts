import { formatPosition } from '@busbar/problem';
import { testCompanyEventFiles } from '@busbar/test-company';
import * as fc from 'fast-check';
import { filesOf, lintRequest } from '../small-company';
import { exportFormats, type JsonSchema, lintContracts, parseContracts, scaffoldEvent, validateData } from '../../src';
import { checkContainment } from '@busbar/schema-containment';
import { importContract, type ImportOptions } from '../../src/import';

const data = { orderId: '0192f3a4-5b6c-7d8e-9f01-23456789abcd', total: 5 };
const metadata = { id: 'x', type: 'shop.order.placed@1', version: '1.0.0' };

function read(text: string, order: Partial<ImportOptions> = {}) {
  const { contents, problems, ...rest } = importContract({ file: 'in.json', text, ...order });
  return {
    ...rest,
    contents,
    draft: contents?.draft,
    said: problems.map(({ code, at, message }) => `${formatPosition(at)} ${code}: ${message}`),
  };
}
const lines = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n');

describe('importing events', () => {
  it.each<[string, unknown, string | undefined]>([
    ['bare data', data, undefined],
    [
      'an event on EventBridge',
      { version: '0', 'detail-type': 'shop.order.placed@1', source: 'small.shop', detail: data },
      'shop.order.placed',
    ],
    [
      'an event of Busbar on EventBridge',
      { 'detail-type': 'shop.order.placed@1', source: 'small.shop', detail: { metadata, data } },
      'shop.order.placed',
    ],
    ['the detail of an event of Busbar', { metadata, data }, 'shop.order.placed'],
    [
      'an entry of PutEvents',
      { Source: 'small.shop', DetailType: 'shop.order.placed@2', Detail: JSON.stringify({ metadata, data }) },
      'shop.order.placed',
    ],
    ['a CloudEvent', { specversion: '1.0', id: '1', source: '/x', type: 'shop.order.placed.v3', data }, 'shop.order.placed'],
    [
      'an event that is called as contracts are not',
      { 'detail-type': 'Order Placed', source: 'small.shop', detail: data },
      undefined,
    ],
  ])('knows %s: one, in a list, and one a line', (_, event, name) => {
    for (const text of [
      JSON.stringify(event, null, 2),
      JSON.stringify([event, event]),
      lines(event, event),
      `${lines(event)}\n\r\n${lines(event)}\n`,
    ]) {
      const { draft, said, ...rest } = read(text);
      expect(said).toEqual([]);
      expect(rest).toMatchObject({ from: 'events', samples: text.startsWith('{\n') ? 1 : 2 });
      expect(rest.name).toBe(name);
      expect(Object.keys(draft?.properties ?? {})).toEqual(['orderId', 'total']);
    }
  });

  it('keeps "metadata" and "data" that are no envelope', () => {
    expect(Object.keys(read(JSON.stringify({ metadata: { a: 1 }, data: {} })).draft?.properties ?? {})).toEqual([
      'metadata',
      'data',
    ]);
  });

  it('takes one event type of several, by its own name or the name that the contract gets', () => {
    const text = lines(
      { 'detail-type': 'A', detail: { a: 1 } },
      { 'detail-type': 'shop.b.done@1', detail: { b: 1 } },
      { 'detail-type': 'A', detail: { a: 2 } },
    );
    expect(read(text).said).toEqual([
      'in.json:2:41 import/several-event-types: The samples are of 2 event types: "A" (2), "shop.b.done@1" (1).',
    ]);
    expect(read(text).contents).toBeUndefined();
    const chosen = read(text, { eventType: 'A' });
    expect([chosen.samples, chosen.said]).toEqual([
      2,
      ['in.json:2:41 import/other-event-type: 1 of "shop.b.done@1" were left out; this is the first.'],
    ]);
    expect(read(text, { name: 'shop.b.done' }).samples).toBe(1);
    expect(read(text, { eventType: 'C' }).said).toEqual(['in.json:1:29 import/empty: No sample is of the event type "C".']);
  });

  it('says of what the draft refuses where it is first, and how often', () => {
    const text = lines({ a: 'x', 'b\ud83d': 1 }, { a: 'y' }, { a: [1], 'b\ud83d': 2 }, { a: [2] }, { a: 'z' });
    expect(read(text).said).toEqual([
      'in.json:1:20 import/sample-refused: No field of a contract can be called "b\\ud83d"; the draft refuses 2 samples, this one first.',
      'in.json:3:6 import/sample-refused: "/a" must be string in the draft, as in most samples; it refuses 2 samples, this one first.',
    ]);
  });

  it('says of what no sample tells anything', () => {
    expect(read(lines({ a: null, list: [], box: [{ deep: {} }] })).said).toEqual([
      'in.json:1:6 import/nothing-known: "/a" is null in every sample.',
      'in.json:1:18 import/nothing-known: "/list" is an empty list in every sample.',
      'in.json:1:36 import/nothing-known: "/box/*/deep" is an object without fields in every sample.',
    ]);
  });

  it('takes those samples for examples that show all fields and branches, and makes one that is wrong', () => {
    const proof = (kind: string, more: object) => ({ id: 'x', proof: { kind, ...more } });
    const usual = proof('photo', { url: 'u' });
    const text = lines(usual, usual, { ...usual, note: 'n' }, proof('pin', { digits: 4 }), usual, { ...usual, note: null });
    const examples = read(text).contents?.examples ?? [];
    expect(examples.map(({ name, summary }) => [name, summary])).toEqual([
      ['sample-1', 'A sample (in.json, line 3).'],
      ['sample-2', 'A sample (in.json, line 4).'],
      ['sample-3', 'A sample (in.json, line 6).'],
      ['without-id', '"id" is missing.'],
    ]);
  });

  it.each([
    ['nothing', '', ['in.json:1:1 import/empty: The file is empty.']],
    ['an empty list', '[]', ['in.json:1:1 import/empty: There are no events in the file.']],
    ['a number', '5', ['in.json:1:1 import/not-an-event: This is not the data of an event, nor an event with its envelope.']],
    [
      'a list of lists',
      '[[1]]',
      ['in.json:1:2 import/not-an-event: This is not the data of an event, nor an event with its envelope.'],
    ],
    ['a broken line', `{"a":1}\n{"a":}\n{"a":2}`, ['in.json:2:6 syntax/invalid-json: Here a value is expected.']],
    ['a key twice', `{"a":1}\n{"a":1,"a":2}`, ['in.json:2:8 syntax/invalid-json: The key "a" occurs twice.']],
    ['broken JSON over several lines', '{\n  "a": 1,\n  "b" 2\n}', ['in.json:3:7 syntax/invalid-json: Here ":" is expected.']],
    [
      'a detail that is no JSON',
      '{"DetailType":"x","Detail":"{"}',
      ['in.json:1:28 import/not-an-event: This is not the data of an event, nor an event with its envelope.'],
    ],
    [
      'a bomb of brackets',
      `{"a":${'['.repeat(100_000)}`,
      ['in.json:1:206 syntax/invalid-json: Values are nested more than 200 deep.'],
    ],
  ])('refuses %s at its position', (_, text, said) => {
    const result = read(text);
    expect([result.contents, result.said]).toEqual([undefined, said]);
  });

  it('stops at the twentieth line that is no JSON', () => {
    expect(read(Array.from({ length: 500 }, () => '{').join('\n'), { file: 'in.ndjson' }).said).toHaveLength(20);
  });

  it('is no way to change what every object has', () => {
    const { draft, said } = read('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1}');
    expect(Object.keys(draft?.properties ?? {})).toEqual(['__proto__', 'constructor', 'a']);
    expect(said).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });

  it('reads twenty thousand events, and events of a thousand fields, in seconds', () => {
    const many = lines(
      ...Array.from({ length: 20_000 }, (_, n) => ({
        ...data,
        total: n,
        status: n % 3 ? 'NEW' : 'OLD',
        at: '2026-05-04T08:15:30Z',
        note: n % 7 ? null : 'x',
      })),
    );
    const wide = lines(
      ...Array.from({ length: 50 }, (_, n) => Object.fromEntries(Array.from({ length: 1_000 }, (_u, f) => [`f${f}`, n * f]))),
    );
    const before = process.cpuUsage();
    expect([read(many).said, read(wide).said]).toEqual([[], []]);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(20);
  });
});

describe('importing schemas', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Order',
    description: 'It was placed.',
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', format: 'uuid' } },
  };

  it('makes examples, and marks what is not described', () => {
    const { draft, contents, from, said } = read(JSON.stringify(schema));
    expect([from, said]).toEqual(['schema', []]);
    expect(draft).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Order',
      properties: { id: { description: 'TODO: say what "id" is.' } },
    });
    expect(contents?.examples.map(({ name, violates }) => [name, violates?.keyword])).toEqual([
      ['every-field', undefined],
      ['without-id', 'required'],
    ]);
  });

  it('takes YAML', () => {
    expect(read('type: object\nproperties:\n  a: { type: string, not: {} }\n', { file: 'in.yaml' }).said).toEqual([
      'in.yaml:3:22 import/accepts-more: "not" was left out: the draft accepts what it forbids.',
    ]);
  });

  it('is told when a schema looks like an event, or an event like a schema', () => {
    expect(read('{"properties":{"a":{"type":"string"}}}').from).toBe('schema');
    expect(read('{"properties":{"a":1}}').from).toBe('events');
    expect(read('{"properties":{"a":{"type":"string"}}}', { as: 'events' }).draft?.properties).toHaveProperty('properties');
  });

  it.each([
    ['an unknown $schema', '{"$schema":"https://a.example/mine"}', 'in.json:1:12'],
    ['a wrong keyword', '{"type":"object","properties":{"a":{"type":"integer","minimum":"1"}}}', 'in.json:1:64'],
    ['several schemas of OpenAPI', '{"openapi":"3.0.0","components":{"schemas":{"A":{},"B":{}}}}', 'in.json:1:44'],
    ['OpenAPI without schemas', '{"openapi":"3.0.0"}', 'in.json:1:1'],
    [
      'a definition that holds itself without end',
      '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"$ref":"#/definitions/A"}},"definitions":{"A":{"type":"object","required":["a"],"properties":{"a":{"$ref":"#/definitions/A"}}}}}',
      'in.json:1:1',
    ],
  ])('refuses %s at its position', (_, text, position) => {
    const { contents, said } = read(text);
    expect(contents).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(new RegExp(`^${position} import/not-a-schema: .*\\.$`))]);
  });

  const { contracts } = parseContracts(testCompanyEventFiles());
  const exported = exportFormats.eventbridge(contracts, { company: 'larkhill', consumers: [], services: [], teams: [] });

  it.each(
    contracts.flatMap((contract) => ['JSONSchemaDraft4', 'OpenApi3'].map((format) => [format, contract.type, contract] as const)),
  )('takes back the %s of EventBridge that %s was exported as: each contains the other', (format, type, contract) => {
    const { draft, name, said } = read(exported.get(`${format}/${contract.domain.source}@${type}.json`) ?? '');
    expect(said).toEqual([]);
    expect(name).toBe(contract.event.name);
    expect([checkContainment(draft, contract.schema).verdict, checkContainment(contract.schema, draft).verdict]).toEqual([
      'contained',
      'contained',
    ]);
  });
});

describe('what was imported', () => {
  const [domain] = parseContracts(filesOf()).domains;

  /** Problems of the new contract, as `code`, without those that only a person can solve. */
  function problemsOf(text: string): string[] {
    const { contents } = read(text);
    if (!domain || !contents) throw new Error('nothing was made');
    const edits = scaffoldEvent({ name: 'shop.parcel.scanned', domain, owner: 'sales', publisher: 'shop-service', contents });
    const parsed = parseContracts(new Map([...filesOf(), ...edits]));
    expect(parsed.problems).toEqual([]);
    expect(parsed.contracts.map(({ type }) => type)).toContain('shop.parcel.scanned@1');
    const found = lintContracts({ ...lintRequest(parsed, {}, {}), types: new Set(['shop.parcel.scanned@1']) });
    return [...new Set(found.map(({ code }) => code))].sort();
  }

  it('is a complete contract, and lint names what only a person can say: the descriptions', () => {
    const event = (n: number) => ({
      parcelId: data.orderId,
      scannedAt: '2026-05-04T08:15:30Z',
      status: n % 2 ? 'LOADED' : 'LOST',
      email: 'ann@example.com',
      note: n % 3 ? null : 'Short.',
      itemCount: n,
      proof: n % 2 ? { kind: 'photo', url: 'https://example.com/1' } : { kind: 'pin', digits: 4 },
      labels: { '2026-05-04': 'x' },
      boxes: [{ box: 'a' }],
    });
    expect(problemsOf(lines(...Array.from({ length: 12 }, (_, n) => event(n))))).toEqual(['docs/unfinished-text']);
  });

  it('of a schema, too', () => {
    expect(
      problemsOf(
        JSON.stringify({
          $schema: 'http://json-schema.org/draft-04/schema#',
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', format: 'uuid' }, sentOn: { $ref: '#/definitions/day' } },
          definitions: { day: { type: 'string', format: 'date' } },
        }),
      ),
    ).toEqual(['docs/unfinished-text']);
  });

  it('has no examples that the draft refuses, and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.boolean(),
        fc.constantFrom('schema', 'events', undefined),
        (values, asLines, as) => {
          const text = asLines ? lines(...values) : JSON.stringify(values.length === 1 ? values[0] : values);
          const { contents } = read(text, as === undefined ? {} : { as });
          for (const { data: example, violates } of contents?.examples ?? [])
            expect(validateData({ schema: contents?.draft as JsonSchema }, example).length > 0).toBe(violates !== undefined);
        },
      ),
      { numRuns: 500 },
    );
  });
});
