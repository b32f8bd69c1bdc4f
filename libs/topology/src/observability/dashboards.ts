import { factsOf } from '../deliveries/index';
import type { Inbox, InboxSubscription } from '../model';
import { names } from '../names';
import { compareText, groupBy } from '../order';
import type { QuotaLimits } from '../quotas';
import { stageAlarmName } from './composites';
import type { ObservabilityContext } from './context';
import type { DashboardWidget, PlannedDashboard } from '../observability-model';
import { coverageOf } from './monitoring-account';

/** Columns of a dashboard. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const COLUMNS = 24;
const WIDGET = { width: 8, height: 6 } as const;
const TITLE_HEIGHT = 2;

export interface DashboardOptions {
  readonly limits: QuotaLimits;
  /** The stage has an alarm of its own. */
  readonly hasStageAlarm: boolean;
}

/** One of the stage in the central account, and one for each service that receives events, in its account. */
export function planDashboards(context: ObservabilityContext, options: DashboardOptions): readonly PlannedDashboard[] {
  if (!context.platform.observability.dashboards) return [];
  return [stageDashboard(context, options), ...context.state.inboxes.flatMap((inbox) => serviceDashboards(context, inbox))].sort(
    (a, b) => compareText(a.account, b.account) || compareText(a.name, b.name),
  );
}

/**
 * Lists no route and no subscription: searches find them, so that adding one changes nothing here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
function stageDashboard(context: ObservabilityContext, { limits, hasStageAlarm }: DashboardOptions): PlannedDashboard {
  const { state, view, central } = context;
  const bus = state.bus.name;
  const region = view.stage.region;
  const ofBus = (name: string, stat: string, label?: string): Row => row(name, { EventBusName: bus }, { stat, label });
  const ofAccount = (name: string, stat: string, label?: string): Row => row(name, {}, { stat, label });
  const byRoute = (metric: string, stat: string, label: string): Row =>
    search(`{AWS/Events,EventBusName,RuleName} EventBusName="${bus}" MetricName="${metric}"`, stat, label);
  const accounts =
    coverageOf(context).accounts === 'stage'
      ? [
          graph('Given up on, by account', region, [byAccount('FailedInvocations', bus)]),
          graph('Lost, by account', region, [byAccount('InvocationsFailedToBeSentToDlq', bus)]),
        ]
      : [];
  const widgets: readonly Widget[] = [
    ...(hasStageAlarm
      ? [
          {
            type: 'alarm' as const,
            properties: { title: 'Stage', alarms: [view.arns.alarm(central, stageAlarmName(view.stage.name))] },
          },
        ]
      : []),
    graph('Offered', region, [ofAccount('PutEventsEntriesCount', 'Sum', 'entries'), ofBus('MatchedEvents', 'Sum', 'matched')]),
    graph('Delivered to accounts', region, [
      ofBus('SuccessfulInvocationAttempts', 'Sum', 'delivered'),
      ofBus('InvocationAttempts', 'Sum', 'attempts'),
      ofBus('RetryInvocationAttempts', 'Sum', 'retries'),
    ]),
    graph(
      'Latency to accounts (ms)',
      region,
      [...['p50', 'p90', 'p99'].map((stat) => ofBus('IngestionToInvocationSuccessLatency', stat, stat))],
      { annotations: line('promised p90', context.platform.objectives.latencyP90Milliseconds) },
    ),
    graph('Latency by route, p90 (ms)', region, [byRoute('IngestionToInvocationSuccessLatency', 'p90', 'p90')]),
    graph('Given up on, by route', region, [byRoute('FailedInvocations', 'Sum', 'failed')]),
    graph('Lost, by route', region, [byRoute('InvocationsFailedToBeSentToDlq', 'Sum', 'lost')]),
    graph('Throttled', region, [
      ofBus('ThrottledRules', 'Sum', 'rules'),
      ofAccount('PutEventsApproximateThrottledCount', 'Sum', 'PutEvents'),
      ofAccount('PutEventsFailedEntriesCount', 'Sum', 'refused entries'),
    ]),
    graph('Dead letters of routes', region, [
      search('{AWS/SQS,QueueName} MetricName="ApproximateNumberOfMessagesVisible" busbar route dlq', 'Maximum', 'in'),
    ]),
    graph(
      'Quota: PutEvents requests per second',
      region,
      [hidden(ofAccount('PutEventsApproximateCallCount', 'Sum'), 'calls'), math('calls / PERIOD(calls)', 'used')],
      { annotations: line('quota', limits.limit('events/put-events-per-second')) },
    ),
    graph(
      'Quota: invocations per second',
      region,
      [hidden(ofAccount('InvocationsCreated', 'Sum'), 'created'), math('created / PERIOD(created)', 'used')],
      { annotations: line('quota', limits.limit('events/invocations-per-second')) },
    ),
    ...accounts,
  ];
  return {
    name: names.dashboard(),
    account: central,
    stack: names.stack.observability,
    body: layOut(
      `# ${context.platform.company}: events, stage ${view.stage.name}\nCentral bus \`${bus}\` in ${region}.`,
      widgets,
    ),
  };
}

/** Names its subscriptions: it is in the stack that changes with them anyway. */
function serviceDashboards(context: ObservabilityContext, inbox: Inbox): readonly PlannedDashboard[] {
  const { region } = context.view.stage;
  return [...groupBy(inbox.subscriptions, ({ service }) => service)].map(([service, subscriptions]) => ({
    name: names.dashboard(service),
    account: inbox.account,
    stack: names.stack.account(inbox.account),
    body: layOut(
      `# ${service}: events received, stage ${context.view.stage.name}\nOwner: ${context.describeTeam(context.teamOf(service))}.`,
      serviceWidgets(inbox.bus.name, region, subscriptions),
    ),
  }));
}

