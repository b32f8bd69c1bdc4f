import { compile, type DashboardWidget, type PlannedDashboard, type Topology } from '../../src/index';
import { CENTRAL, ManifestBuilder, accountOf } from '../manifest-builder';

const UPDATED = 'delivery.status.updated@1';

const company = (more: object = {}): ManifestBuilder =>
  new ManifestBuilder()
    .platform({ observability: { alarms: 'essential', sink: 'none', email: true, dashboards: true, ...more } })
    .service('delivery')
    .service('billing')
    .event(UPDATED, 'delivery')
    .subscribe('billing', 'finished', UPDATED)
    .subscribe('billing', 'failed', UPDATED, undefined, { kind: 'function', functionName: 'billing-fees' });

const plan = (builder: ManifestBuilder): Topology => compile(builder.build(), 'dev').topology;

const named = ({ observability }: Topology, name: string): PlannedDashboard => {
  const dashboard = observability.dashboards.find((each) => each.name === name);
  if (!dashboard) throw new Error(`There is no dashboard "${name}".`);
  return dashboard;
};

/**
 * What breaks the documented structure of a body, as CloudWatch says it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
function faultsOf({ widgets }: PlannedDashboard['body']): readonly string[] {
  return widgets.flatMap((widget, index) => [
    ...(widget.x + widget.width > 24 ? [`widget ${index} leaves the grid`] : []),
    ...widgets.slice(0, index).flatMap((other) => (overlap(widget, other) ? [`widget ${index} covers another`] : [])),
    ...faultsOfWidget(widget).map((fault) => `widget ${index}: ${fault}`),
  ]);
}

function overlap(a: DashboardWidget, b: DashboardWidget): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function faultsOfWidget({ type, properties }: DashboardWidget): readonly string[] {
  switch (type) {
    case 'text':
      return typeof properties['markdown'] === 'string' ? [] : ['no markdown'];
    case 'alarm':
      return (properties['alarms'] as readonly string[]).every((arn) =>
        /^arn:aws:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$/.test(arn),
      )
        ? []
        : ['no ARNs of alarms'];
    case 'metric': {
      const known = ['title', 'region', 'view', 'stacked', 'period', 'metrics', 'annotations'];
      return [
        ...Object.keys(properties).filter((key) => !known.includes(key)),
        ...(typeof properties['region'] === 'string' ? [] : ['no region']),
        ...faultsOfMetrics(properties['metrics'] as readonly (readonly unknown[])[]),
      ];
    }
  }
}

/** A row is namespace, name, pairs of dimension and value, and options; or an expression. */
function faultsOfMetrics(rows: readonly (readonly unknown[])[]): readonly string[] {
  const ids = rows.flatMap((row) => (row.at(-1) as { readonly id?: string }).id ?? []);
  return [
    ...(rows.length === 0 ? ['no metrics'] : []),
    ...rows.flatMap((row) => {
      const options = row.at(-1) as { readonly expression?: string };
      const words = row.slice(0, -1);
      if (options.expression !== undefined) return words.length === 0 ? [] : ['an expression beside a metric'];
      const isMetric =
        words.length >= 2 && words.length % 2 === 0 && words.every((word) => typeof word === 'string' && word !== '');
      return isMetric ? [] : [`not a metric: ${JSON.stringify(row)}`];
    }),
    ...rows.flatMap((row) => {
      const { expression = '' } = row.at(-1) as { readonly expression?: string };
      if (/^(?:SEARCH|SELECT)/.test(expression)) return [];
      return (expression.match(/\b[a-z]\w*\b/g) ?? [])
        .filter((id) => !ids.includes(id))
        .map((id) => `no metric has the id ${id}`);
    }),
  ];
}

describe('dashboards', () => {
  it('are one of the stage in the central account and one for each service that receives, in its account', () => {
    expect(plan(company()).observability.dashboards.map(({ account, stack, name }) => [account, stack, name])).toEqual([
      [CENTRAL, 'busbar-observability', 'busbar-stage'],
      [accountOf(2), `busbar-account-${accountOf(2)}`, 'busbar-service-billing'],
    ]);
    expect(plan(company({ dashboards: false })).observability.dashboards).toEqual([]);
  });

  it.each([
    ['with what the central account sees', company()],
    ['with what it sees through a sink', company({ sink: `arn:aws:oam:eu-west-1:${CENTRAL}:sink/0f1e2d3c` })],
  ])('have a body as CloudWatch documents it, %s', (_, builder) => {
    const { dashboards } = plan(builder).observability;
    expect(dashboards.flatMap(({ name, body }) => faultsOf(body).map((fault) => `${name}: ${fault}`))).toEqual([]);
  });

  it('show the alarm of the stage, where there is one', () => {
    const alarms = (topology: Topology) =>
      named(topology, 'busbar-stage').body.widgets.flatMap(
        ({ properties: { alarms: arns } }) => (arns as string[] | undefined) ?? [],
      );
    expect(alarms(plan(company()))).toEqual([`arn:aws:cloudwatch:eu-west-1:${CENTRAL}:alarm:busbar-page-stage-dev`]);
    expect(alarms(plan(company({ alarms: 'none' })))).toEqual([]);
  });

  it('name each subscription of a service, its queues and functions', () => {
    const text = JSON.stringify(named(plan(company()), 'busbar-service-billing').body);
    for (const name of [
      `finished (${UPDATED})`,
      'billing-failed-delivery-dlq',
      'billing-finished-processing-dlq',
      'billing-fees-processing-dlq',
      '"FunctionName","billing-fees"',
    ]) {
      expect(text).toContain(name);
    }
  });

  it('of the stage say nothing of routes and subscriptions, so that it does not change with them', () => {
    const before = named(plan(company()), 'busbar-stage');
    const builder = company().service('access').subscribe('access', 'doors', UPDATED).subscribe('delivery', 'own', UPDATED);
    expect(named(plan(builder), 'busbar-stage')).toEqual(before);
  });
});
