import { formatPosition } from '@busbar/problem';
import { consumer, filesOf, FOLDER, lintOf, lintRequest, type SmallCompany, soundSchema } from '../small-company';
import { type LintContext, parseContracts } from '../../src';
import { lintContracts } from '../../src/lint/lint-contracts';
import { lintRules } from '../../src/lint/rules';

/** The sound contract with fields added. */
const fields = (properties: object, more: object = {}): SmallCompany => ({
  schema: { ...soundSchema, ...more, properties: { ...soundSchema.properties, ...properties } },
  releases: { '1.0.0': soundSchema },
});
const described = { description: 'Something that a consumer could not guess.' };
const text = { type: 'string', maxLength: 20, ...described };
const count = { type: 'integer', minimum: 0, maximum: 9, ...described };
const object = (properties: object) => ({ type: 'object', ...described, properties });
const event = (more: object): SmallCompany => ({ event: more });
const second = (state: object): SmallCompany => ({
  event: { lifecycle: { v1: { state: 'active' }, v2: state } },
  releases: { '1.0.0': soundSchema, '2.0.0': soundSchema },
  more: {
    'v2/draft.schema.json': soundSchema,
    'v2/examples/usual.json': { summary: 'As usual.', data: { orderId: '6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b', status: 'NEW' } },
  },
});
const deprecated = (more: object, v2: object = { state: 'active' }): SmallCompany => ({
  ...second(v2),
  event: { lifecycle: { v1: { state: 'deprecated', sunset: '2026-12-01', ...more }, v2 } },
});

/** The rule; what breaks it; the file and the key at which it says so (the last line that has the key). */
type Case = readonly [
  rule: string,
  company: SmallCompany,
  at: readonly [file: string, key: string],
  around?: Partial<LintContext>,
];

