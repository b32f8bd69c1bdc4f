import { hasErrors } from '@busbar/problem';
import fc from 'fast-check';
import { compile, placementOf, queuesOfState, unitKey, unitsOf, type Compilation, type Topology } from '../../src/index';
import { accountOf, ManifestBuilder } from '../manifest-builder';

/*
 * Configs that follow one another, without a cloud: what has to hold of every plan between them. The runtime rehearses the same
 * with events in @busbar/rehearsal.
 */

const SERVICES = ['orders', 'billing', 'access', 'lonely'];
const EVENT_TYPES = ['orders.a@1', 'orders.b@1', 'orders.b@2', 'access.c@1', 'access.d@1'];

/** Long enough that a few of them fill a route of 400 characters. */
const filter = fc
  .tuple(fc.constantFrom('status', 'reason'), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 3 }))
  .map(([field, length, kind]) => ({ [field]: Array.from({ length }, (_, index) => `VALUE_${kind}_${index}`) }));

interface Config {
  readonly accounts: Readonly<Record<string, number>>;
  readonly publishers: Readonly<Record<string, string | undefined>>;
  readonly subscriptions: Readonly<
    Record<string, { readonly eventType: string; readonly filter: Record<string, string[]> | undefined }>
  >;
  readonly encrypted: boolean;
}

const config: fc.Arbitrary<Config> = fc.record({
  accounts: fc.record(Object.fromEntries(SERVICES.map((service) => [service, fc.integer({ min: 1, max: 3 })]))),
  publishers: fc.record(Object.fromEntries(EVENT_TYPES.map((type) => [type, fc.constantFrom('orders', 'access')])), {
    requiredKeys: [],
  }),
  subscriptions: fc.dictionary(
    fc.tuple(fc.constantFrom(...SERVICES), fc.constantFrom('one', 'two', 'three')).map((parts) => parts.join('/')),
    fc.record({ eventType: fc.constantFrom(...EVENT_TYPES), filter: fc.option(filter, { nil: undefined }) }),
    { minKeys: 1, maxKeys: 10 },
  ),
  encrypted: fc.boolean(),
});

function plan({ accounts, publishers, subscriptions, encrypted }: Config, before?: Topology, placement = false): Compilation {
  const builder = new ManifestBuilder().platform({
    encryption: encrypted ? 'customer-managed' : 'aws-owned',
    accountsPerRoutingStack: 2,
    raisedQuotas: { 'events/pattern-characters': 400 },
  });
  for (const service of SERVICES) builder.service(service, { dev: accountOf(accounts[service] ?? 1) });
  for (const [type, publisher] of Object.entries(publishers)) if (publisher) builder.event(type, publisher);
  for (const [name, { eventType, filter }] of Object.entries(subscriptions)) {
    const [service = '', subscription = ''] = name.split('/');
    if (publishers[eventType]) builder.subscribe(service, subscription, eventType, filter);
  }
  return compile(builder.build(), 'dev', before && (placement ? { placement: placementOf(before) } : { before }));
}

interface StageChange {
  readonly config: Config;
  readonly before: Topology;
  readonly after: Compilation;
}

/** Changes of a stage that has seen one other config before: the same for every test, since compiling them is what takes time. */
const changes = fc
  .sample(fc.tuple(config, config, config), { numRuns: 90, seed: fc.readConfigureGlobal().seed ?? 1 })
  .flatMap(([first, second, third]): { readonly configs: readonly Config[]; readonly change: StageChange }[] => {
    const [one, two, three] = [plan(first), plan(second), plan(third)];
    if ([one, two, three].some(({ problems }) => hasErrors(problems))) return [];
    const before = plan(second, one.topology).topology;
    return [{ configs: [first, second, third], change: { config: third, before, after: plan(third, before) } }];
  });

function forEveryChange(check: (change: StageChange) => void): void {
  for (const { configs, change } of changes) {
    try {
      check(change);
    } catch (error) {
      throw new Error(`After these configs, one after the other:\n${configs.map((each) => JSON.stringify(each)).join('\n')}`, {
        cause: error,
      });
    }
  }
}

