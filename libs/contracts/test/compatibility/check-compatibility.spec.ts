import { SourceDocument } from '@busbar/problem';
import { consumer, filesOf, type SmallCompany, soundSchema } from '../small-company';
import { AppliedPolicy, type Consumer, contractPolicyShape, type JsonSchema, parseContracts, validateData } from '../../src';
import { checkCompatibility } from '../../src/compatibility/check-compatibility';
import { describeHit } from '../../src/compatibility/consumers';

const nick = { type: 'string', description: 'What friends say.', maxLength: 20 };
const withFields = (properties: object, more: object = {}) => ({
  ...soundSchema,
  ...more,
  properties: { ...soundSchema.properties, ...properties },
});
const without = (name: keyof typeof soundSchema.properties) => {
  const { [name]: _gone, ...properties } = soundSchema.properties;
  return { ...soundSchema, required: soundSchema.required.filter((one) => one !== name), properties };
};

interface CheckOptions {
  readonly consumers?: readonly Consumer[];
  readonly today?: string;
  readonly policy?: object;
}

function check(company: SmallCompany, { consumers = [], today = '2026-06-01', policy = {} }: CheckOptions = {}) {
  const parsed = parseContracts(filesOf(company));
  const [contract] = parsed.contracts;
  const history = parsed.histories.get('shop.order.placed@1');
  if (!contract || !history) throw new Error(JSON.stringify(parsed.problems));
  const document = new SourceDocument('config/platform.yaml', '{}');
  const applied = new AppliedPolicy({ policy: contractPolicyShape.parse(policy), document, path: ['contracts'] }, today);
  return checkCompatibility({ contract, history, consumers, today, policy: applied, noticeDays: 90 });
}
const released = (older: object, draft: object): SmallCompany => ({ schema: draft, releases: { '1.0.0': older } });

