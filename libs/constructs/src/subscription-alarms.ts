import { alarmOf, includesKind, oldestInSeconds, type AlarmKind } from '@busbar/topology/alarms';
import type { ServiceSubscription, ServiceTopology } from '@busbar/topology/service';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmSettings } from './alarm-settings';
import { drawAlarm } from './planned-alarm';

/** Something that is watched. */
export interface Watched {
  readonly kinds: readonly AlarmKind[];
  /** Its name; what the alarm's name ends with. */
  readonly thing: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Of the kinds whose threshold follows from what is watched. */
  readonly thresholds?: Partial<Record<AlarmKind, number>>;
}

/** The alarms of what a team's stack draws: those that the platform would draw, and of the functions. */
export class SubscriptionAlarms {
  constructor(
    private readonly scope: Construct,
    private readonly topology: ServiceTopology,
    private readonly settings: AlarmSettings,
  ) {}

  watch({ alarms }: Pick<ServiceSubscription, 'alarms'>, things: readonly Watched[]): void {
    const level = this.settings.alarms ?? alarms.level;
    for (const { kinds, thing, dimensions, thresholds = {} } of things) {
      for (const kind of kinds.filter((each) => includesKind(level, each))) {
        const threshold = thresholds[kind];
        const planned = alarmOf(kind, {
          account: this.topology.account,
          stack: Stack.of(this.scope).stackName,
          thing,
          dimensions,
          detail: alarms.detail,
          topics: [this.settings.alarmTopic?.topicArn ?? alarms.topic],
          runbooks: alarms.runbooks,
          ...(threshold !== undefined && { threshold }),
        });
        drawAlarm(this.scope, `${thing}-${kind}`, planned);
      }
    }
  }
}

/** The local rule. */
export function watchedRule({ rule, alarms }: ServiceSubscription, busName: string): Watched {
  return {
    kinds: [
      'subscription-events-lost',
      'subscription-failed',
      'subscription-throttled',
      'subscription-retries',
      'subscription-latency',
    ],
    thing: rule.name,
    dimensions: { EventBusName: busName, RuleName: rule.name },
    thresholds: { 'subscription-latency': alarms.latencyMilliseconds },
  };
}

export function watchedDeadLetters(kind: 'delivery-dlq' | 'processing-dlq', name: string): Watched {
  return { kinds: [kind], thing: name, dimensions: { QueueName: name } };
}

export function watchedQueue(name: string, visibilityTimeoutSeconds: number, maxReceiveCount: number): Watched {
  return {
    kinds: ['queue-age', 'queue-in-flight'],
    thing: name,
    dimensions: { QueueName: name },
    thresholds: { 'queue-age': oldestInSeconds(visibilityTimeoutSeconds, maxReceiveCount) },
  };
}

/** @param functionName of the function, which CloudFormation may make up */
export function watchedFunction(thing: string, functionName: string, timeoutSeconds: number): Watched {
  return {
    kinds: ['function-errors', 'function-throttles', 'function-duration'],
    thing,
    dimensions: { FunctionName: functionName },
    thresholds: { 'function-duration': 900 * timeoutSeconds },
  };
}
