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

describe('a change touches only what it is about', () => {
  const touched = ({ rollout }: ReturnType<typeof deploy>): readonly string[] => [
    ...new Set(rollout.steps.flatMap(({ changes }) => changes.map(({ stack }) => stack))),
  ];

  it('one account stack and one routing stack for one subscription', () => {
    const { topology } = deploy(company().service('far').subscribe('sub', 'all', UPDATED).subscribe('far', 'all', UPDATED));
    const more = company()
      .service('far')
      .subscribe('sub', 'all', UPDATED)
      .subscribe('far', 'all', UPDATED)
      .subscribe('far', 'seen', SEEN);
    expect(touched(deploy(more, topology))).toEqual([`busbar-account-${accountOf(3)}`, 'busbar-routing-1']);
  });

  it('the bus policy and one role for one more event type', () => {
    const { topology } = deploy(company().subscribe('sub', 'all', UPDATED));
    const more = company().event('delivery.status.lost@1', 'pub').subscribe('sub', 'all', UPDATED);
    expect(touched(deploy(more, topology))).toEqual([`busbar-account-${accountOf(1)}`, 'busbar-central-bus']);
  });

  it('no account of another routing stack, when the 26th subscriber account comes', () => {
    const accounts = (count: number): ManifestBuilder => {
      const builder = new ManifestBuilder().service('pub').event(UPDATED, 'pub');
      for (let index = 1; index <= count; index++) builder.service(`svc-${index}`).subscribe(`svc-${index}`, 'all', UPDATED);
      return builder;
    };
    const { topology } = deploy(accounts(25));
    expect(touched(deploy(accounts(26), topology))).toEqual([`busbar-account-${accountOf(27)}`, 'busbar-routing-2']);
  });
});

describe('an account whose filters do not fit into one route', () => {
  const long = (count: number, kind: number) => ({
    status: Array.from({ length: count }, (_, index) => `STATUS_NUMBER_${kind}_${index}`),
  });
  const types = [1, 2, 3, 4, 5, 6].map((kind) => `delivery.thing${kind}.happened@1`);
  /** Six event types, the first with `more` values. */
  const config = (more: number, kinds = types): ManifestBuilder => {
    const builder = new ManifestBuilder().service('pub').service('sub');
    kinds.forEach((type, index) =>
      builder.event(type, 'pub').subscribe('sub', `s${index}`, type, long(11 + (index === 0 ? more : 0), index)),
    );
    return builder;
  };
  const typesOf = ({ routes }: Topology) =>
    routes.map(({ eventTypes }) => eventTypes.map((type) => type.replace(/\D+(\d).*/, '$1')).join(''));

  it('has what moves in both routes, until the new one is in effect', () => {
    const { topology } = deploy(config(0));
    expect(typesOf(topology)).toEqual(['123456']);
    const { kinds, steps } = deploy(config(25), topology);
    expect(kinds).toEqual(['prepare', 'switch', 'contract']);
    expect(steps.map(typesOf)).toEqual([['123456'], ['123456', '1'], ['23456', '1']]);
  });

  it('keeps the routes that it has, when less would do', () => {
    const { topology } = deploy(config(25), deploy(config(0)).topology);
    const { kinds, topology: after } = deploy(config(0), topology);
    expect(kinds).toEqual(['switch']);
    expect(typesOf(after)).toEqual(['23456', '1']);
  });

  it('keeps role and DLQ of a route that is no longer needed', () => {
    const { topology } = deploy(config(25), deploy(config(0)).topology);
    const { topology: after, kinds } = deploy(config(0, types.slice(1)), topology);
    expect(kinds).toEqual(['switch']);
    expect(after.idleRoutes.map(({ role, deadLetterQueue }) => [role.name, deadLetterQueue.name])).toEqual([
      [`busbar-route-${accountOf(2)}-2`, `busbar-route-${accountOf(2)}-2-dlq`],
    ]);
  });
});

it('a subscription that has become a function and then moves drains to the function, and keeps its first queue', () => {
  const fn = { kind: 'function' as const, functionName: 'sub-all', definedIn: 'workspace' as const };
  const at = (account: number, delivery?: typeof fn): ManifestBuilder =>
    new ManifestBuilder()
      .service('pub')
      .service('sub', { dev: accountOf(account) })
      .event(UPDATED, 'pub')
      .subscribe('sub', 'all', UPDATED, undefined, delivery);
  const queued = deploy(at(2)).topology;
  const { topology } = deploy(at(3, fn), deploy(at(2, fn), queued).topology);
  const left = topology.inboxes.find(({ account }) => account === accountOf(2))?.idle;
  expect(left?.map(({ delivery, idle }) => [delivery.kind, idle.state])).toEqual([
    ['function', 'draining'],
    ['queue', 'stopped'],
  ]);
});

it('a subscription that has moved drains with its new filter, and not at all when it is to another event type', () => {
  const at = (account: number, type: string, filter?: Record<string, string[]>): ManifestBuilder =>
    new ManifestBuilder()
      .service('pub')
      .service('sub', { dev: accountOf(account) })
      .service('other', { dev: accountOf(2) })
      .event(UPDATED, 'pub')
      .event(SEEN, 'pub')
      .subscribe('other', 'all', UPDATED)
      .subscribe('sub', 'all', type, filter);
  const left = (builder: ManifestBuilder) =>
    deploy(builder, deploy(at(2, UPDATED)).topology).topology.inboxes.find(({ account }) => account === accountOf(2))?.idle[0];
  expect(left(at(3, UPDATED, { status: ['DONE'] }))).toMatchObject({
    idle: { state: 'draining' },
    pattern: { detail: { data: { status: ['DONE'] } } },
  });
  expect(left(at(3, SEEN))).toMatchObject({ idle: { state: 'stopped' } });
});
