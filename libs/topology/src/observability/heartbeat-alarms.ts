import type { Inbox } from '../model';
import { names } from '../names';
import { alarmKinds } from './alarm-kinds';
import type { ObservabilityContext } from './context';
import type { PlannedAlarm } from '../observability-model';
import { coverageOf } from './monitoring-account';

/** Seconds between the heartbeats of a route. */
const INTERVAL = 60;

/**
 * Each route is sent a heartbeat a minute; they all arrive by one rule on the bus of the account. The account's own alarm counts
 * them, so that one silent route of several is noticed; it only warns, as it is deployed before the routes of a new account and is on
 * until they are. The central account asks whether any arrive: that does not change with the routes, comes after them, and is part of
 * the alarm of the stage.
 */
export function planHeartbeatAlarms(context: ObservabilityContext): readonly PlannedAlarm[] {
  const isLinked = coverageOf(context).accounts === 'stage';
  return context.state.inboxes.flatMap((inbox) => [
    ...ofAccount(context, inbox),
    ...(isLinked ? seenFromCentralAccount(context, inbox) : []),
  ]);
}

function ofAccount(context: ObservabilityContext, { account, bus, heartbeat }: Inbox): readonly PlannedAlarm[] {
  const routes = context.state.routes.filter((route) => route.account === account && route.heartbeat === true).length;
  if (!heartbeat || routes === 0) return [];
  return context.alarm(context.level, 'heartbeat-silent', {
    account,
    stack: names.stack.account(account),
    thing: bus.name,
    dimensions: { EventBusName: bus.name, RuleName: heartbeat.rule.name },
    topics: [context.teamTopicArn(account, context.platformTeam)],
    detail: detailOf(context, account),
    severity: 'warn',
    // Metrics are best effort: the half of what one route is sent may be missing.
    threshold: (routes - 0.5) * (alarmKinds['heartbeat-silent'].periodSeconds / INTERVAL),
  });
}

function seenFromCentralAccount(context: ObservabilityContext, { account, bus, heartbeat }: Inbox): readonly PlannedAlarm[] {
  const isFed = context.state.routes.some((route) => route.account === account && route.heartbeat === true);
  if (!heartbeat || !isFed) return [];
  const { periodSeconds } = alarmKinds['heartbeat-silent'];
  return context.alarm(context.level, 'heartbeat-silent', {
    account: context.central,
    stack: names.stack.observability,
    thing: account,
    dimensions: {},
    topics: [context.stageTopicArn()],
    detail: detailOf(context, account),
    metrics: [
      {
        id: 'heartbeats',
        namespace: 'AWS/Events',
        name: 'TriggeredRules',
        dimensions: { EventBusName: bus.name, RuleName: heartbeat.rule.name },
        statistic: 'Sum',
        periodSeconds,
        accountId: account,
      },
    ],
  });
}

function detailOf(context: ObservabilityContext, account: string): string {
  return `Routes to account ${account}, ${context.describeTeam(context.platformTeam)}.`;
}