describe('every rollout', () => {
  it('has no steps when nothing changes', () => {
    forEveryChange(({ config: third, after }) => {
      expect(plan(third, after.topology).rollout.steps).toEqual([]);
    });
  });

  it('ends with what config/ says', () => {
    forEveryChange(({ before, after: { topology, rollout } }) => {
      expect(rollout.steps.at(-1)?.topology ?? before).toMatchObject({
        routes: topology.routes,
        identities: topology.identities,
      });
    });
  });

  it('can be made again from config and placement, but for what is idle', () => {
    forEveryChange(({ config: third, after: { topology } }) => {
      const again = plan(third, topology, true).topology;
      expect(again.routes).toEqual(topology.routes);
      expect(again.identities).toEqual(topology.identities);
      expect(again.inboxes.flatMap((inbox) => inbox.subscriptions)).toEqual(
        topology.inboxes.flatMap((inbox) => inbox.subscriptions),
      );
    });
  });

  it('never moves a route to another stack', () => {
    forEveryChange(({ before, after: { rollout } }) => {
      const shards = new Map([...before.routes, ...before.idleRoutes].map(({ name, shard }) => [name, shard]));
      for (const { name, shard } of rollout.steps.flatMap(({ topology }) => [...topology.routes, ...topology.idleRoutes])) {
        expect(shards.get(name) ?? shard).toBe(shard);
        shards.set(name, shard);
      }
    });
  });

  it('deletes no queue that held events, unless somebody has said so', () => {
    forEveryChange(({ before, after: { topology } }) => {
      const kept = new Set(queuesOfState(topology).map(({ arn }) => arn));
      expect(queuesOfState(before).filter(({ arn }) => !kept.has(arn))).toEqual([]);
    });
  });

  it('always has a rule for what is owed, however far each stack has come', () => {
    forEveryChange(({ before, after: { rollout, topology } }) => {
      const owed = [...liveIn(before)].filter((entry) => liveIn(topology).has(entry));
      let from = before;
      for (const { topology: to } of rollout.steps) {
        for (const mixed of mixtures(from, to)) expect(owed.filter((entry) => !liveIn(mixed).has(entry))).toEqual([]);
        from = to;
      }
    });
  });

  it('makes role and queue a step before the rule that needs them at once', () => {
    forEveryChange(({ before, after: { rollout } }) => {
      let from = before;
      for (const { topology: to } of rollout.steps) {
        const roles = new Set([...from.routes, ...from.idleRoutes].map(({ role }) => role.arn));
        expect(to.routes.filter(({ role }) => !roles.has(role.arn)).map(({ name }) => name)).toEqual([]);
        from = to;
      }
    });
  });

  it('keeps every stack within the characters of a pattern, at each step', () => {
    forEveryChange(({ after: { rollout } }) => {
      const longest = rollout.steps.flatMap(({ topology }) => topology.routes.map(({ patternCharacters }) => patternCharacters));
      expect(Math.max(0, ...longest)).toBeLessThanOrEqual(400);
    });
  });
});

/** Which subscriptions get which event types: those with a local rule in an account that has a route for the type. */
function liveIn({ routes, inboxes }: Pick<Topology, 'routes' | 'inboxes'>): ReadonlySet<string> {
  const routed = new Set(routes.flatMap(({ account, eventTypes }) => eventTypes.map((type) => `${account} ${type}`)));
  return new Set(
    inboxes.flatMap(({ account, subscriptions }) =>
      subscriptions
        .filter(({ eventType }) => routed.has(`${account} ${eventType}`))
        .map(({ service, name, eventType }) => `${service}/${name} ${eventType}`),
    ),
  );
}

/** Every stage of a deployment, a stack after the other in order of the waves. */
function mixtures(from: Topology, to: Topology): readonly Pick<Topology, 'routes' | 'inboxes'>[] {
  const units = unitsOf(to);
  return units.map((_, done) => {
    const isNew = new Set(units.slice(0, done).map(unitKey));
    const subscriber = (account: string): boolean => isNew.has(`${account}/busbar-account-${account}`);
    const routing = (shard: number): boolean => isNew.has(`${to.centralAccount}/busbar-routing-${shard}`);
    return {
      inboxes: [
        ...to.inboxes.filter(({ account }) => subscriber(account)),
        ...from.inboxes.filter(({ account }) => !subscriber(account)),
      ],
      routes: [...to.routes.filter(({ shard }) => routing(shard)), ...from.routes.filter(({ shard }) => !routing(shard))],
    };
  });
}
