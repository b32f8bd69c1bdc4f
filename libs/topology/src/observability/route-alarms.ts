import { names } from '../names';
import type { AlarmKind } from './alarm-kinds';
import type { ObservabilityContext } from './context';
import type { PlannedAlarm } from '../observability-model';

/** How much longer than promised is wrong, and below which latency nothing is: one event more or less moves a percentile. */
const LATENCY = { times: 10, atLeastMilliseconds: 1000 } as const;

export function latencyThreshold(promisedMilliseconds: number): number {
  return Math.max(LATENCY.atLeastMilliseconds, LATENCY.times * promisedMilliseconds);
}

/** Of every route its rule, where it has one, and its DLQ. In the routing stack, for the team of the platform. */
export function planRouteAlarms(context: ObservabilityContext): readonly PlannedAlarm[] {
  const { state, central, level, platform } = context;
  const busName = state.bus.name;
  const place = (shard: number) => ({ account: central, stack: names.stack.routing(shard), topics: [context.stageTopicArn()] });
  const ofRules = state.routes.flatMap(({ name, account, shard }) => {
    const detail = `Route ${name} to account ${account}, ${context.describeTeam(context.platformTeam)}.`;
    const alarm = (kind: AlarmKind, threshold?: number) =>
      context.alarm(level, kind, {
        ...place(shard),
        thing: name,
        dimensions: { EventBusName: busName, RuleName: name },
        detail,
        threshold,
      });
    return [
      ...alarm('route-events-lost'),
      ...alarm('route-failed'),
      ...alarm('route-throttled'),
      ...alarm('route-retries'),
      ...alarm('route-latency', latencyThreshold(platform.objectives.latencyP90Milliseconds)),
    ];
  });
  const ofQueues = [...state.routes, ...state.idleRoutes].flatMap(({ name, account, shard, deadLetterQueue }) =>
    context.alarm(level, 'route-dlq', {
      ...place(shard),
      thing: deadLetterQueue.name,
      dimensions: { QueueName: deadLetterQueue.name },
      detail: `Route ${name} to account ${account}, ${context.describeTeam(context.platformTeam)}.`,
    }),
  );
  return [...ofRules, ...ofQueues];
}
