import type { PlannedQueue } from '@busbar/topology';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeadLetterQueue, EventQueue, type EventQueueProps } from './event-queue';

export interface SubscriptionQueueProps extends Pick<EventQueueProps, 'deletion' | 'fifo' | 'encryptionKey'> {
  readonly planned: PlannedQueue;
  /** ARNs of the rules that may send to it. */
  readonly rules: readonly string[];
}

/** A queue that receives events from rules, and the DLQ for what its consumer could not process. */
export class SubscriptionQueue extends Construct {
  readonly queue: EventQueue;
  readonly processingDeadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, { planned, rules, ...options }: SubscriptionQueueProps) {
    super(scope, id);
    this.processingDeadLetterQueue = new DeadLetterQueue(this, 'ProcessingDeadLetterQueue', {
      ...options,
      planned: planned.processingDeadLetterQueue,
    });
    this.queue = new EventQueue(this, 'Queue', {
      ...options,
      planned: planned.queue,
      rules,
      visibilityTimeout: Duration.seconds(planned.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.processingDeadLetterQueue, maxReceiveCount: planned.maxReceiveCount },
    });
  }
}
