import type { ServiceSubscription, ServiceTopology } from '@busbar/topology/service';
import { serviceTag } from '@busbar/topology/service-topology';
import { Duration, Tags } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, type IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmSettings } from './alarm-settings';
import { ConstructError } from './construct-error';
import { deliveryOf, requireSettings, type Delivery, type SubscriptionSettings } from './delivery';
import { EventFunction } from './event-function';
import { isHandler, type EventHandler } from './event-handler';
import { DeadLetterQueue } from './event-queue';
import { batchOf, consume, longestTimeout, visibilityFor, type Batch, type BatchOptions } from './queue-consumer';
import { matchEvents, type EventReceiver, type MatchedEvent, type RequestedEvent } from './requested-event';
import { topologyFor } from './stage-topology';
import { SubscriptionAlarms, watchedDeadLetters, watchedFunction, watchedQueue, watchedRule } from './subscription-alarms';
import { TeamDelivery } from './team-delivery';

export interface EventSubscriptionProps extends SubscriptionSettings, AlarmSettings {
  /** The service that receives. The stack is in its account. */
  readonly service: string;
  /** What it receives, and what receives it; see {@link on}. */
  readonly events: readonly RequestedEvent[];
  /** How functions take messages from queues. @default - 10 messages a call, no waiting, 10 calls at the same time */
  readonly batch?: BatchOptions;
  /** Where the functions run that are made here. @default - in no VPC */
  readonly vpc?: IVpc;
}

/**
 * Receives events, in a service team's own stack:
 *
 * ```ts
 * new EventSubscription(this, 'Deliveries', {
 *   service: 'billing-service',
 *   events: [on(DeliveryStatusUpdated, { entry: 'src/arrivals.ts' }, { status: ['DELIVERED'] })],
 * });
 * ```
 *
 * Each event belongs to a subscription of the service in `config/subscriptions/<service>.yaml`, which decides who draws the local
 * rule and what hangs on it. With `drawnBy: platform` that is the platform, and here is only what consumes; with `drawnBy: team` it
 * is this stack: rule, queue with its processing DLQ, delivery DLQ, their policies.
 *
 * @throws ConstructError when no subscription gives what is asked for (with the lines to add), the stack is not in the service's
 *   account, or for options that the subscription decides
 */
export class EventSubscription extends Construct {
  /** The functions that receive, in the order of `events`; those that were given and those that were made. */
  readonly functions: readonly IFunction[];
  /** The queues that the events go to, in the order of `events`. */
  readonly queues: readonly IQueue[];
  private readonly alarms: SubscriptionAlarms;

  constructor(scope: Construct, id: string, props: EventSubscriptionProps) {
    super(scope, id);
    const topology = topologyFor(this, props.service);
    this.alarms = new SubscriptionAlarms(new Construct(this, 'Alarms'), topology, props);
    const matched = matchEvents(topology, props.events, id);
    const lanes = matched.map((each) => laneOf(each, props));
    const functions = new Map<EventReceiver, IFunction>();
    for (const receiver of distinct(matched.map(({ request }) => request.receiver))) {
      const fed = lanes.filter(({ request }) => request.receiver === receiver);
      const target = this.functionFor(receiver, fed, topology, props);
      if (target) functions.set(receiver, target);
    }
    this.functions = [...functions.values()];
    this.queues = lanes.flatMap((lane) => {
      const target = lane.request.receiver && functions.get(lane.request.receiver);
      return this.connect(lane, target, topology, props) ?? [];
    });
    Tags.of(this).add(serviceTag, props.service);
  }

  /** The first function. @throws ConstructError when none receives */
  get function(): IFunction {
    const [first] = this.functions;
    if (first) return first;
    throw new ConstructError(`"${this.node.path}" has no function: its events go to queues.`);
  }

  /** The first queue. @throws ConstructError when events go straight to functions */
  get queue(): IQueue {
    const [first] = this.queues;
    if (first) return first;
    throw new ConstructError(`"${this.node.path}" has no queue: its events go straight to functions.`);
  }

