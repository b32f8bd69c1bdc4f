import { manifestOf, smallCompany } from './small-company';
import { expectationOf } from '../src/expectation';
import { REHEARSED_FAULT, type Hop, type PublishedEvent } from '../src/published-event';
import { judge } from '../src/verdict';

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
