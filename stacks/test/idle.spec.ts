import { sampleTopology } from '@busbar/constructs/sample-topology';
import type { Idle, Inbox, Topology } from '@busbar/topology';
import { drawn } from './draw';

/** Resources by logical id: what CloudFormation knows them by. Without those of heartbeats, which are of no subscription. */
function resources(topology: Topology, kind: 'routing' | 'account'): Record<string, { Type: string; DeletionPolicy?: string }> {
  const all: ReturnType<typeof resources> = drawn(topology, kind).template.toJSON().Resources;
  return Object.fromEntries(Object.entries(all).filter(([id]) => !id.startsWith('Heartbeat')));
}

const types = (drawnResources: ReturnType<typeof resources>): readonly string[] =>
  Object.values(drawnResources).map(({ Type }) => Type);

const live = sampleTopology();
const [inbox] = live.inboxes as [Inbox];

/** The sample with its subscriptions taken out of use. */
const idle = (state: Idle): Topology => ({
  ...live,
  routes: [],
  idleRoutes: live.routes.map((route) => ({ ...route, idle: state })),
  inboxes: [{ ...inbox, subscriptions: [], idle: inbox.subscriptions.map((subscription) => ({ ...subscription, idle: state })) }],
});

describe('what no new event reaches', () => {
  it.each<Idle>([{ state: 'not-started' }, { state: 'draining' }, { state: 'stopped' }])(
    'is the same resources that it is when live: $state',
    (state) => {
      for (const kind of ['routing', 'account'] as const) {
        // A queue that gets no new events is not to be found by name: its parameter goes with the rule.
        const before = Object.entries(resources(live, kind)).filter(
          ([, { Type }]) => !['AWS::Events::Rule', 'AWS::SSM::Parameter'].includes(Type),
        );
        const ids = Object.keys(resources(idle(state), kind));
        expect(ids).toEqual(expect.arrayContaining(before.map(([id]) => id)));
      }
    },
  );

  it('has no rule', () => {
    expect(types(resources(idle({ state: 'not-started' }), 'routing'))).not.toContain('AWS::Events::Rule');
    expect(types(resources(idle({ state: 'stopped' }), 'account'))).not.toContain('AWS::Events::Rule');
  });

  it('keeps the tag by which its service may read what is left', () => {
    const queues = drawn(idle({ state: 'stopped' }), 'account').template.findResources('AWS::SQS::Queue');
    const tags = Object.entries(queues)
      .filter(([id]) => !id.startsWith('Heartbeat'))
      .map(([, { Properties }]) => Properties.Tags as readonly object[]);
    expect(tags.length).toBeGreaterThan(0);
    for (const tag of tags) expect(tag).toContainEqual({ Key: 'busbar:service', Value: 'service-1' });
  });

  it('keeps its local rule while it drains', () => {
    expect(types(resources(idle({ state: 'draining' }), 'account')).filter((type) => type === 'AWS::Events::Rule')).toHaveLength(
      2,
    );
  });

  it('is kept when it leaves the template, unless that was acknowledged', () => {
    const policies = (state: Idle): readonly (string | undefined)[] =>
      Object.values(resources(idle(state), 'account'))
        .filter(({ Type }) => Type === 'AWS::SQS::Queue')
        .map(({ DeletionPolicy }) => DeletionPolicy);
    expect(new Set(policies({ state: 'stopped' }))).toEqual(new Set(['RetainExceptOnCreate']));
    expect(new Set(policies({ state: 'stopped', deletion: 'acknowledged' }))).toEqual(new Set(['Delete']));
  });

  it('is drawn beside a subscription of its name that is delivered to a function now', () => {
    const [invoice] = inbox.subscriptions;
    if (!invoice) throw new Error('The sample has no subscription.');
    const notify = inbox.subscriptions.find(({ delivery }) => delivery.kind === 'function');
    if (notify?.delivery.kind !== 'function') throw new Error('The sample has no subscription to a function.');
    const { delivery } = notify;
    const changed: Inbox = {
      ...inbox,
      subscriptions: [{ ...invoice, delivery }],
      idle: [{ ...invoice, idle: { state: 'stopped' } }],
    };
    const { template } = drawn({ ...live, inboxes: [changed] }, 'account');
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'service-1-invoice' });
    template.hasResourceProperties('AWS::Events::Rule', { Targets: [{ Arn: delivery.function.arn }] });
  });
});

test('each stack says what it was planned from, and that does not change with the day on which something stopped', () => {
  const digest = (topology: Topology) => drawn(topology, 'routing').template.toJSON().Outputs.Deployed.Value as string;
  expect(digest(live)).toMatch(/^[0-9a-f]{16}$/);
  expect(digest(idle({ state: 'stopped' }))).not.toBe(digest(live));
  expect(digest(idle({ state: 'stopped', since: '2026-12-24T00:00:00Z' }))).toBe(digest(idle({ state: 'stopped' })));
});
