import type { InboxDelivery } from '@busbar/topology';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeadLetterQueue, EventQueue, type EventQueueProps } from './event-queue';

export interface SubscriptionQueueProps {
  readonly planned: Extract<InboxDelivery, { readonly kind: 'queue' }>;
  /** ARNs of the rules that may send to it. */
  readonly rules: readonly string[];
  /** Of both queues; see `EventQueue`. @default retain */
  readonly deletion?: EventQueueProps['deletion'];
}

/** A queue that receives events from rules, and the DLQ for what its consumer could not process. */
export class SubscriptionQueue extends Construct {
  readonly queue: EventQueue;
  readonly processingDeadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, { planned, rules, deletion = 'retain' }: SubscriptionQueueProps) {
    super(scope, id);
    this.processingDeadLetterQueue = new DeadLetterQueue(this, 'ProcessingDeadLetterQueue', {
      planned: planned.processingDeadLetterQueue,
      deletion,
    });
    this.queue = new EventQueue(this, 'Queue', {
      planned: planned.queue,
      deletion,
      rules,
      visibilityTimeout: Duration.seconds(planned.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.processingDeadLetterQueue, maxReceiveCount: planned.maxReceiveCount },
    });
  }
}
