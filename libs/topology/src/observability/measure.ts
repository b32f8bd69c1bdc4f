import type { Position } from '@busbar/problem';
import { names } from '../names';
import { groupBy } from '../order';
import type { Measurement } from '../measurement';
import type { DrawnState } from '../rollout/platform-state';
import { compositeRule } from './composites';
import { NO_OBSERVABILITY, type Observability, type Place } from '../observability-model';

/** Resources of one topic: itself, and its policy. */
const RESOURCES_OF_TOPIC = 2;

/** CloudFormation resources by `<account>/<stack>`, for what watches. */
export function resourcesWatching(observability: Observability = NO_OBSERVABILITY): ReadonlyMap<string, number> {
  const resources = new Map<string, number>();
  const add = ({ account, stack }: Place, count: number): void => {
    resources.set(`${account}/${stack}`, (resources.get(`${account}/${stack}`) ?? 0) + count);
  };
  const { alarms, composites, topics, dashboards, sinks, links } = observability;
  for (const item of [...alarms, ...composites, ...dashboards, ...sinks, ...links]) add(item, 1);
  for (const topic of topics) add(topic, RESOURCES_OF_TOPIC + topic.emails.length);
  return resources;
}

/** What watching uses of CloudWatch's quotas, each at its fullest. */
export function measureObservability(
  { observability = NO_OBSERVABILITY, inboxes, routes }: DrawnState,
  central: string,
  positionOf: (account: string) => Position,
): readonly Measurement[] {
  const { alarms, composites, dashboards } = observability;
  const byQuery = alarms.filter(({ metrics }) =>
    metrics.some((metric) => 'expression' in metric && metric.expression.startsWith('SELECT')),
  );
  const watched = resourcesWatching(observability).get(`${central}/${names.stack.observability}`);
  return [
    ...fullest('cloudwatch/metrics-per-alarm', alarms, ({ metrics }) => metrics.filter((metric) => 'name' in metric).length),
    ...fullest('cloudwatch/alarms-per-composite', composites, ({ children }) => children.length, 'elastic'),
    ...fullest('cloudwatch/composite-rule-characters', composites, (each) => compositeRule(each).length, 'elastic'),
    ...fullest('cloudwatch/widgets-per-dashboard', dashboards, ({ body }) => body.widgets.length),
    ...fullest('cloudwatch/metrics-per-widget', dashboards, ({ body }) =>
      Math.max(0, ...body.widgets.map(({ properties: { metrics } }) => (Array.isArray(metrics) ? metrics.length : 0))),
    ),
    ...(byQuery.length === 0
      ? []
      : [
          inCentral('cloudwatch/metrics-insights-alarms', byQuery.length),
          // Every rule on a bus of the name, in the central account and in those that share their metrics.
          inCentral(
            'cloudwatch/metrics-per-query',
            inboxes.reduce((sum, { subscriptions }) => sum + subscriptions.length, routes.length),
          ),
        ]),
    ...(watched === undefined
      ? []
      : [{ ...inCentral('cloudformation/resources-per-stack', watched), scope: names.stack.observability }]),
  ];

  function inCentral(quota: Measurement['quota'], used: number): Measurement {
    return { quota, account: central, scope: 'alarms', used, at: positionOf(central) };
  }

  function fullest<T extends { readonly account: string; readonly name: string }>(
    quota: Measurement['quota'],
    items: readonly T[],
    usedBy: (item: T) => number,
    kind?: Measurement['kind'],
  ): readonly Measurement[] {
    return [...groupBy(items, ({ account }) => account)].map(([account, ofAccount]) => {
      const all = ofAccount.map((item) => ({ scope: item.name, used: usedBy(item) }));
      const most = all.reduce((more, next) => (next.used > more.used ? next : more));
      return { quota, account, ...most, at: positionOf(account), ...(kind && { kind }) };
    });
  }
}
