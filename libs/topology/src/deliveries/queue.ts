import { names } from '../names';
import { resourceNameOf } from '../subscription-pattern';
import type { DeliveryKind } from './delivery-kind';

/** A queue with a DLQ for what its consumer could not process; each with its policy. */
export const queueDelivery: DeliveryKind<'queue'> = {
  plan: ({ visibilityTimeoutSeconds, maxReceiveCount }, subscription, { arns, account }) => ({
    kind: 'queue',
    queue: arns.queue(account, names.queue(subscription.service, resourceNameOf(subscription))),
    visibilityTimeoutSeconds,
    processingDeadLetterQueue: arns.queue(
      account,
      names.processingDeadLetterQueue(subscription.service, resourceNameOf(subscription)),
    ),
    maxReceiveCount,
  }),
  facts: ({ queue, processingDeadLetterQueue }) => ({
    target: queue,
    polledQueue: queue,
    queues: [queue, processingDeadLetterQueue],
    queuesOfTarget: [],
    resources: 4,
    definedByService: undefined,
    targetIsShared: false,
    summary: 'queue',
  }),
};
