import { sampleTopology } from '@busbar/constructs/sample-topology';
import { alarmOf, NO_OBSERVABILITY, type Observability, type PlannedComposite, type Topology } from '@busbar/topology';
import { Match } from 'aws-cdk-lib/assertions';
import { drawn } from '../draw';

const plain = sampleTopology();
const account = plain.centralAccount;
const stack = 'busbar-observability';
const here = { account, stack };
const topic = `arn:aws:sns:eu-west-1:${account}:busbar-alarms`;

const alarm = (kind: Parameters<typeof alarmOf>[0], more: Partial<Parameters<typeof alarmOf>[1]> = {}) =>
  alarmOf(kind, {
    ...here,
    thing: 'thing',
    dimensions: { QueueName: 'orders' },
    detail: 'Detail.',
    topics: [topic],
    runbooks: 'docs/runbooks',
    ...more,
  });

const composite = (name: string, children: readonly string[], join: PlannedComposite['join'] = 'OR'): PlannedComposite => ({
  ...here,
  name,
  kind: 'stage',
  severity: 'page',
  description: 'All of it.',
  join,
  children,
  topics: [],
});

function withObservability(observability: Partial<Observability>): Topology {
  const unit = { kind: 'observability' as const, ...here, needs: [] };
  return {
    ...plain,
    observability: { ...NO_OBSERVABILITY, ...observability },
    waves: [...plain.waves, { order: 3, settleSeconds: 0, units: [unit] }],
  };
}

const template = (observability: Partial<Observability>) => drawn(withObservability(observability), 'observability').template;

it('draws an alarm on one metric', () => {
  template({ alarms: [alarm('queue-age')] }).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'busbar-warn-queue-age-thing',
    AlarmDescription: Match.stringLikeRegexp('Detail. Runbook: docs/runbooks/queue-age.md$'),
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
    Statistic: 'Maximum',
    ExtendedStatistic: Match.absent(),
    Metrics: Match.absent(),
    Period: 60,
    Threshold: 900,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 15,
    DatapointsToAlarm: 15,
    TreatMissingData: 'notBreaching',
    AlarmActions: [topic],
    OKActions: [topic],
  });
});

it('draws one on a percentile', () => {
  template({ alarms: [alarm('route-latency', { threshold: 2000 })] }).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'IngestionToInvocationSuccessLatency',
    Statistic: Match.absent(),
    ExtendedStatistic: 'p90',
    Threshold: 2000,
  });
});

it('draws one on an expression, which is what is compared', () => {
  template({ alarms: [alarm('route-retries', { topics: [] })] }).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: Match.absent(),
    AlarmActions: Match.absent(),
    Metrics: [
      Match.objectLike({ Id: 'retries', ReturnData: false }),
      Match.objectLike({
        Id: 'attempts',
        ReturnData: false,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Events',
            MetricName: 'InvocationAttempts',
            Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
          },
          Period: 60,
          Stat: 'Sum',
        },
      }),
      { Id: 'result', Expression: 'IF(attempts > 0, 100 * FILL(retries, 0) / attempts, 0)', ReturnData: true },
    ],
  });
});

it('draws composite alarms after what they name', () => {
  const result = template({
    alarms: [alarm('queue-age')],
    // Sorted by name, so a composite comes before the one that it names.
    composites: [composite('a', ['b', 'elsewhere']), composite('b', ['busbar-warn-queue-age-thing', 'other'], 'AND')],
  });
  const idOf = (name: string) =>
    Object.entries(result.findResources('AWS::CloudWatch::CompositeAlarm')).find(
      ([, { Properties }]) => (Properties as { AlarmName: string }).AlarmName === name,
    )?.[0];
  const [alarmId] = Object.keys(result.findResources('AWS::CloudWatch::Alarm'));
  result.hasResource('AWS::CloudWatch::CompositeAlarm', {
    Properties: { AlarmName: 'a', AlarmRule: 'ALARM("b") OR ALARM("elsewhere")' },
    DependsOn: [idOf('b')],
  });
  result.hasResource('AWS::CloudWatch::CompositeAlarm', {
    Properties: { AlarmName: 'b', AlarmRule: 'ALARM("busbar-warn-queue-age-thing") AND ALARM("other")' },
    DependsOn: [alarmId],
  });
});

it('draws a topic with its policy and a subscription for each address', () => {
  const policy = { Version: '2012-10-17' as const, Statement: [] };
  const result = template({
    topics: [
      { ...here, name: 'busbar-alarms', arn: topic, team: 'platform', emails: ['a@acme.example', 'b@acme.example'], policy },
    ],
  });
  result.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'busbar-alarms', DisplayName: 'Busbar: platform' });
  result.hasResourceProperties('AWS::SNS::TopicPolicy', { PolicyDocument: policy });
  result.resourceCountIs('AWS::SNS::Subscription', 2);
  result.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'a@acme.example' });
});

it('draws a dashboard, a sink that says its ARN, and a link for the namespaces that are read', () => {
  const sinkArn = 'arn:aws:oam:eu-west-1:300000000001:sink/0f1e2d3c';
  const result = template({
    dashboards: [{ ...here, name: 'busbar-stage', body: { widgets: [] } }],
    sinks: [{ ...here, name: 'busbar', policy: { Version: '2012-10-17', Statement: [] } }],
    links: [{ ...here, sinkArn, namespaces: ['AWS/Events', 'AWS/SQS'] }],
  });
  result.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'busbar-stage', DashboardBody: '{"widgets":[]}' });
  result.hasOutput('SinkArn', {});
  result.hasResourceProperties('AWS::Oam::Link', {
    SinkIdentifier: sinkArn,
    ResourceTypes: ['AWS::CloudWatch::Metric'],
    LinkConfiguration: { MetricConfiguration: { Filter: "Namespace IN ('AWS/Events', 'AWS/SQS')" } },
  });
});

it('draws in a stack only what is planned there', () => {
  const elsewhere = { ...alarm('queue-age'), stack: 'busbar-routing-1' };
  expect(template({ alarms: [elsewhere] }).findResources('AWS::CloudWatch::Alarm')).toEqual({});
  const ofRoutes = drawn(withObservability({ alarms: [elsewhere] }), 'routing').template;
  ofRoutes.resourceCountIs('AWS::CloudWatch::Alarm', 1);
});