const draft = 'v1/draft.schema.json';
const cases: Case[] = [
  ['naming/field-not-camel-case', fields({ drop_off: text }), [draft, 'drop_off']],
  [
    'naming/definition-not-pascal-case',
    fields({ a: { $ref: '#/definitions/big-box' } }, { definitions: { 'big-box': object({ b: text }) } }),
    [draft, 'big-box'],
  ],
  [
    'naming/mixed-enum-style',
    fields({ mood: { type: 'string', ...described, enum: ['GOOD_ONE', 'bad-one'], 'x-extensible': true } }),
    [draft, 'enum'],
  ],
  ['naming/id-without-suffix', fields({ parcel: { type: 'string', format: 'uuid', ...described } }), [draft, 'parcel']],
  ['naming/time-without-suffix', fields({ changed: { type: 'string', format: 'date-time', ...described } }), [draft, 'changed']],
  ['naming/quantity-without-unit', fields({ boxWeight: count }), [draft, 'boxWeight']],
  ['naming/negated-flag', fields({ isNotPaid: { type: 'boolean', ...described } }), [draft, 'isNotPaid']],
  ['naming/list-in-singular', fields({ box: { type: 'array', maxItems: 2, items: text, ...described } }), [draft, 'box']],
  ['docs/no-title', { schema: { ...soundSchema, title: undefined } }, [draft, '']],
  ['docs/no-description', fields({ nick: { type: 'string', maxLength: 2 } }), [draft, 'nick']],
  [
    'docs/description-repeats-name',
    fields({ pickupWindow: { ...text, description: 'The pickup window.' } }),
    [draft, 'description'],
  ],
  ['docs/unfinished-text', fields({ nick: { ...text, description: 'TBD' } }), [draft, 'description']],
  ['docs/event-barely-described', event({ description: 'An order.' }), ['event.yaml', 'description']],
  ['ownership/team-without-channel', {}, ['event.yaml', 'owner'], { teams: [{ name: 'sales' }] }],
  ['ownership/not-the-domain-owner', event({ owner: 'cooks' }), ['event.yaml', 'owner']],
  ['ownership/publisher-not-deployed', {}, ['event.yaml', 'publisher'], { services: [{ name: 'shop-service', accounts: {} }] }],
  [
    'lifecycle/past-sunset',
    deprecated({ replacement: 'shop.order.placed@2' }),
    ['event.yaml', 'sunset'],
    { today: '2026-12-02' },
  ],
  [
    'lifecycle/notice-too-short',
    deprecated({ since: '2026-10-01', replacement: 'shop.order.placed@2' }),
    ['event.yaml', 'sunset'],
  ],
  ['lifecycle/no-replacement', deprecated({}), ['event.yaml', 'v1']],
  [
    'lifecycle/replacement-not-active',
    deprecated({ replacement: 'shop.order.placed@2' }, { state: 'draft' }),
    ['event.yaml', 'replacement'],
  ],
  ['lifecycle/older-major-active', second({ state: 'active' }), ['event.yaml', 'state']],
  ['lifecycle/unreleased-change', fields({ nick: text }), [draft, '']],
  ['classification/personal-data-unmarked', fields({ phone: text }), [draft, 'phone']],
  ['classification/secret-in-event', fields({ apiKey: { ...text, 'x-classification': 'secret' } }), [draft, 'apiKey']],
  ['classification/free-text-unmarked', fields({ note: { ...text, maxLength: 500 } }), [draft, 'note']],
  [
    'classification/wrong-kind-of-personal-data',
    fields({ to: { type: 'string', format: 'email', ...described, 'x-classification': 'pii:id' } }),
    [draft, 'x-classification'],
  ],
  [
    'classification/real-address-in-example',
    {
      ...fields({ to: { ...text, 'x-classification': 'pii:contact' } }),
      releases: {},
      event: { lifecycle: { v1: { state: 'draft' } } },
      examples: {
        usual: { summary: 'x', data: { orderId: '6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b', status: 'NEW', to: 'ann@gmail.com' } },
      },
    },
    ['v1/examples/usual.json', 'to'],
  ],
  [
    'classification/filter-on-personal-data',
    fields({ nick: { ...text, 'x-classification': 'pii:name' } }),
    ['', '"Bob"'],
    { consumers: [consumer({ filter: { nick: ['Bob'] } })] },
  ],
  ['evolution/closed-enum', fields({ mood: { type: 'string', ...described, enum: ['GOOD', 'BAD'] } }), [draft, 'enum']],
  [
    'evolution/closed-union',
    fields({
      pay: {
        ...described,
        'x-discriminator': 'kind',
        oneOf: [{ type: 'object', required: ['kind'], properties: { kind: { const: 'card' } } }],
      },
    }),
    [draft, 'oneOf'],
  ],
  [
    'evolution/unbounded-text',
    fields({ nick: { type: 'string', ...described, 'x-classification': 'pii:name' } }),
    [draft, 'nick'],
  ],
  ['evolution/unbounded-list', fields({ tags: { type: 'array', items: text, ...described } }), [draft, 'tags']],
  ['evolution/list-of-anything', fields({ tags: { type: 'array', maxItems: 3, ...described } }), [draft, 'tags']],
  ['evolution/empty-object', fields({ box: object({}) }), [draft, 'box']],
  ['evolution/much-required', manyRequired(16), [draft, 'required']],
  [
    'evolution/required-and-deprecated',
    fields({ nick: { ...text, deprecated: true } }, { required: ['nick'] }),
    [draft, 'deprecated'],
  ],
  ['evolution/default-of-required', fields({ nick: { ...text, default: 'x' } }, { required: ['nick'] }), [draft, 'default']],
  [
    'evolution/many-flags',
    fields({ flags: object(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { type: 'boolean', ...described }]))) }),
    [draft, 'properties'],
  ],
  [
    'evolution/deep-nesting',
    fields({ a: object({ b: object({ c: object({ d: object({ e: object({ f: object({ g: text }) }) }) }) }) }) }),
    [draft, 'g'],
  ],
  ['portability/unbounded-integer', fields({ rank: { type: 'integer', ...described } }), [draft, 'rank']],
  ['portability/reserved-word', fields({ class: text }), [draft, 'class']],
  ['portability/names-differ-in-case', fields({ orderID: text }), [draft, 'orderID']],
  [
    'portability/values-become-one-name',
    fields({ mood: { type: 'string', ...described, enum: ['ON_IT', 'ONIT'], 'x-extensible': true } }),
    [draft, '"ONIT"'],
  ],
  [
    'portability/pattern-not-everywhere',
    fields({ nick: { type: 'string', pattern: '^(?!a)[a-z]+$', ...described } }),
    [draft, 'pattern'],
  ],
  ['portability/pattern-without-ends', fields({ nick: { type: 'string', pattern: '[a-z]+', ...described } }), [draft, 'pattern']],
  ['portability/digits-differ', fields({ nick: { type: 'string', pattern: '^\\d+$', ...described } }), [draft, 'pattern']],
  ['portability/fraction-for-money', fields({ totalPrice: { type: 'number', minimum: 0, ...described } }), [draft, 'totalPrice']],
  ['size/above-bus-limit', fields({ tags: { type: 'array', maxItems: 100_000, items: text, ...described } }), [draft, '']],
  ['size/billed-many-times', fields({ tags: { type: 'array', maxItems: 10_000, items: text, ...described } }), [draft, '']],
  [
    'examples/none-invalid',
    { examples: { usual: { summary: 'x', data: { orderId: '6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b', status: 'NEW' } } } },
    ['event.yaml', 'v1'],
  ],
  [
    'examples/field-never-shown',
    { schema: { ...soundSchema, properties: { ...soundSchema.properties, nick: text } } },
    [draft, 'nick'],
  ],
  ['references/unused-definition', fields({}, { definitions: { Box: object({ b: text }) } }), [draft, 'Box']],
  [
    'references/repeated-object',
    fields({ one: object({ a: text, b: text }), two: object({ a: text, b: text }) }),
    [draft, 'two'],
  ],
  ['consumers/nobody-subscribes', {}, ['event.yaml', 'v1']],
  [
    'consumers/reads-deprecated-field',
    fields({ nick: { ...text, deprecated: true } }),
    ['', '"nick"'],
    { consumers: [consumer({ reads: ['nick'] })] },
  ],
  ['consumers/lists-every-value', {}, ['', '["NEW"'], { consumers: [consumer({ filter: { status: ['NEW', 'PAID'] } })] }],
];

