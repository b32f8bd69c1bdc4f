import { randomUUID } from 'node:crypto';
import type { Appointment } from '../../time/schedule';
import type { MessageAttributes } from './message-attributes';
import type { MessageBody } from '../../delivery/message-body';

export interface NewMessage {
  readonly body: MessageBody;
  readonly attributes?: MessageAttributes;
  /** `AWSTraceHeader` is the only one that SQS accepts. */
  readonly systemAttributes?: MessageAttributes;
  /** Account, or user id of a role's session. */
  readonly senderId: string;
  readonly delaySeconds?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

/** What a sender is told of its message. */
export interface SentMessage {
  readonly id: string;
  /** Twenty digits, as SQS gives it. */
  readonly sequenceNumber: string;
}

/** A message in a queue. Mutable: it belongs to the queue that holds it. */
export class Message implements SentMessage {
  readonly id: string;
  readonly body: MessageBody;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: MessageAttributes;
  readonly senderId: string;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** Milliseconds since the epoch; stays the same in a dead-letter queue, so that retention counts from the first queue on. */
  readonly sentAt: number;
  /** Of FIFO queues: ascending in the order of sending. */
  readonly sequence: number;
  firstReceivedAt: number | undefined;
  receiveCount = 0;
  /** Receives since it came to the queue that holds it now. */
  receivesHere = 0;
  /** Number of the newest receive in the queue that holds it; 0 before the first. */
  receive = 0;
  /** Of the receive that it is in flight for, if that has one; see `Queue`. */
  attemptId: string | undefined;
  /** ARN of the queue that gave it up. */
  deadLetterSource: string | undefined;
  state: 'available' | 'delayed' | 'in-flight' | 'gone' = 'available';
  /** End of the visibility time-out, or of the delay. */
  due: Appointment | undefined;

  constructor(message: NewMessage, sentAt: number, sequence: number, id: string = randomUUID()) {
    this.id = id;
    this.body = message.body;
    this.attributes = message.attributes ?? NO_ATTRIBUTES;
    this.systemAttributes = message.systemAttributes ?? NO_ATTRIBUTES;
    this.senderId = message.senderId;
    this.groupId = message.groupId;
    this.deduplicationId = message.deduplicationId;
    this.sentAt = sentAt;
    this.sequence = sequence;
  }

  /** Of the newest receive. */
  get receiptHandle(): string {
    return `${this.id}.${this.receive.toString(36)}`;
  }

  /** Twenty digits, as SQS gives it. */
  get sequenceNumber(): string {
    return String(18_850_000_000_000_000_000n + BigInt(this.sequence));
  }
}

/** The number of the receive that gave a handle out; NaN for other strings. */
export function receiveOf(receiptHandle: string): number {
  return parseInt(receiptHandle.slice(receiptHandle.indexOf('.') + 1), 36);
}

/** The message that a handle belongs to, whether the handle is still good or not. */
export function messageIdOf(receiptHandle: string): string {
  return receiptHandle.slice(0, receiptHandle.indexOf('.'));
}

export const NO_ATTRIBUTES: MessageAttributes = Object.freeze({});
