import { factsOf } from '../deliveries/index';
import type { IdleSubscription, Inbox, InboxSubscription } from '../model';
import { names } from '../names';
import { groupBy } from '../order';
import type { AlarmKind } from './alarm-kinds';
import type { PlatformState } from '../rollout/platform-state';
import type { SubscriptionAlarms } from '../service-topology-model';
import type { StageView } from '../stage-view';
import { distinctByName, ObservabilityContext } from './context';
import type { PlannedAlarm } from '../observability-model';
import { latencyThreshold } from './route-alarms';

type Form = InboxSubscription | IdleSubscription;

/**
 * Of every subscription its local rule, where it has one, its queues and its function, live or idle: what stays must be watched until
 * it is gone. In the account's stack, for the team of the service. A function is watched by its name, wherever it is defined.
 */
export function planSubscriptionAlarms(context: ObservabilityContext): readonly PlannedAlarm[] {
  return distinctByName(context.state.inboxes.flatMap((inbox) => ofInbox(context, inbox)));
}

function ofInbox(context: ObservabilityContext, inbox: Inbox): readonly PlannedAlarm[] {
  // What a team draws has its alarms in the same stack (`EventSubscription`).
  const forms: readonly Form[] = [...inbox.subscriptions, ...inbox.idle].filter(({ drawnBy }) => drawnBy !== 'team');
  const sharing = groupBy(forms, ({ delivery }) => factsOf(delivery).target.arn);
  return forms.flatMap((form) => [
    ...(hasRule(form) ? ofRule(context, inbox, form) : []),
    ...ofQueues(context, inbox, form),
    ...ofTarget(context, inbox, sharing.get(factsOf(form.delivery).target.arn) ?? [form]),
  ]);
}

/** A subscription that drains has its local rule until nothing is retried any more. */
function hasRule(form: Form): boolean {
  return !('idle' in form) || form.idle.state === 'draining';
}

function ofRule(context: ObservabilityContext, inbox: Inbox, form: Form): readonly PlannedAlarm[] {
  const { rule } = form;
  const { latencyP90Milliseconds } = context.objectivesOf(form);
  const alarm = (kind: AlarmKind, threshold?: number) =>
    context.alarm(context.levelOf(form), kind, {
      ...placeOf(context, inbox, form),
      thing: rule.name,
      dimensions: { EventBusName: inbox.bus.name, RuleName: rule.name },
      threshold,
    });
  return [
    ...alarm('subscription-events-lost'),
    ...alarm('subscription-failed'),
    ...alarm('subscription-throttled'),
    ...alarm('subscription-retries'),
    ...alarm('subscription-latency', latencyThreshold(latencyP90Milliseconds)),
  ];
}

function ofQueues(context: ObservabilityContext, inbox: Inbox, form: Form): readonly PlannedAlarm[] {
  const { deliveryDeadLetterQueue } = form;
  return context.alarm(context.levelOf(form), 'delivery-dlq', {
    ...placeOf(context, inbox, form),
    thing: deliveryDeadLetterQueue.name,
    dimensions: { QueueName: deliveryDeadLetterQueue.name },
  });
}

/** @param sharing subscriptions with the same target: the highest of their levels counts */
function ofTarget(context: ObservabilityContext, inbox: Inbox, sharing: readonly Form[]): readonly PlannedAlarm[] {
  const [first] = sharing;
  if (!first) return [];
  return factsOf(first.delivery).watched.flatMap(({ kind, thing, dimensions, threshold }) =>
    context.alarm(context.highestLevel(sharing), kind, { ...placeOf(context, inbox, first), thing, dimensions, threshold }),
  );
}

/** How the subscriptions of a stage are watched, for those whose team draws the alarms. */
export function watchingOf(view: StageView, state: PlatformState) {
  const context = new ObservabilityContext(view, state);
  return (subscription: Pick<InboxSubscription, 'service' | 'name'>, account: string): SubscriptionAlarms => ({
    level: context.levelOf(subscription),
    topic: context.teamTopicArn(account, context.teamOf(subscription.service)),
    runbooks: context.runbooks,
    detail: detailOf(context, subscription),
    latencyMilliseconds: latencyThreshold(context.objectivesOf(subscription).latencyP90Milliseconds),
  });
}

/** ARNs of the topics that alarms in the stacks of teams are sent to. */
export function topicsOfTeams(context: ObservabilityContext): readonly string[] {
  return context.state.inboxes.flatMap(({ account, subscriptions }) =>
    subscriptions
      .filter((each) => each.drawnBy === 'team' && context.levelOf(each) !== 'none')
      .map(({ service }) => context.teamTopicArn(account, context.teamOf(service))),
  );
}

function detailOf(context: ObservabilityContext, { service, name }: Pick<InboxSubscription, 'service' | 'name'>): string {
  return `Subscription ${service}/${name}, ${context.describeTeam(context.teamOf(service))}.`;
}

/** Account and stack, whom it is sent to, and what people read. */
export function placeOf(context: ObservabilityContext, { account }: Inbox, form: Form) {
  const team = context.teamOf(form.service);
  return {
    account,
    stack: names.stack.account(account),
    topics: [context.teamTopicArn(account, team)],
    detail: detailOf(context, form),
  };
}
