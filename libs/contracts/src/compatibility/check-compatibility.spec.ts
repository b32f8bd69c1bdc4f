import { SourceDocument } from '@busbar/problem';
import { consumer, filesOf, soundSchema, type SmallCompany } from '../../test/small-company';
import { AppliedPolicy, contractPolicyShape, parseContracts, validateData, type Consumer, type JsonSchema } from '..';
import { checkCompatibility } from './check-compatibility';

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

interface Order {
  readonly consumers?: readonly Consumer[];
  readonly today?: string;
  readonly policy?: object;
}

function check(company: SmallCompany, { consumers = [], today = '2026-06-01', policy = {} }: Order = {}) {
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