  private functionFor(
    receiver: EventReceiver,
    lanes: readonly Lane[],
    topology: ServiceTopology,
    { vpc }: EventSubscriptionProps,
  ): IFunction | undefined {
    if (!isHandler(receiver)) return 'functionArn' in receiver ? receiver : undefined;
    const handler: EventHandler = vpc === undefined ? receiver : { vpc, ...receiver };
    const [name, ...others] = new Set(lanes.flatMap(({ functionName }) => functionName ?? []));
    if (others.length > 0) {
      throw new ConstructError(
        `"${this.node.id}" gives one handler to the functions ${[name, ...others].map((each) => `"${each}"`).join(' and ')}. ` +
          'Give each an object of its own.',
      );
    }
    const first = lanes[0];
    const functionId = name ?? `${first?.subscription.name}-function`;
    const pushed = lanes.find(({ delivery }) => delivery === 'direct');
    const made = new EventFunction(this, functionId, {
      topology,
      handler,
      ...(name !== undefined && { functionName: name }),
      timeout: handler.timeout ?? defaultTimeout(lanes),
      ...(pushed && {
        pushed: {
          retry: pushed.lambdaRetry,
          deadLetterQueue: new DeadLetterQueue(this, `${functionId}ProcessingDeadLetterQueue`, {
            planned: pushed.subscription.delivery.processingDeadLetterQueue,
          }),
        },
      }),
    });
    // What the platform's rule sends to, the platform watches, by its name.
    const watching = lanes.find(({ subscription, delivery }) => subscription.drawnBy === 'team' || delivery !== 'direct');
    if (watching) {
      const thing = name ?? `${topology.service}-${watching.subscription.name}`;
      this.alarms.watch(watching.subscription, [watchedFunction(thing, made.functionName, timeoutOf(made) ?? 3)]);
    }
    return made;
  }

  /** @returns the queue that the events go to, if they do */
  private connect(
    lane: Lane,
    target: IFunction | undefined,
    topology: ServiceTopology,
    props: EventSubscriptionProps,
  ): IQueue | undefined {
    const { subscription } = lane;
    if (subscription.drawnBy === 'team') return this.drawTeams(lane, target, topology, props);
    return lane.delivery === 'direct' ? this.admitRules(lane, target) : this.consumePlatforms(lane, target);
  }

  /** The platform's rule sends to the planned function. */
  private admitRules({ request, subscription }: Lane, target: IFunction | undefined): undefined {
    if (!(target instanceof EventFunction)) {
      throw new ConstructError(
        `The rule of "${subscription.name}" sends to a function that ${request.receiver ? 'this stack has to make' : 'nothing here makes'}: ` +
          'give on(…) its code, { entry } or { code }.',
      );
    }
    target.admit(subscription);
  }

  private consumePlatforms(lane: Lane, target: IFunction | undefined): IQueue | undefined {
    const { subscription, request, planned } = lane;
    if (subscription.waiting || !planned) return undefined;
    if (request.receiver && !target) {
      throw new ConstructError(
        `The platform's rule of "${subscription.name}" sends to a queue of the platform. For a queue of your own, write ` +
          '"drawnBy: team" into the subscription.',
      );
    }
    const queue = Queue.fromQueueArn(this, `${subscription.name}-queue`, planned.queue.arn);
    if (target) this.feed(lane, queue, target);
    return queue;
  }

  private drawTeams(
    lane: Lane,
    target: IFunction | undefined,
    topology: ServiceTopology,
    { encryption }: EventSubscriptionProps,
  ): IQueue | undefined {
    const { subscription, request, delivery } = lane;
    const { receiver } = request;
    if (subscription.waiting && !topology.subscriberBus) return undefined;
    const drawn = new TeamDelivery(this, subscription.name, {
      topology,
      subscription,
      pattern: request.pattern,
      retry: lane.retry,
      delivery,
      visibilityTimeoutSeconds: this.visibilityOf(lane, target),
      ...(encryption && { encryptionKey: encryption }),
      ...(delivery === 'direct' && target && { target }),
      ...(receiver && !isHandler(receiver) && 'queueArn' in receiver && { queue: receiver }),
    });
    this.alarms.watch(subscription, [
      watchedRule(subscription, drawn.busName),
      watchedDeadLetters('delivery-dlq', subscription.deliveryDeadLetterQueue.name),
      ...(drawn.processingDeadLetterQueueName ? [watchedDeadLetters('processing-dlq', drawn.processingDeadLetterQueueName)] : []),
      ...(drawn.queueName && lane.planned
        ? [watchedQueue(drawn.queueName, this.visibilityOf(lane, target), lane.planned.maxReceiveCount)]
        : []),
    ]);
    if (drawn.queue && target) this.feed(lane, drawn.queue, target);
    return drawn.queue;
  }

