import { names } from '../names';
import { resourceNameOf } from '../subscription-pattern';
import type { DeliveryKind, WatchedThing } from './delivery-kind';

/** A queue with a DLQ for what its consumer could not process; each with its policy. */
export const queueDelivery: DeliveryKind<'queue'> = {
  plan: ({ visibilityTimeoutSeconds, maxReceiveCount, definedIn }, subscription, { arns, account }) => ({
    kind: 'queue',
    queue: arns.queue(account, names.queue(subscription.service, resourceNameOf(subscription))),
    visibilityTimeoutSeconds,
    processingDeadLetterQueue: arns.queue(
      account,
      names.processingDeadLetterQueue(subscription.service, resourceNameOf(subscription)),
    ),
    maxReceiveCount,
    ...(definedIn === 'elsewhere' && { definedIn }),
  }),
  facts: ({ queue, processingDeadLetterQueue, visibilityTimeoutSeconds, maxReceiveCount }) => ({
    target: queue,
    polledQueue: queue,
    queues: [queue, processingDeadLetterQueue],
    queuesOfTarget: [],
    watched: [
      ...watchedQueue(queue.name, oldestInSeconds(visibilityTimeoutSeconds, maxReceiveCount)),
      watchedDeadLetters(processingDeadLetterQueue.name),
    ],
    resources: 4,
    definedByService: undefined,
    targetIsShared: false,
    summary: 'queue',
  }),
};

/**
 * When a message is too old: one that a consumer always fails with is in the DLQ after `maxReceiveCount` receives, and half as much
 * again is more than that. At least five minutes, since a consumer may be deployed meanwhile.
 */
export function oldestInSeconds(visibilityTimeoutSeconds: number, maxReceiveCount: number): number {
  return Math.max(300, Math.ceil(1.5 * visibilityTimeoutSeconds * maxReceiveCount));
}

export function watchedQueue(name: string, oldest: number): readonly WatchedThing[] {
  const dimensions = { QueueName: name };
  return [
    { kind: 'queue-age', thing: name, dimensions, threshold: oldest },
    { kind: 'queue-in-flight', thing: name, dimensions },
  ];
}

export function watchedDeadLetters(name: string): WatchedThing {
  return { kind: 'processing-dlq', thing: name, dimensions: { QueueName: name } };
}
