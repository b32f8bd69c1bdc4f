import { names } from '../names';
import { alarmKinds, type AlarmKind } from './alarm-kinds';
import type { ObservabilityContext } from './context';
import type { AlarmMetric, PlannedAlarm } from '../observability-model';
import { coverageOf } from './monitoring-account';

/** What is watched in the central account beside routes: publishing, the key, and the service accounts as far as they share metrics. */
export function planStageAlarms(context: ObservabilityContext): readonly PlannedAlarm[] {
  const { state, level, central, platform, view } = context;
  const common = {
    account: central,
    stack: names.stack.observability,
    topics: [context.stageTopicArn()],
    detail: `Stage ${view.stage.name}, ${context.describeTeam(context.platformTeam)}.`,
  };
  const { key } = state.bus;
  const ofAccounts = (kind: AlarmKind, metric: string) =>
    context.alarm(level, kind, {
      ...common,
      thing: platform.busName,
      dimensions: {},
      metrics: [failuresByAccount(metric, platform.busName, kind)],
    });
  return [
    ...context.alarm(level, 'publishing-throttled', { ...common, thing: platform.busName, dimensions: {} }),
    ...(key
      ? context.alarm(level, 'encryption-dlq', {
          ...common,
          thing: key.deadLetterQueue.name,
          dimensions: { QueueName: key.deadLetterQueue.name },
        })
      : []),
    ...(coverageOf(context).accounts === 'stage'
      ? [
          ...ofAccounts('accounts-events-lost', 'InvocationsFailedToBeSentToDlq'),
          ...ofAccounts('accounts-failed', 'FailedInvocations'),
        ]
      : []),
  ];
}

/**
 * One alarm for all accounts that share their metrics, in which each account is a contributor of its own: what comes and goes in an
 * account changes nothing here. A query sees the last three hours, 10,000 metrics and 500 accounts.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html
 */
function failuresByAccount(metric: string, busName: string, kind: AlarmKind): AlarmMetric {
  return {
    id: 'accounts',
    expression:
      `SELECT SUM(${metric}) FROM SCHEMA("AWS/Events", EventBusName, RuleName) WHERE EventBusName = '${busName}' ` +
      'GROUP BY AWS.AccountId ORDER BY SUM() DESC',
    periodSeconds: alarmKinds[kind].periodSeconds,
  };
}
