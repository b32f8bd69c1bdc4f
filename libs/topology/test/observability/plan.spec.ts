import type { AlarmLevel } from '@busbar/manifest';
import { factsOf } from '../../src/deliveries/index';
import {
  alarmKinds,
  assembleState,
  compile,
  compositeRule,
  digestsOf,
  NO_OBSERVABILITY,
  queuesOfState,
  recordDeployment,
  stageAlarmOf,
  unitsOf,
  type AlarmKind,
  type DeployedRecord,
  type PlannedAlarm,
  type Topology,
} from '../../src/index';
import { CENTRAL, ManifestBuilder, accountOf } from '../manifest-builder';

const UPDATED = 'delivery.status.updated@1';
const toFunction = { kind: 'function', functionName: 'billing-fees' } as const;

const company = (alarms: AlarmLevel, more: object = {}): ManifestBuilder =>
  new ManifestBuilder()
    .platform({ observability: { alarms, sink: 'none', email: true, dashboards: true, ...more } })
    .service('delivery')
    .service('billing')
    .event(UPDATED, 'delivery')
    .subscribe('billing', 'finished', UPDATED)
    .subscribe('billing', 'failed', UPDATED, undefined, toFunction);

const plan = (builder: ManifestBuilder): Topology => compile(builder.build(), 'dev').topology;

const named = ({ observability }: Topology, account: string): readonly string[] =>
  observability.alarms.filter((alarm) => alarm.account === account).map(({ name }) => name);

describe('the essential alarms', () => {
  const topology = plan(company('essential'));

  it('watch every subscription in its account: lost events, dead letters, the oldest event of a queue, the function', () => {
    expect(named(topology, accountOf(2))).toEqual([
      'busbar-page-subscription-events-lost-billing-failed',
      'busbar-page-subscription-events-lost-billing-finished',
      'busbar-warn-delivery-dlq-billing-failed-delivery-dlq',
      'busbar-warn-delivery-dlq-billing-finished-delivery-dlq',
      'busbar-warn-function-errors-billing-fees',
      'busbar-warn-function-throttles-billing-fees',
      'busbar-warn-heartbeat-silent-doorstep-events',
      'busbar-warn-processing-dlq-billing-fees-processing-dlq',
      'busbar-warn-processing-dlq-billing-finished-processing-dlq',
      'busbar-warn-queue-age-billing-finished',
    ]);
  });

  it('watch every route in the central account, and the objectives of the stage', () => {
    expect(named(topology, CENTRAL).filter((name) => !name.includes('objective'))).toEqual([
      `busbar-page-route-events-lost-busbar-${accountOf(2)}-1`,
      `busbar-page-route-failed-busbar-${accountOf(2)}-1`,
      `busbar-warn-route-dlq-busbar-route-${accountOf(2)}-1-dlq`,
    ]);
    expect(topology.observability.composites.map(({ name }) => name)).toEqual([
      'busbar-page-latency-objective-doorstep-events-6h',
      'busbar-page-routing-busbar-routing-1',
      'busbar-page-stage-dev',
      'busbar-page-success-objective-doorstep-events-1h',
      'busbar-page-success-objective-doorstep-events-6h',
      'busbar-warn-latency-objective-doorstep-events-1d',
      'busbar-warn-success-objective-doorstep-events-1d',
    ]);
  });

  it('are drawn by the stack of what they watch', () => {
    expect(new Set(topology.observability.alarms.map(({ account, stack }) => `${account}/${stack}`))).toEqual(
      new Set([
        `${CENTRAL}/busbar-routing-1`,
        `${CENTRAL}/busbar-observability`,
        `${accountOf(2)}/busbar-account-${accountOf(2)}`,
      ]),
    );
    expect(unitsOf(topology).find(({ kind }) => kind === 'observability')).toMatchObject({
      stack: 'busbar-observability',
      account: CENTRAL,
      needs: ['busbar-central-bus', 'busbar-routing-1'],
    });
  });

  it('tell what is wrong, with what, whose it is and where the runbook is', () => {
    const [alarm] = topology.observability.alarms.filter(({ kind }) => kind === 'queue-age');
    expect(alarm).toEqual({
      name: 'busbar-warn-queue-age-billing-finished',
      kind: 'queue-age',
      severity: 'warn',
      account: accountOf(2),
      stack: `busbar-account-${accountOf(2)}`,
      description:
        'Events wait too long in a queue: its consumer is down, too slow, or receives them without deleting them. ' +
        'Subscription billing/finished, team team. Runbook: docs/runbooks/queue-age.md',
      metrics: [
        {
          id: 'value',
          namespace: 'AWS/SQS',
          name: 'ApproximateAgeOfOldestMessage',
          statistic: 'Maximum',
          dimensions: { QueueName: 'billing-finished' },
          periodSeconds: 60,
        },
      ],
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 300,
      evaluationPeriods: 15,
      datapointsToAlarm: 15,
      treatMissingData: 'notBreaching',
      topics: [`arn:aws:sns:eu-west-1:${accountOf(2)}:busbar-alarms-team`],
    });
  });
});

