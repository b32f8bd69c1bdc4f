import type { CompiledPolicy } from '@busbar/iam-policy';
import { copyText } from '../../identity/copy-text';
import type { Clock } from '../../time/clock';
import type { Appointment, Schedule } from '../../time/schedule';
import { FifoMessages, StandardMessages, type AvailableMessages } from './available-messages';
import { Message, messageIdOf, receiveOf, type NewMessage, type SentMessage } from './message';
import { AnswerInterval } from './answer-interval';

export const DEDUPLICATION_SCOPES = ['queue', 'messageGroup'] as const;
export const FIFO_THROUGHPUT_LIMITS = ['perQueue', 'perMessageGroupId'] as const;
export type DeduplicationScope = (typeof DEDUPLICATION_SCOPES)[number];
export type FifoThroughputLimit = (typeof FIFO_THROUGHPUT_LIMITS)[number];

export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** What a deduplication id is unique in. */
  readonly deduplicationScope: DeduplicationScope;
  readonly fifoThroughputLimit: FifoThroughputLimit;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly maximumMessageBytes: number;
  readonly receiveWaitSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Id or ARN of a customer managed key. */
  readonly kmsKey?: string;
  /** As JSON. */
  readonly redriveAllowPolicy?: string;
  readonly redrive?: { readonly deadLetterQueueArn: string; readonly maxReceiveCount: number };
}

export interface ReceiveOptions {
  /** The API allows 1 to 10. */
  readonly maximum: number;
  readonly visibilityTimeoutMs: number;
  /** 0 answers at once. */
  readonly waitMs: number;
  /** Of FIFO queues: a receive that is repeated under the same id gets the same messages again. */
  readonly attemptId?: string;
}

/** `expired`: the message was handed out again since, or is available again. */
export type Deletion = 'deleted' | 'expired';

interface Receiver extends ReceiveOptions {
  readonly answer: (messages: readonly Message[]) => void;
  patience: Appointment | undefined;
}

/** FIFO queues recognise the deduplication id of a message, and the id of a receive, for five minutes. */
const DEDUPLICATION_MS = 5 * 60_000;
/**
 * `ReceiveMessage` hands out no more, of either type:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const MAX_IN_FLIGHT = 120_000;

const FULL_BATCH = 10;

/** One SQS queue: what is available, delayed and in flight, and who waits for messages. */
export class Queue {
  /** Those of the attributes may change; what it is does not. */
  settings: QueueSettings;
  policy: CompiledPolicy | undefined;
  /** Called when a message moves to the dead-letter queue. */
  onRedrive: ((message: Message, deadLetterQueueArn: string) => void) | undefined;
  /** Called when messages may be received that could not before. */
  onAvailable: (() => void) | undefined;

  readonly #clock: Clock;
  readonly #schedule: Schedule;
  readonly #queueOf: (arn: string) => Queue | undefined;
  readonly #ready: AvailableMessages;
  /** By the number of the newest receive; in flight, or available again after a visibility time-out. */
  readonly #received = new Map<number, Message>();
  readonly #delayed = new Set<Message>();
  readonly #receivers = new Set<Receiver>();
  /** By copies of what clients sent. The messages themselves may be long, and gone. */
  readonly #deduplication = new Map<string, { readonly sent: SentMessage; readonly until: number }>();
  /** Receives of FIFO queues by their id, as long as all their messages are in flight and untouched. */
  readonly #attempts = new Map<string, { readonly messages: readonly Message[]; readonly until: number }>();
  #available = 0;
  #inFlight = 0;
  #sequence = 0;
  #receives = 0;
  #waking: 'no' | 'later' | 'now' = 'no';
  readonly #interval = new AnswerInterval();
  /** Real time, whatever the clock says: this is about the machine. */
  #lastServedAt = -Infinity;

  /** @param queueOf finds its dead-letter queue, by ARN */
  constructor(
    settings: QueueSettings,
    clock: Clock,
    schedule: Schedule,
    queueOf: (arn: string) => Queue | undefined = () => undefined,
  ) {
    this.settings = settings;
    this.#clock = clock;
    this.#schedule = schedule;
    this.#queueOf = queueOf;
    this.#ready = settings.fifo ? new FifoMessages() : new StandardMessages();
  }

