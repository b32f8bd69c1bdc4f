import { randomUUID } from 'node:crypto';
import type { Clock } from '../../time/clock';
import type { Schedule } from '../../time/schedule';
import type { Message } from './message';
import type { Queue } from './queue';

export type MessageMoveStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

export interface MessageMoveOptions {
  readonly source: Queue;
  /** Undefined: each message goes back to the queue that gave it up. */
  readonly destination: Queue | undefined;
  readonly maximumPerSecond: number | undefined;
  /** By ARN. */
  readonly queue: (arn: string) => Queue | undefined;
  /** Why the caller may not send to a queue any more. */
  readonly denial: (to: Queue) => string | undefined;
  readonly clock: Clock;
  readonly schedule: Schedule;
}

/** Without a rate, SQS chooses one for itself. */
const DEFAULT_PER_SECOND = 500;
const STEP_MS = 100;
const HOLD_MS = 30_000;

/**
 * Moves what is in a dead-letter queue back to where it came from, or to another queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export class MessageMoveTask {
  readonly handle = randomUUID();
  readonly startedAt: number;
  /** Messages that were there when it began. */
  readonly toMove: number;
  readonly options: MessageMoveOptions;
  status: MessageMoveStatus = 'RUNNING';
  moved = 0;
  failureReason: string | undefined;

  constructor(options: MessageMoveOptions) {
    this.options = options;
    this.startedAt = options.clock.now();
    this.toMove = options.source.counts.available;
    this.#next(0);
  }

  cancel(): void {
    this.status = 'CANCELLED';
  }

  #next(delayMs: number): void {
    this.options.schedule.after(delayMs, () => this.#step());
  }

  #step(): void {
    const { source, maximumPerSecond = DEFAULT_PER_SECOND, clock } = this.options;
    const due = Math.ceil(((clock.now() - this.startedAt + STEP_MS) / 1_000) * maximumPerSecond) - this.moved;
    for (let count = 0; count < due && this.status === 'RUNNING'; count++) {
      let received: readonly Message[] = [];
      source.receive({ maximum: 1, visibilityTimeoutMs: HOLD_MS, waitMs: 0 }, (messages) => (received = messages));
      const [message] = received;
      if (!message) this.status = 'COMPLETED';
      else this.#move(message);
    }
    if (this.status === 'RUNNING') this.#next(STEP_MS);
  }

  /** It is a new message there, with an id and a time of its own. */
  #move(message: Message): void {
    const { source, destination, queue, denial } = this.options;
    const to = destination ?? (message.deadLetterSource === undefined ? undefined : queue(message.deadLetterSource));
    const why = to ? denial(to) : 'CouldNotDetermineMessageSource';
    if (!to || why !== undefined) {
      this.failureReason = why;
      this.status = 'FAILED';
      // It stays where it is.
      source.changeVisibility(message.receiptHandle, 0);
      return;
    }
    const { body, attributes, systemAttributes, senderId, groupId } = message;
    to.send({
      ...{ body, attributes, systemAttributes, senderId },
      ...(groupId !== undefined && { groupId }),
      // That of the message may still be known, and it would be gone.
      ...(to.settings.fifo && { deduplicationId: randomUUID() }),
    });
    source.delete(message.receiptHandle);
    this.moved++;
  }
}
