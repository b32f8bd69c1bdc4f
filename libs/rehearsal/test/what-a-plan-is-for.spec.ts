import type { Sabotage } from '../src/index';
import { company, inSteps, lossOf, rollOut, storyOf, without, withSteps } from './sabotage';
import { smallCompany, type SmallSubscription } from './small-company';

/*
 * Each part of a plan is there because without it something is lost: each test takes one away from a plan with which nothing is.
 */

const { subscriptions } = smallCompany;
const another: SmallSubscription = { service: 'two', name: 'more', type: 'c.done@1', filter: 'none', delivery: 'queue' };
const fresh: SmallSubscription = { service: 'two', name: 'new', type: 'a.done@1', filter: 'none', delivery: 'queue' };
const drawnByTeam = subscriptions.map((each): SmallSubscription =>
  each.delivery === 'queue' ? { ...each, drawnBy: 'team' } : each,
);
const long = (name: string, type: string): SmallSubscription => ({
  service: 'one',
  name,
  type,
  filter: 'long',
  delivery: 'queue',
});

const cases = {
  'a first deployment': rollOut(undefined, company()),
  'a further subscription to an event type': rollOut(company(), company({ subscriptions: [...subscriptions, another] })),
  'a subscription to an event type that is new in its account': rollOut(
    company(),
    company({ subscriptions: [...subscriptions, fresh] }),
  ),
  'another publisher': rollOut(company(), company({ types: { ...smallCompany.types, 'a.done@1': 'one' } })),
  'a filter that grows, so that its route splits': rollOut(
    company({ subscriptions: [long('a', 'a.done@1'), { ...long('b', 'b.done@1'), filter: 'none' }] }),
    company({ subscriptions: [long('a', 'a.done@1'), long('b', 'b.done@1')] }),
  ),
  'a filter that shrinks, so that routes merge': rollOut(
    company({ subscriptions: [long('a', 'a.done@1'), long('b', 'b.done@1'), long('c', 'c.done@1')] }),
    company({ subscriptions: [long('b', 'b.done@1')] }),
    company({ subscriptions: [{ ...long('b', 'b.done@1'), filter: 'none' }] }),
  ),
  'a service that moves to another account': rollOut(company(), company({ services: { ...smallCompany.services, two: 5 } })),
  'a subscription that is paused and goes on': rollOut(
    company(),
    company({ subscriptions: subscriptions.map((each) => ({ ...each, paused: each.name === 'some' })) }),
    company(),
  ),
  'a subscription that goes and comes back': rollOut(
    company(),
    company({ subscriptions: subscriptions.slice(1) }),
    company({ subscriptions }),
  ),
  'a subscription that its team draws from now on': rollOut(company(), company({ subscriptions: drawnByTeam })),
  'a subscription that its team draws no more': rollOut(company({ subscriptions: drawnByTeam }), company()),
} as const;
type Name = keyof typeof cases;

describe('as it is planned, nothing is lost', () => {
  it.each(Object.entries(cases))('by %s', async (_name, options) => {
    expect(await storyOf(options)).toEqual([]);
  });
});