function serviceWidgets(bus: string, region: string, subscriptions: readonly InboxSubscription[]): readonly Widget[] {
  const byRule = (name: string, stat: string): readonly Row[] =>
    subscriptions.map(({ rule, name: label, eventType }) =>
      row(name, { EventBusName: bus, RuleName: rule.name }, { stat, label: `${label} (${eventType})` }),
    );
  const facts = subscriptions.map(({ delivery }) => factsOf(delivery));
  const queues = facts.flatMap(({ polledQueue }) => (polledQueue ? [polledQueue.name] : []));
  const deadLetters = [
    ...subscriptions.map(({ deliveryDeadLetterQueue }) => deliveryDeadLetterQueue.name),
    ...facts.flatMap(({ watched }) => watched.flatMap(({ kind, thing }) => (kind === 'processing-dlq' ? [thing] : []))),
  ];
  const functions = facts.flatMap(({ watched }) =>
    watched.flatMap(({ kind, thing }) => (kind === 'function-errors' ? [thing] : [])),
  );
  const ofQueues = (queueNames: readonly string[], name: string): readonly Row[] =>
    distinct(queueNames).map((queue) => row(name, { QueueName: queue }, { stat: 'Maximum', label: queue, namespace: 'AWS/SQS' }));
  const ofFunctions = (name: string, stat: string): readonly Row[] =>
    distinct(functions).map((each) => row(name, { FunctionName: each }, { stat, label: each, namespace: 'AWS/Lambda' }));
  return [
    graph('Received', region, byRule('TriggeredRules', 'Sum')),
    graph('Latency on the last part of the way, p90 (ms)', region, byRule('IngestionToInvocationSuccessLatency', 'p90')),
    graph('Given up on', region, byRule('FailedInvocations', 'Sum')),
    graph('Waiting in queues', region, ofQueues(queues, 'ApproximateNumberOfMessagesVisible')),
    graph('Age of the oldest in queues (s)', region, ofQueues(queues, 'ApproximateAgeOfOldestMessage')),
    graph('Dead letters', region, ofQueues(deadLetters, 'ApproximateNumberOfMessagesVisible')),
    graph('Errors of functions', region, ofFunctions('Errors', 'Sum')),
    graph('Duration of functions, p90 (ms)', region, ofFunctions('Duration', 'p90')),
  ].filter(({ properties }) => (properties.metrics as readonly Row[]).length > 0);
}

type Row = readonly unknown[];
type Widget = Pick<DashboardWidget, 'type' | 'properties'>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Metric-Widget-Object */
function graph(title: string, region: string, metrics: readonly Row[], more: Readonly<Record<string, unknown>> = {}): Widget {
  return { type: 'metric', properties: { title, region, view: 'timeSeries', stacked: false, period: 60, metrics, ...more } };
}

/** A metric: namespace, name, dimensions by name and value, options. */
function row(
  name: string,
  dimensions: Readonly<Record<string, string>>,
  {
    namespace = 'AWS/Events',
    label,
    ...options
  }: { readonly stat: string; readonly label?: string; readonly namespace?: string },
): Row {
  return [namespace, name, ...Object.entries(dimensions).flat(), { ...options, ...(label !== undefined && { label }) }];
}

/** The same, only for expressions. */
function hidden(metric: Row, id: string): Row {
  return [...metric.slice(0, -1), { ...(metric.at(-1) as object), id, visible: false }];
}

function math(expression: string, label: string): Row {
  return [{ expression, label }];
}

function search(query: string, stat: string, label: string): Row {
  return [{ expression: `SEARCH('${query}', '${stat}', 60)`, label: `${label} \${LABEL}` }];
}

function byAccount(metric: string, bus: string): Row {
  const query =
    `SELECT SUM(${metric}) FROM SCHEMA("AWS/Events", EventBusName, RuleName) WHERE EventBusName = '${bus}' ` +
    'GROUP BY AWS.AccountId ORDER BY SUM() DESC LIMIT 20';
  return [{ expression: query, label: metric }];
}

function line(label: string, value: number) {
  return { horizontal: [{ label, value }] };
}

function distinct(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}

/** A title over the whole width, then rows of equal widgets. */
function layOut(title: string, widgets: readonly Widget[]): PlannedDashboard['body'] {
  const columns = COLUMNS / WIDGET.width;
  return {
    widgets: [
      { type: 'text', x: 0, y: 0, width: COLUMNS, height: TITLE_HEIGHT, properties: { markdown: title } },
      ...widgets.map((widget, index): DashboardWidget => ({
        ...widget,
        ...WIDGET,
        x: (index % columns) * WIDGET.width,
        y: TITLE_HEIGHT + Math.floor(index / columns) * WIDGET.height,
      })),
    ],
  };
}