  private feed(lane: Lane, queue: IQueue, target: IFunction): void {
    const { subscription, batch } = lane;
    requireVisibility(lane, target, this.visibilityOf(lane, target));
    const mapping = consume(this, `${subscription.name}-consumer`, { queue, target, batch });
    // The service's role may consume every queue with the service's tag, but not with every key.
    const grant =
      target instanceof EventFunction ? queue.encryptionMasterKey?.grantDecrypt(target) : queue.grantConsumeMessages(target);
    grant?.applyBefore(mapping);
  }

  /** What the platform says; in the team's own stack as long as its function needs. */
  private visibilityOf({ subscription, planned, batch }: Lane, target: IFunction | undefined): number {
    const written = planned?.visibilityTimeoutSeconds ?? 0;
    if (subscription.drawnBy === 'platform') return written;
    return Math.max(written, visibilityFor(timeoutOf(target) ?? 0, batch));
  }
}

/** One event on its way to what receives it. */
interface Lane extends MatchedEvent {
  readonly delivery: Delivery;
  readonly retry: ServiceSubscription['retry'];
  /** Lambda's own, for events that are pushed to a function. */
  readonly lambdaRetry: ServiceSubscription['retry'];
  readonly batch: Batch;
  /** The name that the platform's rule knows a function by. */
  readonly functionName: string | undefined;
  readonly planned: Extract<ServiceSubscription['delivery'], { readonly queue: unknown }> | undefined;
}

function laneOf(matched: MatchedEvent, props: EventSubscriptionProps): Lane {
  const { subscription } = matched;
  const { delivery: written } = subscription;
  requireSettings(subscription, props);
  const delivery = deliveryOf(subscription, props.delivery);
  const retry = { ...subscription.retry, ...props.retry };
  return {
    ...matched,
    delivery,
    retry,
    lambdaRetry: 'function' in written && props.retry === undefined ? written.retry : lambdaLimits(retry),
    batch: batchOf(props.batch ?? {}, delivery === 'fifo'),
    functionName: 'function' in written ? written.function.name : undefined,
    planned: 'queue' in written ? written : undefined,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
function lambdaLimits({ maximumEventAgeInSeconds, maximumRetryAttempts }: ServiceSubscription['retry']) {
  return {
    maximumEventAgeInSeconds: Math.min(maximumEventAgeInSeconds, 21_600),
    maximumRetryAttempts: Math.min(maximumRetryAttempts, 2),
  };
}

const DEFAULT_TIMEOUT_SECONDS = 30;

/** As long as the queues of the platform allow; they are there already. */
function defaultTimeout(lanes: readonly Lane[]): Duration {
  const limits = lanes.flatMap(({ subscription, planned, batch }) =>
    subscription.drawnBy === 'platform' && planned ? [longestTimeout(planned.visibilityTimeoutSeconds, batch)] : [],
  );
  return Duration.seconds(Math.max(1, Math.min(DEFAULT_TIMEOUT_SECONDS, ...limits)));
}

function requireVisibility({ subscription, batch }: Lane, target: IFunction, visibilitySeconds: number): void {
  const timeout = timeoutOf(target);
  if (timeout === undefined || visibilityFor(timeout, batch) <= visibilitySeconds) return;
  throw new ConstructError(
    `The queue of "${subscription.name}" hides a message for ${visibilitySeconds} s, and a function with a timeout of ${timeout} s needs ` +
      `${visibilityFor(timeout, batch)} s (6 × timeout + window). Write "visibilityTimeoutSeconds: ${visibilityFor(timeout, batch)}" into its ` +
      `delivery, or shorten the timeout to ${longestTimeout(visibilitySeconds, batch)} s.`,
  );
}

/** Undefined where another stack made the function. */
function timeoutOf(target: IFunction | undefined): number | undefined {
  if (!(target instanceof LambdaFunction)) return undefined;
  return target.timeout?.toSeconds() ?? 3;
}

function distinct(receivers: readonly (EventReceiver | undefined)[]): readonly EventReceiver[] {
  return [...new Set(receivers)].filter((receiver) => receiver !== undefined);
}
