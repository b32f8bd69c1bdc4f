import type { LifecycleState } from '@busbar/contracts';
import { compile } from '../src/index';
import { ManifestBuilder, accountOf } from './manifest-builder';

/** billing subscribes to an event type in some state, with a queue and a function, and to an active one. */
const company = (state: LifecycleState) =>
  new ManifestBuilder()
    .stage('dev')
    .stage('prod')
    .service('delivery', { dev: accountOf(1), prod: accountOf(11) })
    .service('billing', { dev: accountOf(2), prod: accountOf(12) })
    .event('delivery.fee.due@1', 'delivery', { state })
    .event('delivery.order.placed@1', 'delivery')
    .subscribe('billing', 'fees', 'delivery.fee.due@1')
    .subscribe('billing', 'reminders', 'delivery.fee.due@1', undefined, { kind: 'function', functionName: 'billing-reminders' });

describe('a subscription to an event type that nobody may publish in the stage yet', () => {
  const { topology, problems } = compile(company('draft').build(), 'prod');

  it('makes no route, no queue and no rule', () => {
    expect(topology.routes).toEqual([]);
    expect(topology.inboxes).toEqual([]);
    expect(JSON.stringify(topology.identities)).not.toContain('billing-fees');
  });

  it('waits, with the delivery that it will have', () => {
    expect(topology.waiting).toMatchObject([
      { service: 'billing', name: 'fees', eventType: 'delivery.fee.due@1', account: accountOf(12), delivery: { kind: 'queue' } },
      { service: 'billing', name: 'reminders', account: accountOf(12), delivery: { function: { name: 'billing-reminders' } } },
    ]);
  });

  it('is no problem: the first stage is there to try it', () => {
    expect(problems).toEqual([]);
  });

  it('keeps nothing else of the account waiting', () => {
    const manifest = company('draft').subscribe('billing', 'orders', 'delivery.order.placed@1').build();
    expect(compile(manifest, 'prod').topology).toMatchObject({
      routes: [{ eventTypes: ['delivery.order.placed@1'], subscriptions: ['billing/orders'] }],
      inboxes: [{ subscriptions: [{ name: 'orders' }] }],
      waiting: [{ name: 'fees' }, { name: 'reminders' }],
    });
  });
});

it.each([
  ['draft', 'dev', 2, 0],
  ['draft', 'prod', 0, 2],
  ['active', 'dev', 2, 0],
  ['active', 'prod', 2, 0],
  ['deprecated', 'prod', 2, 0],
] as const)('with a %s event type, stage %s has %i subscriptions and %i wait', (state, stage, subscriptions, waiting) => {
  const { topology } = compile(company(state).build(), stage);
  expect(topology.inboxes.flatMap((inbox) => inbox.subscriptions)).toHaveLength(subscriptions);
  expect(topology.waiting).toHaveLength(waiting);
});
