import {
  assembleState,
  compile,
  formatDeployedRecord,
  parseDeployedRecord,
  recordDeployment,
  unitKey,
  unitsOf,
  type DeployedRecord,
  type Step,
} from '../../src/index';
import { accountOf, ManifestBuilder } from '../manifest-builder';

const UPDATED = 'delivery.status.updated@1';
const NOW = new Date('2026-12-24T12:00:00Z');
const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);

const company = (home = 2): ManifestBuilder =>
  new ManifestBuilder()
    .service('pub', { dev: accountOf(1) })
    .service('sub', { dev: accountOf(home) })
    .event(UPDATED, 'pub');

/** Plans from what the record says. */
const plan = (builder: ManifestBuilder, record: DeployedRecord | undefined, now: Date) => {
  const before = record && assembleState(record.units);
  return compile(builder.build(), 'dev', { now, ...(before && { before }) });
};

const record = (steps: readonly Step[], before: DeployedRecord | undefined, at: Date): DeployedRecord =>
  steps.reduce<DeployedRecord | undefined>(
    (last, { topology }) => recordDeployment(last, topology, at),
    before,
  ) as DeployedRecord;

describe('what is deployed', () => {
  const subscribed = company().subscribe('sub', 'all', UPDATED);
  const first = record(plan(subscribed, undefined, NOW).rollout.steps, undefined, NOW);

  it('can be written and read', () => {
    expect(parseDeployedRecord(formatDeployedRecord(first), 'dev', 'deployed/dev.topology.json')).toEqual(first);
  });

  it.each([
    ['{', 'is not JSON'],
    ['{}', 'is not a record'],
    [formatDeployedRecord({ ...first, stage: 'prod' }), 'is the record of stage "prod"'],
  ])('is refused where it is something else: %.20s', (text, message) => {
    expect(() => parseDeployedRecord(text, 'dev', 'deployed/dev.topology.json')).toThrow(message);
  });

  it('needs no step when nothing has changed', () => {
    expect(plan(subscribed, first, hours(1)).rollout.steps).toEqual([]);
  });

  it('keeps role and DLQ of a route until nothing is retried any more', () => {
    const removed = plan(company(), first, hours(1));
    expect(removed.rollout.later.map(({ what, waitsFor, notBefore }) => [what, waitsFor, notBefore])).toEqual([
      ['route', 'retries', undefined],
      ['subscription', 'retries', undefined],
    ]);
    const second = record(removed.rollout.steps, first, hours(1));
    expect(plan(company(), second, hours(1.5)).rollout.steps).toEqual([]);

    const quiet = plan(company(), second, hours(2));
    expect(quiet.topology.idleRoutes).toEqual([]);
    expect(quiet.rollout.steps[0]?.mustBeEmpty.map(({ name }) => name)).toEqual([`busbar-route-${accountOf(2)}-1-dlq`]);
    expect(quiet.rollout.later.map(({ what, waitsFor }) => [what, waitsFor])).toEqual([['subscription', 'acknowledgement']]);
  });

  it('deletes the queues of a subscription in two deployments, when somebody says so, and then its bus', () => {
    const stopped = record(plan(company(), first, NOW).rollout.steps, first, NOW);
    const acknowledged = company().retire('dev', 'sub', 'all');
    expect(plan(acknowledged, stopped, hours(0.5)).rollout.steps).toEqual([]);

    const marked = plan(acknowledged, stopped, hours(2)).rollout;
    expect(marked.later.map(({ what, waitsFor }) => [what, waitsFor])).toEqual([['subscription', 'deletion']]);
    const deleting = record(marked.steps, stopped, hours(2));

    const emptied = plan(acknowledged, deleting, hours(3)).rollout.steps;
    expect(emptied[0]?.mustBeEmpty.map(({ name }) => name)).toEqual([
      'sub-all',
      'sub-all-processing-dlq',
      'sub-all-delivery-dlq',
    ]);
    expect(emptied[0]?.changes.find(({ account }) => account === accountOf(2))?.resources).toContainEqual(
      expect.objectContaining({ action: 'remove', kind: 'bus' }),
    );
    expect(emptied[0]?.retiredStacks).toEqual([]);
  });

  it("deletes an account's stack when the last service has left it and nothing can need its role", () => {
    const without = new ManifestBuilder().service('pub', { dev: accountOf(1) }).event(UPDATED, 'pub');
    const unsubscribed = record(plan(company(), undefined, NOW).rollout.steps, undefined, NOW);
    const stopped = plan(without, unsubscribed, NOW).rollout;
    expect(stopped.steps.flatMap(({ retiredStacks }) => retiredStacks)).toEqual([]);
    const quiet = plan(without, record(stopped.steps, unsubscribed, NOW), hours(2)).rollout;
    expect(quiet.steps.map(({ retiredStacks }) => retiredStacks)).toEqual([
      [{ stack: `busbar-account-${accountOf(2)}`, account: accountOf(2) }],
    ]);
  });

  it('deletes the queue of a subscription that is delivered to a function now, which was made under another name', () => {
    const fn = { kind: 'function' as const, functionName: 'sub-all', definedIn: 'workspace' as const };
    const changed = company()
      .subscribe('sub', 'everything', UPDATED, undefined, fn, undefined, 'all')
      .retire('dev', 'sub', 'all');
    const stopped = record(plan(changed, first, NOW).rollout.steps, first, NOW);
    const marked = record(plan(changed, stopped, hours(2)).rollout.steps, stopped, hours(2));
    const { rollout, topology } = plan(changed, marked, hours(3));
    expect(rollout.steps[0]?.mustBeEmpty.map(({ name }) => name)).toEqual(['sub-all', 'sub-all-processing-dlq']);
    expect(topology.inboxes[0]).toMatchObject({
      idle: [],
      subscriptions: [{ deliveryDeadLetterQueue: { name: 'sub-all-delivery-dlq' } }],
    });
  });

  it('lets a subscription that moves to another account drain where it was', () => {
    const moved = plan(company(3).subscribe('sub', 'all', UPDATED), first, NOW);
    expect(moved.rollout.steps.map(({ kind }) => kind)).toEqual(['prepare', 'switch', 'contract']);
    const inOldAccount = (topology: (typeof moved)['topology']) =>
      topology.inboxes.find(({ account }) => account === accountOf(2))?.idle.map(({ name, idle }) => [name, idle.state]);
    expect(inOldAccount(moved.topology)).toEqual([['all', 'draining']]);

    const draining = record(moved.rollout.steps, first, NOW);
    const drained = plan(company(3).subscribe('sub', 'all', UPDATED), draining, hours(2));
    expect(inOldAccount(drained.topology)).toEqual([['all', 'stopped']]);
  });

  it('is put together stack by stack when a step was deployed half', () => {
    const steps = plan(company(3).subscribe('sub', 'all', UPDATED), first, NOW).rollout.steps;
    const [prepare, change] = steps as [Step, Step];
    const prepared = recordDeployment(first, prepare.topology, NOW);
    const half = recordDeployment(prepared, change.topology, NOW, new Set(unitsOf(change.topology).slice(0, 3).map(unitKey)));
    const rest = plan(company(3).subscribe('sub', 'all', UPDATED), half, NOW);
    expect(rest.rollout.steps.map(({ kind }) => kind)).toEqual(['switch', 'contract']);
    expect(rest.topology.routes).toEqual(steps.at(-1)?.topology.routes);
  });

  it('does not take a function for made because its subscription is prepared: the stack of the service may not have followed', () => {
    const fn = { kind: 'function' as const, functionName: 'sub-more', definedIn: 'workspace' as const };
    const more = company().subscribe('sub', 'all', UPDATED).subscribe('sub', 'more', UPDATED, undefined, fn);
    const [prepare, change] = plan(more, first, NOW).rollout.steps as [Step, Step];
    expect([prepare.kind, change.kind]).toEqual(['prepare', 'switch']);
    const firstWave = new Set((prepare.topology.waves[0]?.units ?? []).map(unitKey));
    const stopped = recordDeployment(first, prepare.topology, NOW, firstWave);
    expect(plan(more, stopped, NOW).rollout.steps.map(({ kind }) => kind)).toEqual(['prepare', 'switch']);

    const prepared = recordDeployment(first, prepare.topology, NOW);
    expect(plan(more, prepared, NOW).rollout.steps.map(({ kind }) => kind)).toEqual(['switch']);
  });
});