describe('something is lost without', () => {
  const lost = async (name: Name, sabotage: NonNullable<Parameters<typeof lossOf>[1]>): Promise<string | undefined> =>
    (await lossOf(cases[name], sabotage))?.kind;

  it('the step that makes roles before their rules', async () => {
    expect(await lost('a first deployment', without('prepare'))).toBeDefined();
  });

  it('the step that makes a queue and its policy before its rule', async () => {
    expect(await lost('a further subscription to an event type', without('prepare'))).toBeDefined();
  });

  it('the step in which both publishers may publish', async () => {
    expect(await lost('another publisher', without('switch'))).toBe('refused');
  });

  it('the grants of the former publisher, until the new one’s are in effect', async () => {
    expect(
      await lost('another publisher', {
        steps: (steps) => {
          const end = steps.at(-1)?.topology;
          return steps.map((step) =>
            end && step.kind === 'switch' ? { ...step, topology: { ...step.topology, bus: end.bus, grants: end.grants } } : step,
          );
        },
      }),
    ).toBe('refused');
  });

  it('the step in which an event type is in both of its routes', async () => {
    expect(await lost('a filter that grows, so that its route splits', without('switch'))).toBeDefined();
  });

  it('the step in which a service receives in both of its accounts', async () => {
    expect(await lost('a service that moves to another account', without('switch'))).toBeDefined();
  });

  it('the step that stops what is no longer used', async () => {
    expect(await lost('a service that moves to another account', without('contract'))).toBe('unwanted');
    expect(await lost('another publisher', without('contract'))).toBe('allowed');
  });

  const hasty = (order: number) =>
    inSteps('every', (topology) => ({
      ...topology,
      waves: topology.waves.map((wave) => (wave.order === order ? { ...wave, settleSeconds: 0 } : wave)),
    }));

  it('the wait after the first wave', async () => {
    expect(
      await lost('a subscription to an event type that is new in its account', {
        ...hasty(1),
        late: (change) => change.includes('QueuePolicy'),
      }),
    ).toBeDefined();
  });

  it('the wait after the second wave', async () => {
    expect(await lost('a filter that grows, so that its route splits', hasty(2))).toBeDefined();
  });

  it('the order of the waves', async () => {
    const reversed = inSteps('every', (topology) => ({ ...topology, waves: [...topology.waves].reverse() }));
    expect(await lost('a first deployment', reversed)).toBe('stack-failed');
  });

  it('role and DLQ of a route that has stopped, while EventBridge is still retrying', async () => {
    const none = inSteps('every', (topology, { kind }) => (kind === 'prepare' ? topology : { ...topology, idleRoutes: [] }));
    expect(await lost('a filter that shrinks, so that routes merge', none)).toBeDefined();
  });

  it('the right of the former publisher’s role, until the new one’s is in effect', async () => {
    const sabotage: Sabotage = {
      steps: (steps) => {
        const end = steps.at(-1)?.topology;
        return steps.map((step) => (end ? { ...step, topology: { ...step.topology, identities: end.identities } } : step));
      },
    };
    expect(await lost('another publisher', sabotage)).toBe('refused');
  });

  it('the local rule of a subscription that has moved, while EventBridge is still retrying to its old bus', async () => {
    const stopped = inSteps('every', (topology) => ({
      ...topology,
      inboxes: topology.inboxes.map((inbox) => ({
        ...inbox,
        idle: inbox.idle.map((each) =>
          each.idle.state === 'draining' ? { ...each, idle: { state: 'stopped' as const } } : each,
        ),
      })),
    }));
    expect(await lost('a service that moves to another account', stopped)).toBe('lost');
  });

  it('the queues of a subscription that was removed', async () => {
    const none = inSteps('every', (topology, { kind }) =>
      kind === 'prepare' ? topology : { ...topology, inboxes: topology.inboxes.map((inbox) => ({ ...inbox, idle: [] })) },
    );
    expect(await lost('a subscription that goes and comes back', none)).toBeDefined();
  });
});

describe('deleting a queue', () => {
  const gone = company({ subscriptions: subscriptions.slice(1), retired: ['one/all'] });
  const { before, changes } = rollOut(company(), gone, gone, gone);
  const options = { ...(before && { before }), changes: changes.map((change) => ({ ...change, afterSeconds: 2 * 3600 })) };

  it('takes several rollouts, and loses nothing', async () => {
    expect(await storyOf(options)).toEqual([]);
  });

  it('deletes messages where nobody looks whether it is empty', async () => {
    expect(
      (
        await lossOf(
          options,
          withSteps((step) => ({ ...step, mustBeEmpty: [] })),
        )
      )?.kind,
    ).toBe('messages-deleted');
  });

  it('leaves it behind where its deletion policy did not say so before', async () => {
    const silent: Sabotage = {
      stack: (stack) => ({
        ...stack,
        resources: stack.resources.map((each) => ({
          ...each,
          ...(each.deletionPolicy && { deletionPolicy: 'Retain' as const }),
        })),
      }),
    };
    expect((await lossOf(options, silent))?.kind).toBe('orphaned');
  });

  it('leaves the stack of an account behind where it is not deleted when its last service has left', async () => {
    const { two: _, ...services } = smallCompany.services;
    const staying = subscriptions.filter(({ service }) => service !== 'two');
    const last = company({ services, subscriptions: staying, retired: ['two/all'] });
    const all = rollOut(company(), last, last, last);
    const slow = { ...all, changes: all.changes.map((change) => ({ ...change, afterSeconds: 2 * 3600 })) };
    expect(await storyOf(slow)).toEqual([]);
    expect(
      (
        await lossOf(
          slow,
          withSteps((step) => ({ ...step, retiredStacks: [] })),
        )
      )?.kind,
    ).toBe('stack-left');
  });
});