describe('levels', () => {
  const count = (builder: ManifestBuilder, kind: AlarmKind): number =>
    plan(builder).observability.alarms.filter((alarm) => alarm.kind === kind).length;

  it.each<[AlarmLevel, AlarmKind, number]>([
    ['none', 'route-failed', 0],
    ['none', 'processing-dlq', 0],
    ['none', 'success-objective', 0],
    ['essential', 'route-failed', 1],
    ['essential', 'route-latency', 0],
    ['essential', 'subscription-retries', 0],
    ['standard', 'route-failed', 1],
    ['standard', 'route-latency', 1],
    ['standard', 'subscription-retries', 2],
    ['standard', 'queue-in-flight', 1],
  ])('%s: %s %d times', (level, kind, times) => {
    expect(count(company(level), kind)).toBe(times);
  });

  it('without alarms there is no stack for them, and no topic', () => {
    const topology = plan(company('none', { dashboards: false }));
    expect(unitsOf(topology).map(({ kind }) => kind)).not.toContain('observability');
    expect(topology.observability.topics).toEqual([]);
  });

  it('a stage says otherwise than the platform, a service than its stage, a subscription than its service', () => {
    const manifest = company('standard')
      .stage('dev', { observability: { alarms: 'none' } })
      .build();
    const services = manifest.services.map((service) => ({ ...service, alarms: 'essential' as const }));
    const subscriptions = manifest.subscriptions.map((each) =>
      each.name === 'finished' ? { ...each, alarms: 'standard' as const } : each,
    );
    const kindsOf = (planned: Topology): readonly AlarmKind[] => planned.observability.alarms.map(({ kind }) => kind);
    expect(kindsOf(compile(manifest, 'dev').topology)).toEqual([]);
    const ofService = kindsOf(compile({ ...manifest, services }, 'dev').topology);
    expect(ofService).toContain('queue-age');
    expect(ofService).not.toContain('queue-in-flight');
    const both = compile({ ...manifest, services, subscriptions }, 'dev').topology;
    expect(kindsOf(both).filter((kind) => kind === 'queue-in-flight')).toHaveLength(1);
    expect(kindsOf(both)).not.toContain('route-failed');
  });
});

describe('every state of a rollout', () => {
  const day = (number: number): Date => new Date(`2026-12-0${number}T12:00:00Z`);
  let record: DeployedRecord | undefined;
  const states: Topology[] = [];

  beforeAll(() => {
    const history = [
      company('essential'),
      // The function becomes a queue, and a subscription goes.
      new ManifestBuilder()
        .platform({ observability: { alarms: 'essential', sink: 'none', email: true, dashboards: true } })
        .service('delivery')
        .service('billing')
        .event(UPDATED, 'delivery')
        .subscribe('billing', 'failed', UPDATED),
    ];
    for (const [index, builder] of history.entries()) {
      const before = record && assembleState(record.units);
      const { rollout } = compile(builder.build(), 'dev', { now: day(index + 1), ...(before && { before }) });
      for (const { topology } of rollout.steps) {
        states.push(topology);
        record = recordDeployment(record, topology, day(index + 1));
      }
    }
  });

  it('watches every queue, live or idle, and every rule', () => {
    expect(states.length).toBeGreaterThan(2);
    for (const topology of states) {
      const watched = new Set(topology.observability.alarms.flatMap(({ metrics }) => metrics.flatMap(dimensionsOf)));
      const queues = queuesOfState(topology).map(({ name }) => name);
      const rules = [
        ...topology.routes.map(({ name }) => name),
        ...topology.inboxes.flatMap(({ subscriptions }) => subscriptions.map(({ rule }) => rule.name)),
      ];
      const functions = topology.inboxes.flatMap(({ subscriptions }) =>
        subscriptions.flatMap(({ delivery }) => factsOf(delivery).definedByService?.name ?? []),
      );
      expect([...queues, ...rules, ...functions].filter((name) => !watched.has(name))).toEqual([]);
    }
  });

  it('names each alarm of an account once', () => {
    for (const { observability } of states) {
      const all = [...observability.alarms, ...observability.composites].map(({ account, name }) => `${account}/${name}`);
      expect(all).toHaveLength(new Set(all).size);
    }
  });

  it('is put together again from what each stack was deployed with', () => {
    const { coverage, ...drawn } = states.at(-1)?.observability ?? NO_OBSERVABILITY;
    expect(coverage).toBeDefined();
    expect(record && assembleState(record.units)?.observability).toEqual(drawn);
  });

  it('is not a change when it is planned again, and one when the alarms are to be others', () => {
    const before = record && assembleState(record.units);
    const again = (alarms: AlarmLevel) =>
      compile(
        new ManifestBuilder()
          .platform({ observability: { alarms, sink: 'none', email: true, dashboards: true } })
          .service('delivery')
          .service('billing')
          .event(UPDATED, 'delivery')
          .subscribe('billing', 'failed', UPDATED)
          .build(),
        'dev',
        { now: day(2), ...(before && { before }) },
      ).rollout.steps;
    expect(again('essential')).toEqual([]);
    expect(again('standard').map(({ kind, changes }) => [kind, changes.map(({ stack }) => stack)])).toEqual([
      ['switch', [`busbar-account-${accountOf(2)}`, 'busbar-routing-1', 'busbar-observability']],
    ]);
  });
});

