import { manifestOf, smallCompany } from './small-company';
import { expectationOf } from '../src/expectation';
import { REHEARSED_FAULT, type Hop, type PublishedEvent } from '../src/published-event';
import { homesOf, judge } from '../src/verdict';

const rule = 'arn:aws:events:eu-west-1:200000000002:rule/doorstep-events/one-all';
const queue = 'arn:aws:sqs:eu-west-1:200000000002:one-all';
const account = '200000000002';
const now = expectationOf(manifestOf(smallCompany), 'dev');
const [, ...rest] = smallCompany.subscriptions;
const without = expectationOf(manifestOf({ ...smallCompany, subscriptions: rest }), 'dev');
const arrival = { key: 'one/all', account };
const dead = (errorCode: string): Hop => ({ kind: 'dead-lettered', where: queue, rules: [rule], errorCode, message: '', at: 0 });

const event = (more: Partial<PublishedEvent> = {}): PublishedEvent => ({
  id: '1',
  offered: { source: 'doorstep.a', eventType: 'a.done@1', data: {} },
  publisher: { service: 'pub', account: '200000000001', source: 'doorstep.a', role: 'busbar-service-pub' },
  moment: 0,
  isAfterwards: false,
  arrivals: [],
  hops: [],
  ...more,
});

it.each([
  ['arrived', event({ arrivals: [arrival] }), [now, now], []],
  ['did not arrive although both configs deliver it', event(), [now, now], ['lost']],
  ['did not arrive, and only one config delivers it', event(), [without, now], []],
  ['did not arrive afterwards', event({ isAfterwards: true }), [without, now], ['lost']],
  ['arrived although only the old config delivers it', event({ arrivals: [arrival] }), [now, without], []],
  [
    'arrived afterwards although only the old config delivers it',
    event({ arrivals: [arrival], isAfterwards: true }),
    [now, without],
    ['unwanted'],
  ],
  ['arrived although neither delivers it', event({ arrivals: [arrival] }), [without, without], ['unwanted']],
  ['arrived in another account', event({ arrivals: [{ ...arrival, account: '200000000009' }] }), [now, now], ['unwanted']],
  ['was dead-lettered by design', event({ hops: [dead(REHEARSED_FAULT)] }), [now, now], []],
  ['was dead-lettered', event({ hops: [dead('NO_PERMISSIONS')] }), [now, now], ['dead-lettered', 'lost']],
] as const)('an event that %s', (_what, published, expectations, kinds) => {
  const journal = { events: [published], subscriptionOf: (arn: string) => (arn === rule ? arrival : undefined) };
  expect(judge(journal, expectations).faults.map(({ kind }) => kind)).toEqual(kinds);
});

it('names the subscriptions that see an event twice', () => {
  const journal = { events: [event({ arrivals: [arrival, arrival] })], subscriptionOf: () => undefined };
  expect(judge(journal, [now, now])).toEqual({ faults: [], delivered: 2, duplicates: 1, seenTwiceBy: ['one/all'] });
});

describe('a subscription that moved in an earlier change, and takes another event type now', () => {
  const at = (two: number, type: string) =>
    expectationOf(
      manifestOf({
        ...smallCompany,
        services: { ...smallCompany.services, two },
        subscriptions: [
          { service: 'one', name: 'some', type: 'b.done@1', filter: 'none', delivery: 'queue' },
          { service: 'two', name: 'all', type, filter: 'none', delivery: 'queue' },
        ],
      }),
      'dev',
    );
  const [moved, changed] = [at(9, 'b.done@1'), at(9, 'c.done@1')];
  const old = { key: 'two/all', account: '200000000002' };
  const { key: one, account: home } = { key: 'one/some', account: '200000000002' };
  const offered = { source: 'doorstep.b', eventType: 'b.done@1', data: {} };
  const judged = (arrivals: PublishedEvent['arrivals'], former = at(2, 'b.done@1')) =>
    judge(
      { events: [event({ offered, arrivals })], subscriptionOf: () => undefined },
      [moved, changed],
      homesOf([moved, changed], homesOf([former])),
    ).faults.map(({ kind, whom }) => `${kind} ${whom}`);

  it('may get in its old account what that gets for others', () => {
    expect(judged([{ key: one, account: home }, old])).toEqual([]);
  });

  it('may get nothing in an account where it never was', () => {
    expect(judged([{ key: one, account: home }, old], moved)).toEqual(['unwanted two/all']);
  });
});