  get counts(): {
    readonly available: number;
    readonly inFlight: number;
    readonly delayed: number;
    /** Long polls that wait for a message. */
    readonly waiting: number;
  } {
    return { available: this.#available, inFlight: this.#inFlight, delayed: this.#delayed.size, waiting: this.#receivers.size };
  }

  /** Whether receivers have to delete something before they get more. */
  get isOverInFlightLimit(): boolean {
    return this.#inFlight >= MAX_IN_FLIGHT;
  }

  /**
   * A FIFO queue gives the earlier message for a deduplication id that it has seen in the last five minutes: in the whole queue, or in the
   * same message group, as its `DeduplicationScope` says.
   */
  send(given: NewMessage): SentMessage {
    const draft = this.settings.contentBasedDeduplication ? { deduplicationId: given.body.sha256, ...given } : given;
    const now = this.#clock.now();
    const key = this.#deduplicationKey(draft);
    const earlier = key === undefined ? undefined : this.#duplicateOf(key, now);
    if (earlier) return earlier;
    const message = new Message(draft, now, ++this.#sequence);
    if (key !== undefined) {
      const { id, sequenceNumber } = message;
      this.#deduplication.set(copyText(key), { sent: { id, sequenceNumber }, until: now + DEDUPLICATION_MS });
    }
    const delaySeconds = draft.delaySeconds ?? this.settings.delaySeconds;
    if (delaySeconds <= 0) {
      this.#enter(message);
      return message;
    }
    message.state = 'delayed';
    this.#delayed.add(message);
    message.due = this.#schedule.after(delaySeconds * 1_000, () => {
      this.#delayed.delete(message);
      this.#enter(message);
    });
    return message;
  }