function dimensionsOf(metric: PlannedAlarm['metrics'][number]): readonly string[] {
  return 'name' in metric ? Object.values(metric.dimensions) : [];
}

describe('adding one subscription', () => {
  it('changes one routing stack and one account stack', () => {
    const builder = company('standard').event('delivery.fee.due@1', 'delivery');
    const before = digestsOf(plan(builder));
    const after = digestsOf(plan(builder.subscribe('billing', 'fees', 'delivery.fee.due@1')));
    expect([...after].filter(([key, digest]) => before.get(key) !== digest).map(([key]) => key)).toEqual([
      `${accountOf(2)}/busbar-account-${accountOf(2)}`,
      `${CENTRAL}/busbar-routing-1`,
    ]);
  });
});

describe('the alarm of the stage', () => {
  const stageAlarm = ({ observability }: Topology, name = 'busbar-page-stage-dev'): readonly string[] =>
    observability.composites
      .filter((composite) => composite.name === name)
      .flatMap(({ children }) => children)
      .flatMap((child) => [child, ...stageAlarm({ observability } as Topology, child)]);

  it('is found by its stage, and is not there without alarms', () => {
    expect(stageAlarmOf(plan(company('essential')))).toMatchObject({ name: 'busbar-page-stage-dev', account: CENTRAL });
    expect(stageAlarmOf(plan(company('none')))).toBeUndefined();
  });

  it('is made of what breaks now, never of messages that lie in a queue', () => {
    const { observability } = plan(company('standard'));
    const reached = new Set(stageAlarm(plan(company('standard'))));
    const kinds = new Set(observability.alarms.filter(({ name }) => reached.has(name)).map(({ kind }) => kind));
    expect([...kinds].filter((kind) => kind.endsWith('-dlq') || kind === 'queue-age')).toEqual([]);
    expect(kinds).toContain('route-failed');
    expect([...reached]).toContain('busbar-page-success-objective-doorstep-events-1h');
    expect([...reached].filter((name) => name.startsWith('busbar-warn-success-objective'))).toEqual([]);
  });

  it('is a tree that holds what CloudWatch allows in one rule, of alarms of its own account', () => {
    const builder = company('standard').platform({ accountsPerRoutingStack: 60 });
    for (let index = 0; index < 60; index++) {
      builder.service(`s${index}`).subscribe(`s${index}`, 'all', UPDATED);
    }
    const topology = plan(builder);
    const { composites, alarms } = topology.observability;
    const inCentral = new Set([...alarms, ...composites].filter(({ account }) => account === CENTRAL).map(({ name }) => name));
    expect(composites.filter(({ kind }) => kind === 'routing').length).toBeGreaterThan(2);
    for (const composite of composites) {
      expect(composite.children.length).toBeLessThanOrEqual(100);
      expect(compositeRule(composite).length).toBeLessThanOrEqual(10_240);
      expect(composite.children.filter((child) => !inCentral.has(child))).toEqual([]);
    }
    const reached = new Set(stageAlarm(topology));
    const wanted = alarms.filter(
      ({ account, kind }) => account === CENTRAL && kind.startsWith('route-') && alarmKinds[kind].inStageAlarm,
    );
    expect(wanted.length).toBeGreaterThan(200);
    expect(wanted.filter(({ name }) => !reached.has(name))).toEqual([]);
  });
});

describe('a stack with more than CloudFormation holds', () => {
  it('is a problem that says to lower the level of alarms, and none where it is lower', () => {
    const full = (alarms: AlarmLevel) => {
      const builder = company(alarms, { dashboards: false });
      for (let index = 0; index < 35; index++) builder.subscribe('billing', `more-${index}`, UPDATED);
      return compile(builder.build(), 'dev').problems.filter(({ code }) => code === 'topology/quota-exceeded');
    };
    expect(full('standard')).toEqual([expect.objectContaining({ fix: expect.stringContaining('`alarms: essential`') })]);
    expect(full('essential')).toEqual([]);
  });
});
