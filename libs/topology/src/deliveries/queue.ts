import { names } from '../names';
import type { DeliveryKind } from './delivery-kind';

/** A queue with a DLQ for what its consumer could not process; each with its policy. */
export const queueDelivery: DeliveryKind<'queue'> = {
  plan: ({ visibilityTimeoutSeconds, maxReceiveCount }, { service, name }, { arns, account }) => ({
    kind: 'queue',
    queue: arns.queue(account, names.queue(service, name)),
    visibilityTimeoutSeconds,
    processingDeadLetterQueue: arns.queue(account, names.processingDeadLetterQueue(service, name)),
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