describe('checkCompatibility', () => {
  it.each([
    ['nothing', soundSchema, soundSchema, undefined],
    ['words', soundSchema, { ...soundSchema, description: 'Other words.' }, 'patch'],
    ['an optional field more', soundSchema, withFields({ nick }), 'minor'],
    [
      'a value more of an extensible enum',
      soundSchema,
      withFields({ status: { ...soundSchema.properties.status, enum: ['NEW', 'PAID', 'SENT'] } }),
      'minor',
    ],
    ['a required field more', soundSchema, withFields({ nick }, { required: ['orderId', 'status', 'nick'] }), 'major'],
    ['a field less', withFields({ nick }), soundSchema, 'major'],
    ['a field with any name', soundSchema, withFields({ '+1': nick, '': nick, constructor: nick }), 'minor'],
    ['a scalar type more', withFields({ nick }), withFields({ nick: { ...nick, type: ['string', 'integer'] } }), 'major'],
    ['a scalar type less', withFields({ nick: { ...nick, type: ['string', 'integer'] } }), withFields({ nick }), 'major'],
    [
      'the types in another order',
      withFields({ nick: { ...nick, type: ['string', 'integer'] } }),
      withFields({ nick: { ...nick, type: ['integer', 'string'] } }),
      undefined,
    ],
    ['another type', soundSchema, withFields({ orderId: { type: 'integer', description: 'The order.' } }), 'major'],
  ] as const)('computes the step for %s', (_, older, draft, bump) => {
    expect(check(released(older, draft)).bump).toBe(bump);
  });

  it('calls the first release initial', () => {
    expect(check({ releases: {}, event: { lifecycle: { v1: { state: 'draft' } } } })).toMatchObject({
      bump: 'initial',
      problems: [],
    });
  });

  it('points at the field, names the versions, and shows an event that the real validators disagree about', () => {
    const draft = withFields({ nick }, { required: ['orderId', 'status', 'nick'] });
    const { problems } = check({ schema: draft, releases: { '1.0.0': soundSchema, '1.1.0': withFields({ nick }) } });
    const [problem] = problems;
    expect(problems).toHaveLength(1);
    expect(problem).toMatchObject({
      code: 'compatibility/property-became-required',
      severity: 'error',
      versions: ['1.0.0', '1.1.0'],
    });
    const line =
      JSON.stringify(draft, null, 2)
        .split('\n')
        .findIndex((text) => text.includes('"nick": {')) + 1;
    expect(problem?.at).toMatchObject({ file: 'config/events/shop/order.placed/v1/draft.schema.json', line });
    const data = problem?.counterexample?.data;
    expect(validateData({ schema: soundSchema as JsonSchema }, data)).toEqual([]);
    expect(validateData({ schema: draft as JsonSchema }, data)).not.toEqual([]);
  });

  it('compares with every released version, not with the newest only', () => {
    const opened = withFields({ mood: { type: 'string', enum: ['GOOD'], 'x-extensible': true } });
    const closed = withFields({ mood: { type: 'string', enum: ['GOOD'] } });
    const grown = withFields({ mood: { type: 'string', enum: ['GOOD', 'BAD'], 'x-extensible': true } });
    expect(check(released(opened, grown)).bump).toBe('minor');
    const { bump, problems } = check({ schema: grown, releases: { '1.0.0': closed, '1.1.0': opened } });
    expect(bump).toBe('major');
    expect(new Set(problems.filter(({ severity }) => severity === 'error').flatMap(({ versions }) => versions))).toEqual(
      new Set(['1.0.0']),
    );
  });

  it('asks only forward of an event that is never replayed', () => {
    const draft = withFields({ nick }, { required: ['orderId', 'status', 'nick'] });
    expect(check({ ...released(soundSchema, draft), event: { replay: false } })).toMatchObject({ bump: 'minor', problems: [] });
  });

  it('names who filters on, reads, or may read the field', () => {
    const older = withFields({ place: { type: 'object', properties: { zip: nick, city: nick } } });
    const draft = withFields({ place: { type: 'object', properties: { city: nick } } });
    const consumers = [
      { ...consumer({ filter: { place: { zip: ['1'] } } }), name: 'filters' },
      { ...consumer({ filter: { $or: [{ status: ['NEW'] }, { place: { zip: ['1'] } }] } }), name: 'filters-too' },
      { ...consumer({ reads: ['place.zip'] }), name: 'reads' },
      { ...consumer({ reads: ['place'] }), name: 'reads-all-of-it' },
      { ...consumer({}), name: 'silent' },
      { ...consumer({ reads: ['place.city'] }), name: 'reads-another' },
      { ...consumer({ filter: { status: ['NEW'] }, reads: ['status'] }), name: 'filters-another' },
      { ...consumer({}), name: 'other-type', eventType: 'shop.other@1' },
    ];
    const [problem] = check(released(older, draft), { consumers }).problems;
    expect(problem?.hits.map(({ subscription, because }) => `${subscription} ${because}`)).toEqual([
      'filters filters',
      'filters-too filters',
      'reads reads',
      'reads-all-of-it reads',
      'silent may-read',
    ]);
  });

  describe('of a value that an enum lost', () => {
    const status = (more: object) => ({ status: { type: 'string', description: 'Where it stands.', ...more } });
    const consumers = [
      { ...consumer({ filter: { status: ['PAID'] } }), name: 'exact' },
      { ...consumer({ filter: { status: [{ prefix: 'PA' }] }, reads: [] }), name: 'prefix' },
      { ...consumer({ filter: { status: [{ suffix: 'ID' }] } }), name: 'suffix' },
      { ...consumer({ filter: { status: [{ 'anything-but': ['PAID'] }] } }), name: 'anything-but' },
      { ...consumer({ filter: { $or: [{ status: ['PAID'] }, { orderId: ['x'] }] } }), name: 'or' },
      { ...consumer({ filter: { orderId: ['x'] }, reads: ['status'] }), name: 'reads' },
      { ...consumer({ filter: { status: [{ 'anything-but': ['NEW'] }] } }), name: 'lets-it-pass' },
      { ...consumer({}), name: 'silent' },
      { ...consumer({ filter: { status: ['NEW'] }, reads: ['status'] }), name: 'never-met-it' },
      { ...consumer({ reads: ['orderId'] }), name: 'reads-another' },
    ];
    const hit = [
      'exact filters on "PAID" in status',
      'prefix filters on "PAID" in status',
      'suffix filters on "PAID" in status',
      'anything-but filters on "PAID" in status',
      'or filters on "PAID" in status',
      'reads reads status',
      'lets-it-pass filters on status',
      'silent may read it',
    ].map((line) => `mail-service/${line}`);

    it('names whom it hits, when the enum is closed and that breaks replay', () => {
      const [problem] = check(released(withFields(status({ enum: ['NEW', 'PAID'] })), withFields(status({ enum: ['NEW'] }))), {
        consumers,
      }).problems;
      expect([problem?.code, problem?.severity]).toEqual(['compatibility/enum-value-removed', 'error']);
      expect(problem?.hits.map(describeHit)).toEqual(hit);
    });

    it('warns those who pick it out or read it, when the enum is extensible and that breaks nobody', () => {
      const lost = released(soundSchema, withFields(status({ enum: ['NEW'], 'x-extensible': true })));
      const { bump, problems } = check(lost, { consumers });
      expect([bump, problems.map(({ code, severity, message }) => [code, severity, message])]).toEqual([
        'minor',
        [['compatibility/enum-value-removed', 'warning', '"status" lost the value "PAID"; events with it come no more.']],
      ]);
      expect(problems[0]?.hits.map(describeHit)).toEqual(hit);
      expect(check(lost, { consumers: consumers.slice(6) }).problems).toEqual([]);
    });

    it('is the old name of one that was renamed', () => {
      const renamed = released(soundSchema, withFields(status({ enum: ['NEW', 'SETTLED'], 'x-extensible': true })));
      expect(check(renamed, { consumers: consumers.slice(0, 1) }).problems.map(({ message }) => message)).toEqual([
        '"status" lost the value "PAID"; events with it come no more.',
      ]);
    });

    it('hits filters that ask for other values too, when it was in a list', () => {
      const flags = (values: string[]) =>
        withFields({ flags: { type: 'array', description: 'Some.', maxItems: 3, items: { type: 'string', enum: values } } });
      const [problem] = check(released(flags(['A', 'B']), flags(['A'])), {
        consumers: [consumer({ filter: { flags: ['A'] } })],
      }).problems;
      expect(problem?.hits.map(describeHit)).toEqual(['mail-service/orders filters on flags']);
    });

    it('may be the branch of a union', () => {
      const branch = (kind: string) => ({ type: 'object', required: ['kind'], properties: { kind: { const: kind } } });
      const pay = (...kinds: string[]) =>
        withFields({ pay: { description: 'How.', oneOf: kinds.map(branch), 'x-discriminator': 'kind', 'x-extensible': true } });
      const filters = [
        consumer({ filter: { pay: { kind: ['cash'] } } }),
        { ...consumer({ filter: { pay: { kind: ['card'] } } }), name: 'cards' },
      ];
      const { bump, problems } = check(released(pay('card', 'cash'), pay('card')), { consumers: filters });
      expect([bump, problems.map(({ code, hits }) => [code, hits.map(describeHit)])]).toEqual([
        'minor',
        [['compatibility/branch-removed', ['mail-service/orders filters on "cash" in pay.kind']]],
      ]);
    });
  });

  it.each([
    ['deprecated and released long ago', { deprecated: true }, [], '2026-06-01', 'minor'],
    ['deprecated a short while ago', { deprecated: true }, [], '2026-02-01', 'major'],
    ['not deprecated', {}, [], '2026-06-01', 'major'],
    ['deprecated, and somebody may read it', { deprecated: true }, [consumer({})], '2026-06-01', 'major'],
    ['deprecated, and nobody says to read it', { deprecated: true }, [consumer({ reads: ['status'] })], '2026-06-01', 'minor'],
  ] as const)('lets a field go that is %s', (_, more, consumers, today, bump) => {
    expect(check(released(withFields({ nick: { ...nick, ...more } }), soundSchema), { consumers, today }).bump).toBe(bump);
  });

  it('takes exceptions, which make an approved break a minor step', () => {
    const exception = { path: 'shop/**', reason: 'Nobody uses it.', approver: 'ann', expires: '2026-07-01' };
    const company = released(soundSchema, without('status'));
    const policy = { exceptions: [{ rule: 'compatibility/property-removed', ...exception }] };
    expect(check(company).bump).toBe('major');
    expect(check(company, { policy: { exceptions: [{ rule: 'compatibility/*', ...exception }] } })).toMatchObject({
      bump: 'minor',
      problems: [],
    });
    expect(check(released(withFields({ nick }), soundSchema), { policy })).toMatchObject({ bump: 'minor', problems: [] });
  });

  it('says nothing of retired majors', () => {
    const company = { ...released(soundSchema, without('status')), event: { lifecycle: { v1: { state: 'retired' } } } };
    expect(check(company)).toEqual({ bump: undefined, differences: [], problems: [] });
  });
});