function manyRequired(number: number): SmallCompany {
  const names = Array.from({ length: number }, (_, index) => `field${String.fromCharCode(65 + index)}`);
  return fields(Object.fromEntries(names.map((name) => [name, text])), { required: names });
}

describe('lint rules', () => {
  const everyRuleOn = { severities: lintRules.map(({ id }) => ({ rule: id, severity: 'error' })) };

  it('are silent about a sound contract', () => {
    const { contracts, problems } = lintOf({}, {}, {});
    expect(contracts.problems).toEqual([]);
    expect(problems).toEqual([]);
  });

  it.each(cases.map((one) => [one[0], one] as const))('%s', (rule, [, company, [file, key], surroundings]) => {
    const { contracts, problems } = lintOf(company, surroundings, everyRuleOn);
    expect(contracts.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const found = problems.filter(({ code }) => code === rule);
    expect(found).toHaveLength(1);
    const [problem] = found;
    expect(problem?.message).toMatch(/\.$/);
    expect(problem?.fix).toMatch(/[.`]$/);
    if (file === '') {
      const document = surroundings?.consumers?.[0]?.document ?? { file: '', text: '' };
      expect(formatPosition(problem?.at ?? { file: '', line: 0, column: 0 })).toBe(
        `${document.file}:1:${document.text.indexOf(key) + 1}`,
      );
    } else {
      const text = filesOf(company).get(`${FOLDER}${file}`) ?? '';
      expect(problem?.at.file).toBe(`${FOLDER}${file}`);
      if (key !== '') expect(text.split('\n')[(problem?.at.line ?? 0) - 1]).toContain(key);
    }
  });

  it('have each an id, a purpose, a reason and a test of their own', () => {
    const ids = lintRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(30);
    const tested = new Set(cases.map(([rule]) => rule));
    const elsewhere = ['naming/event-not-past-tense', 'size/large-example', 'examples/branch-never-shown'];
    expect(ids.filter((id) => !tested.has(id))).toEqual(elsewhere);
  });

  it('naming/event-not-past-tense looks at the last word', () => {
    const contracts = parseContracts(filesOf());
    const [contract] = contracts.contracts;
    const codesFor = (name: string): string[] => {
      const renamed = contract ? [{ ...contract, event: { ...contract.event, name } }] : [];
      return lintContracts({ ...lintRequest(contracts, {}, {}), contracts: renamed }).map(({ code }) => code);
    };
    for (const name of ['shop.order.cancel', 'shop.stock.low']) expect(codesFor(name)).toEqual(['naming/event-not-past-tense']);
    for (const name of ['shop.order.sent', 'shop.guest.moved-in', 'shop.bill.paid']) expect(codesFor(name)).toEqual([]);
  });

  it('examples/branch-never-shown and size/large-example look at valid examples', () => {
    const branch = (kind: string) => ({ type: 'object', required: ['kind'], properties: { kind: { const: kind } } });
    const pay = { ...described, 'x-discriminator': 'kind', 'x-extensible': true, oneOf: [branch('card'), branch('cash')] };
    const tags = { type: 'array', ...described, maxItems: 5_000, items: text };
    const schema = { ...soundSchema, properties: { ...soundSchema.properties, pay, tags } };
    const data = {
      orderId: '6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b',
      status: 'NEW',
      pay: { kind: 'card' },
      tags: Array(5_000).fill('abcdefghijklm'),
    };
    const { problems } = lintOf({ schema, examples: { usual: { summary: 'x', data } } });
    expect(problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['examples/branch-never-shown', 'size/large-example', 'examples/none-invalid']),
    );
  });

  it('leave retired majors alone', () => {
    const company = { ...fields({ drop_off: text }), event: { lifecycle: { v1: { state: 'retired' } } } };
    expect(lintOf(company).problems).toEqual([]);
  });

  it('report what stands in event.yaml once for all majors', () => {
    const { problems } = lintOf({
      ...second({ state: 'draft' }),
      event: { owner: 'cooks', lifecycle: { v1: { state: 'active' }, v2: { state: 'draft' } } },
    });
    expect(problems.map(({ code }) => code)).toEqual(['ownership/not-the-domain-owner', 'examples/none-invalid']);
  });

  it('look at one event type when asked for one', () => {
    const contracts = parseContracts(filesOf(fields({ drop_off: text })));
    const request = lintRequest(contracts, {}, {});
    expect(lintContracts({ ...request, types: new Set(['shop.other@1']) })).toEqual([]);
    expect(lintContracts({ ...request, types: new Set(['shop.order.placed@1']) })).toHaveLength(1);
  });
});

describe('severities and exceptions', () => {
  const snake = fields({ drop_off: text });
  const exception = {
    rule: 'naming/field-not-camel-case',
    path: 'shop/**',
    reason: 'Old.',
    approver: 'ann',
    expires: '2026-07-01',
  };

  it.each([
    ['a rule', { rule: 'naming/field-not-camel-case', severity: 'error' }, ['error']],
    ['an area', { rule: 'naming/*', severity: 'error' }, ['error']],
    ['a path that covers it', { rule: 'naming/*', path: 'shop/order.placed', severity: 'off' }, []],
    ['stars', { rule: 'naming/*', path: 'sh*/**/v1', severity: 'off' }, []],
    ['a path that does not cover it', { rule: 'naming/*', path: 'shop/order', severity: 'off' }, ['warning']],
    ['another rule', { rule: 'docs/*', severity: 'off' }, ['warning']],
  ])('set the severity by %s', (_, entry, expected) => {
    expect(lintOf(snake, {}, { severities: [entry] }).problems.map(({ severity }) => severity)).toEqual(expected);
  });

  it('let the last entry win', () => {
    const severities = [
      { rule: 'naming/*', severity: 'off' },
      { rule: 'naming/*', path: 'shop/**', severity: 'error' },
    ];
    expect(lintOf(snake, {}, { severities }).problems.map(({ severity }) => severity)).toEqual(['error']);
  });

  const applied = (policy: object, today: string, company = snake) => {
    const request = lintRequest(parseContracts(filesOf(company)), { today }, policy);
    const found = lintContracts(request);
    return [...found, ...request.policy.problems(new Set(lintRules.map(({ id }) => id)), { unused: true })].map(
      ({ code }) => code,
    );
  };

  it('except until the last day, and are errors afterwards', () => {
    expect(applied({ exceptions: [exception] }, '2026-07-01')).toEqual([]);
    expect(applied({ exceptions: [exception] }, '2026-07-02')).toEqual(['naming/field-not-camel-case', 'exception/expired']);
  });

  it('are reported when they except nothing, or a rule that there is not', () => {
    expect(applied({ exceptions: [exception] }, '2026-06-01', {})).toEqual(['exception/unused']);
    expect(applied({ exceptions: [{ ...exception, rule: 'naming/nothing' }] }, '2026-06-01', {})).toEqual([
      'exception/unknown-rule',
      'exception/unused',
    ]);
    expect(applied({ severities: [{ rule: 'nothing/*', severity: 'off' }] }, '2026-06-01', {})).toEqual([
      'exception/unknown-rule',
    ]);
  });
});
