import type { Objectives } from '@busbar/manifest';
import { names } from '../names';
import { alarmName, alarmOf, describeAlarm } from './alarm-of';
import { reachableBurnRates, slowerThan, successOfBus, successOfRule, type BurnRateOptions } from './burn-rates';
import type { ObservabilityContext } from './context';
import type { AlarmMetric, Place, PlannedAlarm, PlannedComposite } from '../observability-model';
import { placeOf } from './subscription-alarms';

export interface PlannedObjectives {
  readonly alarms: readonly PlannedAlarm[];
  readonly composites: readonly PlannedComposite[];
}

/** A tenth of the events may take longer than the 90th percentile that is promised. */
const LATENCY_BUDGET = 0.1;

interface Promised extends Place {
  /** Bus or rule, for the names of alarms. */
  readonly thing: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly detail: string;
  readonly topics: readonly string[];
  readonly objectives: Partial<Objectives>;
  readonly success: (options: BurnRateOptions) => readonly AlarmMetric[];
}

/**
 * What the platform promises for the stage, measured on the central bus: from publishing to the subscriber buses. What is promised
 * from there on is watched by subscription.
 */
export function planStageObjectives(context: ObservabilityContext): PlannedObjectives {
  const { name } = context.state.bus;
  if (context.level === 'none') return { alarms: [], composites: [] };
  return planObjectives(context, {
    account: context.central,
    stack: names.stack.observability,
    thing: name,
    dimensions: { EventBusName: name },
    detail: `Stage ${context.view.stage.name}, bus ${name}, ${context.describeTeam(context.platformTeam)}.`,
    topics: [context.stageTopicArn()],
    objectives: context.platform.objectives,
    success: successOfBus,
  });
}

/** Of subscriptions that have objectives of their own. */
export function planSubscriptionObjectives(context: ObservabilityContext): PlannedObjectives {
  const planned = context.state.inboxes.flatMap((inbox) =>
    inbox.subscriptions.flatMap((subscription) => {
      const objectives = context.ownObjectivesOf(subscription);
      if (!objectives || context.levelOf(subscription) === 'none') return [];
      const { rule } = subscription;
      return planObjectives(context, {
        ...placeOf(context, inbox, subscription),
        thing: rule.name,
        dimensions: { EventBusName: inbox.bus.name, RuleName: rule.name },
        objectives,
        success: successOfRule,
      });
    }),
  );
  return { alarms: planned.flatMap(({ alarms }) => alarms), composites: planned.flatMap(({ composites }) => composites) };
}

function planObjectives(context: ObservabilityContext, promised: Promised): PlannedObjectives {
  const { successPercent, latencyP90Milliseconds } = promised.objectives;
  const plans = [
    ...(successPercent === undefined
      ? []
      : [plan(context, promised, 'success-objective', (100 - successPercent) / 100, promised.success)]),
    ...(latencyP90Milliseconds === undefined
      ? []
      : [plan(context, promised, 'latency-objective', LATENCY_BUDGET, slowerThan(latencyP90Milliseconds))]),
  ];
  return { alarms: plans.flatMap(({ alarms }) => alarms), composites: plans.flatMap(({ composites }) => composites) };
}

/** For each burn rate an alarm over its long window, one over its short window, and the composite of both, which is sent. */
function plan(
  context: ObservabilityContext,
  { account, stack, thing, dimensions, detail, topics }: Promised,
  kind: 'success-objective' | 'latency-objective',
  budget: number,
  indicator: (options: BurnRateOptions) => readonly AlarmMetric[],
): PlannedObjectives {
  const { runbooks } = context;
  const rates = reachableBurnRates(budget).map(({ window, rate, severity, longSeconds, shortSeconds }) => {
    const part = (name: string, periodSeconds: number, minimumEvents: number): PlannedAlarm =>
      alarmOf(kind, {
        account,
        stack,
        thing: `${thing}-${window}-${name}`,
        dimensions,
        detail,
        topics: [],
        runbooks,
        severity,
        threshold: rate,
        metrics: indicator({ budget, dimensions, periodSeconds, minimumEvents }),
      });
    const long = part('long', longSeconds, context.platform.objectives.minimumEvents);
    const short = part('short', shortSeconds, 1);
    const composite: PlannedComposite = {
      name: alarmName(severity, kind, `${thing}-${window}`),
      kind,
      severity,
      account,
      stack,
      description: describeAlarm(kind, {
        detail: `${detail} Burn rate ${rate} over ${window} and over ${shortSeconds / 60} minutes.`,
        runbooks,
      }),
      join: 'AND',
      children: [long.name, short.name],
      topics,
    };
    return { alarms: [long, short], composite };
  });
  return { alarms: rates.flatMap(({ alarms }) => alarms), composites: rates.map(({ composite }) => composite) };
}
