import { compile, digestsOf, type PlannedAlarm, type Topology } from '../../src/index';
import { CENTRAL, ManifestBuilder, accountOf } from '../manifest-builder';

const UPDATED = 'delivery.status.updated@1';
const SINK = `arn:aws:oam:eu-west-1:${CENTRAL}:sink/0f1e2d3c`;

const company = (sink: string): ManifestBuilder =>
  new ManifestBuilder()
    .platform({ observability: { alarms: 'essential', sink, email: true, dashboards: false } })
    .service('delivery')
    .service('billing')
    .event(UPDATED, 'delivery')
    .subscribe('billing', 'finished', UPDATED);

const plan = (builder: ManifestBuilder): Topology => compile(builder.build(), 'dev').topology;

const silent = ({ observability }: Topology): readonly PlannedAlarm[] =>
  observability.alarms.filter(({ kind }) => kind === 'heartbeat-silent');

describe('silence', () => {
  it('is noticed in each account that a route feeds, when fewer heartbeats arrive than its routes are sent', () => {
    const [alarm, ...others] = silent(plan(company('none')));
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      name: 'busbar-warn-heartbeat-silent-doorstep-events',
      account: accountOf(2),
      stack: `busbar-account-${accountOf(2)}`,
      metrics: [
        {
          name: 'TriggeredRules',
          dimensions: { EventBusName: 'doorstep-events', RuleName: 'busbar-heartbeat' },
          statistic: 'Sum',
          periodSeconds: 300,
        },
      ],
      comparison: 'LessThanThreshold',
      // Five in five minutes are sent; of two routes, five would be those of one.
      threshold: 2.5,
      treatMissingData: 'breaching',
      topics: [`arn:aws:sns:eu-west-1:${accountOf(2)}:busbar-alarms-platform`],
    });
  });

  it('goes to the topic of the platform in that account, beside those of its teams', () => {
    const { topics } = plan(company('none')).observability;
    expect(topics.filter(({ account }) => account === accountOf(2)).map(({ name }) => name)).toEqual([
      'busbar-alarms-platform',
      'busbar-alarms-team',
    ]);
  });

  it('is part of the alarm of the stage, where the accounts share their metrics', () => {
    const topology = plan(company(SINK));
    const inCentral = silent(topology).filter(({ account }) => account === CENTRAL);
    expect(inCentral).toMatchObject([
      {
        name: `busbar-page-heartbeat-silent-${accountOf(2)}`,
        stack: 'busbar-observability',
        metrics: [{ accountId: accountOf(2) }],
        threshold: 1,
      },
    ]);
    const stage = topology.observability.composites.find(({ name }) => name === 'busbar-page-stage-dev');
    expect(stage?.children).toContain(inCentral[0]?.name);
  });

  it('is watched from the central account without a change when a subscription is added', () => {
    const before = digestsOf(plan(company(SINK)));
    const after = digestsOf(plan(company(SINK).subscribe('billing', 'late', UPDATED, { status: ['LATE'] })));
    expect(after.get(`${CENTRAL}/busbar-observability`)).toBe(before.get(`${CENTRAL}/busbar-observability`));
  });
});
