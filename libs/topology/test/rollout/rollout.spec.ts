import type { Topology } from '../../src/index';
import { compile } from '../../src/index';
import { accountOf, ManifestBuilder } from '../manifest-builder';

const UPDATED = 'delivery.status.updated@1';
const SEEN = 'delivery.status.seen@1';

const company = (): ManifestBuilder =>
  new ManifestBuilder().service('pub').service('sub').event(UPDATED, 'pub').event(SEEN, 'pub');

const deploy = (builder: ManifestBuilder, before?: Topology, now?: Date) => {
  const { topology, rollout, problems } = compile(builder.build(), 'dev', { ...(before && { before }), ...(now && { now }) });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { topology, rollout, kinds: rollout.steps.map(({ kind }) => kind), steps: rollout.steps.map((step) => step.topology) };
};

const rules = ({ routes, inboxes }: Topology) => [
  ...routes.map(({ name }) => name),
  ...inboxes.flatMap(({ subscriptions }) => subscriptions.map(({ rule }) => rule.name)),
];

describe('a rollout', () => {
  it('of a new stage makes everything first, and starts the rules when it is in effect', () => {
    const { kinds, steps } = deploy(company().subscribe('sub', 'all', UPDATED));
    expect(kinds).toEqual(['prepare', 'switch']);
    expect(steps.map(rules)).toEqual([[], [`busbar-${accountOf(2)}-1`, 'sub-all']]);
    expect(steps[0]?.idleRoutes.map(({ role }) => role.name)).toEqual([`busbar-route-${accountOf(2)}-1`]);
  });

  it('of nothing has no steps', () => {
    const { topology } = deploy(company().subscribe('sub', 'all', UPDATED));
    expect(deploy(company().subscribe('sub', 'all', UPDATED), topology).kinds).toEqual([]);
  });

  it('of a subscription to an event type that is new in its account is one step', () => {
    const { topology } = deploy(company().subscribe('sub', 'all', UPDATED));
    expect(deploy(company().subscribe('sub', 'all', UPDATED).subscribe('sub', 'seen', SEEN), topology).kinds).toEqual(['switch']);
  });

  it('of a subscription to an event type that the account receives makes its queue first', () => {
    const { topology } = deploy(company().subscribe('sub', 'all', UPDATED));
    const { kinds, steps } = deploy(company().subscribe('sub', 'all', UPDATED).subscribe('sub', 'more', UPDATED), topology);
    expect(kinds).toEqual(['prepare', 'switch']);
    expect(steps[0] && rules(steps[0])).toEqual([`busbar-${accountOf(2)}-1`, 'sub-all']);
    expect(steps[0]?.inboxes[0]?.idle.map(({ name, idle }) => [name, idle])).toEqual([['more', { state: 'not-started' }]]);
  });

  it('of a filter is one step', () => {
    const { topology } = deploy(company().subscribe('sub', 'all', UPDATED));
    expect(deploy(company().subscribe('sub', 'all', UPDATED, { status: ['DONE'] }), topology).kinds).toEqual(['switch']);
  });

  it('that renames a subscription keeps its queues, where it says what it was', () => {
    const { topology } = deploy(company().subscribe('sub', 'all', UPDATED));
    const renamed = company().subscribe('sub', 'everything', UPDATED, undefined, undefined, undefined, 'all');
    const { topology: after, kinds } = deploy(renamed, topology);
    expect(after.inboxes[0]?.subscriptions[0]).toMatchObject({ name: 'everything', rule: { name: 'sub-all' } });
    expect(after.inboxes[0]?.idle).toEqual([]);
    expect(kinds).toEqual(['switch']);
  });

  it('of a queue that becomes a function plans the function before the rule sends to it', () => {
    const { topology } = deploy(company().subscribe('sub', 'all', UPDATED));
    const after = company().subscribe('sub', 'all', UPDATED, undefined, { kind: 'function', functionName: 'work' });
    const { kinds, steps } = deploy(after, topology);
    expect(kinds[0]).toBe('prepare');
    expect(steps[0]?.inboxes[0]?.subscriptions[0]?.delivery.kind).toBe('queue');
    expect(steps[0]?.inboxes[0]?.idle.map(({ name, delivery, idle }) => [name, delivery.kind, idle])).toEqual([
      ['all', 'function', { state: 'not-started' }],
    ]);
  });

  it('goes a part of the way when the bus policy does not hold both publishers of everything that changes hands', () => {
    const builder = new ManifestBuilder();
    for (let index = 1; index <= 18; index++)
      builder.service(`svc-${index}`).event(`domain${index}.thing.happened@1`, `svc-${index}`);
    const byRole = builder.build();
    const byAccount = { ...byRole, services: byRole.services.map((service) => ({ ...service, publishAs: 'account' as const })) };
    let before = compile(byAccount, 'dev').topology;
    const held: number[] = [];
    for (let count = 0; count < 4; count++) {
      const { topology, rollout, problems } = compile(byRole, 'dev', { before });
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      for (const step of rollout.steps) expect(step.topology.bus.policy.characters).toBeLessThanOrEqual(10_240);
      for (const { eventTypes } of before.grants) {
        for (const step of rollout.steps)
          expect(step.topology.grants.flatMap((grant) => grant.eventTypes)).toEqual(expect.arrayContaining([...eventTypes]));
      }
      held.push(rollout.heldBack.length);
      before = topology;
      if (rollout.steps.length === 0) break;
    }
    expect(held.at(-1)).toBe(0);
    expect(held[0]).toBeGreaterThan(0);
    expect(before.grants).toEqual(compile(byRole, 'dev').topology.grants);
  });
});