  /**
   * Answers now when there are messages, else when one comes or the wait ends. The function that it gives takes a waiting
   * receiver away: nobody may be handed messages who is no longer there.
   */
  receive(options: ReceiveOptions, answer: (messages: readonly Message[]) => void): () => void {
    const messages = this.#take(options);
    if (messages.length > 0 || options.waitMs <= 0) {
      answer(messages);
      return () => undefined;
    }
    const receiver: Receiver = { ...options, answer, patience: undefined };
    receiver.patience = this.#schedule.after(options.waitMs, () => {
      if (this.#receivers.delete(receiver)) answer([]);
    });
    this.#receivers.add(receiver);
    return () => this.#dismiss(receiver);
  }

  /**
   * Deleting twice has no effect. With the handle of an earlier receive, or after the visibility timeout, a standard queue keeps or deletes the
   * message as it can; a FIFO queue refuses, so that nobody believes to have deleted what another consumer is about to get.
   */
  delete(receiptHandle: string): Deletion {
    const message = this.#under(receiptHandle);
    if (this.settings.fifo && (message ? message.state !== 'in-flight' : this.#holds(messageIdOf(receiptHandle))))
      return 'expired';
    if (message) this.#forget(message);
    return 'deleted';
  }

  /** @returns false when no message is in flight under that handle */
  changeVisibility(receiptHandle: string, timeoutMs: number): boolean {
    const message = this.#under(receiptHandle);
    if (message?.state !== 'in-flight') return false;
    this.#endAttempt(message);
    this.#hide(message, timeoutMs);
    return true;
  }

  purge(): void {
    for (const message of [...this.#received.values(), ...this.#delayed]) this.#forget(message);
    this.#ready.clear();
    this.#attempts.clear();
    this.#available = 0;
  }

  /** Ends all waiting receives with nothing. */
  close(): void {
    for (const receiver of [...this.#receivers]) {
      this.#dismiss(receiver);
      receiver.answer([]);
    }
  }

  /** The message whose newest receive gave that handle. */
  #under(receiptHandle: string): Message | undefined {
    const message = this.#received.get(receiveOf(receiptHandle));
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  #holds(messageId: string): boolean {
    for (const message of this.#received.values()) if (message.id === messageId) return true;
    return false;
  }

  #dismiss(receiver: Receiver): void {
    if (this.#receivers.delete(receiver) && receiver.patience) this.#schedule.cancel(receiver.patience);
  }

  #enter(message: Message): void {
    message.state = 'available';
    message.due = undefined;
    this.#available++;
    this.#ready.push(message);
    this.#wake();
  }

  /**
   * At once when the queue was quiet. In a stream of messages, receivers are answered after a {@link AnswerInterval}, or as soon as there is a
   * full batch.
   */
  #wake(): void {
    this.onAvailable?.();
    if (this.#receivers.size === 0 || this.#waking === 'now') return;
    const rest = this.#lastServedAt + this.#interval.milliseconds - performance.now();
    if (rest <= 0 || this.#available >= FULL_BATCH) {
      this.#waking = 'now';
      setImmediate(() => this.#serve());
    } else if (this.#waking === 'no') {
      this.#waking = 'later';
      setTimeout(() => this.#waking === 'later' && this.#serve(), rest);
    }
  }

  #serve(): void {
    this.#waking = 'no';
    for (const receiver of this.#receivers) {
      if (this.#available === 0) return;
      const messages = this.#take(receiver);
      if (messages.length === 0) return;
      this.#lastServedAt = performance.now();
      this.#dismiss(receiver);
      receiver.answer(messages);
    }
  }

  #take({ maximum, visibilityTimeoutMs, attemptId }: ReceiveOptions): readonly Message[] {
    const now = this.#clock.now();
    const repeated = attemptId === undefined ? undefined : this.#repeat(attemptId, now, visibilityTimeoutMs);
    if (repeated) return repeated;
    const taken: Message[] = [];
    if (this.#available === 0) return taken;
    this.#ready.open();
    while (taken.length < maximum && !this.isOverInFlightLimit) {
      const message = this.#ready.take();
      if (!message) break;
      this.#available--;
      if (now - message.sentAt >= this.settings.retentionSeconds * 1_000 || this.#redrive(message)) {
        this.#leave(message);
        continue;
      }
      this.#handOut(message, now, visibilityTimeoutMs);
      taken.push(message);
    }
    if (attemptId !== undefined && taken.length > 0) {
      for (const message of taken) message.attemptId = attemptId;
      this.#attempts.set(attemptId, { messages: taken, until: now + DEDUPLICATION_MS });
    }
    // Those with a visibility timeout of 0 are available again at once.
    if (visibilityTimeoutMs <= 0) for (const message of taken) this.#comeBack(message);
    return taken;
  }

  /** The messages of an earlier receive with that id, under the same handles; their visibility timeout begins again. */
  #repeat(attemptId: string, now: number, visibilityTimeoutMs: number): readonly Message[] | undefined {
    const attempt = this.#attempts.get(attemptId);
    if (!attempt) return undefined;
    if (attempt.until <= now) {
      for (const message of attempt.messages) this.#endAttempt(message);
      return undefined;
    }
    for (const message of attempt.messages) this.#hide(message, visibilityTimeoutMs);
    return attempt.messages;
  }

  /** One of its messages changed: a receive with that id is a new one from here on. */
  #endAttempt(message: Message): void {
    if (message.attemptId === undefined) return;
    const attempt = this.#attempts.get(message.attemptId);
    if (attempt?.messages.includes(message)) this.#attempts.delete(message.attemptId);
    message.attemptId = undefined;
  }

  /** Keeps a message that is in flight out of sight for so long from now on. */
  #hide(message: Message, timeoutMs: number): void {
    if (message.due) this.#schedule.cancel(message.due);
    if (timeoutMs <= 0) this.#comeBack(message);
    else message.due = this.#schedule.after(timeoutMs, () => this.#comeBack(message));
  }

  #handOut(message: Message, now: number, visibilityTimeoutMs: number): void {
    this.#received.delete(message.receive);
    message.receive = ++this.#receives;
    message.receiveCount++;
    message.receivesHere++;
    message.firstReceivedAt ??= now;
    message.state = 'in-flight';
    this.#inFlight++;
    this.#received.set(message.receive, message);
    if (visibilityTimeoutMs > 0) message.due = this.#schedule.after(visibilityTimeoutMs, () => this.#comeBack(message));
  }

  #comeBack(message: Message): void {
    this.#endAttempt(message);
    message.state = 'available';
    message.due = undefined;
    this.#inFlight--;
    this.#available++;
    this.#ready.release(message);
    this.#ready.putBack(message);
    this.#wake();
  }

  #forget(message: Message): void {
    this.#endAttempt(message);
    if (message.due) this.#schedule.cancel(message.due);
    message.due = undefined;
    this.#received.delete(message.receive);
    if (message.state === 'available') this.#available--;
    if (message.state === 'delayed') this.#delayed.delete(message);
    const wasInFlight = message.state === 'in-flight';
    message.state = 'gone';
    if (!wasInFlight) return;
    this.#inFlight--;
    this.#ready.release(message);
    // The next message of its group may go out now.
    if (this.#available > 0) this.#wake();
  }

  /** Out of the line without having been received. */
  #leave(message: Message): void {
    this.#received.delete(message.receive);
    if (message.state === 'available') message.state = 'gone';
    this.#ready.release(message);
  }

  #redrive(message: Message): boolean {
    const { redrive } = this.settings;
    if (!redrive || message.receivesHere < redrive.maxReceiveCount) return false;
    const deadLetterQueue = this.#queueOf(redrive.deadLetterQueueArn);
    if (!deadLetterQueue) return false;
    deadLetterQueue.#adopt(message, this.settings.arn);
    this.onRedrive?.(message, redrive.deadLetterQueueArn);
    return true;
  }

  /** Takes a message that another queue gave up: id, time and count of receives stay. */
  #adopt(given: Message, deadLetterSource: string): void {
    const message = new Message(given, given.sentAt, ++this.#sequence, given.id);
    message.firstReceivedAt = given.firstReceivedAt;
    message.receiveCount = given.receiveCount;
    message.deadLetterSource = deadLetterSource;
    this.#enter(message);
  }

  #deduplicationKey({ groupId = '', deduplicationId }: NewMessage): string | undefined {
    if (!this.settings.fifo || deduplicationId === undefined) return undefined;
    // Neither id can contain a space.
    return this.settings.deduplicationScope === 'messageGroup' ? `${groupId} ${deduplicationId}` : deduplicationId;
  }

  #duplicateOf(key: string, now: number): SentMessage | undefined {
    for (const [old, { until }] of this.#deduplication) {
      if (until > now) break;
      this.#deduplication.delete(old);
    }
    return this.#deduplication.get(key)?.sent;
  }
}
