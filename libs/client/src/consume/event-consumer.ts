import { messageOf } from '../aws/loggable-error';
import type { ReceivedEvent } from '../event/busbar-event';
import { EnvelopeError } from '../event/errors';
import type { AnyEventType } from '../event/event-type';
import { parseJson } from '../event/json-text';
import { formats } from '../validation/formats';
import { UnknownEventTypeError, UnreadableInputError } from './errors';
import { isFifo, type EventBridgeEvent, type SqsBatch, type SqsBatchResponse, type SqsRecord } from './envelope';
import { eventOf, isSqsBatch } from './recognition';

/** What is known about the delivery of an event, beside the event. */
export interface EventContext {
  /** From 1. For an event from a queue, how often its message was received. Always 1 for a direct invocation by EventBridge. */
  readonly attempt: number;
  /** Present when the event comes from a replay of an archive. */
  readonly replayName?: string;
  /** The EventBridge event as it came. */
  readonly envelope: EventBridgeEvent;
}

/** Handles events of one type; `E` is the type of the constructor, `typeof DeliveryStatusUpdated`. */
export type EventHandler<E extends AnyEventType> = (event: ReturnType<E['parse']>, context: EventContext) => Promise<void> | void;

/** What became of one delivery. */
export interface HandledEvent {
  /** The `detail-type`; `unknown` when the message could not be read at all. */
  readonly eventType: string;
  /** `metadata.id`; absent when the event has none that can be read. */
  readonly id?: string;
  /** Name of the consumer. */
  readonly consumer: string;
  /**
   * `failed`: the handler threw. `rejected`: the event does not meet its contract, or is of a type without handler.
   * `ignored`: of a type without handler, and `onUnknown` is `ignore`.
   */
  readonly outcome: 'handled' | 'failed' | 'rejected' | 'ignored';
  /** `metadata.version`: of the contract that it was published with; absent when the event could not be read. */
  readonly eventVersion?: string;
  /** Newest version of the contract that this consumer's bindings know; absent for a type without handler. */
  readonly contractVersion?: string;
  /** From `metadata.time` to the end of the handling; absent when the event could not be read. */
  readonly latencyMs?: number;
  /** Time spent in this consumer. */
  readonly durationMs: number;
  /** Why it failed or was rejected. */
  readonly error?: unknown;
}

export interface EventConsumerOptions {
  /** Name in metrics and messages. @default - `AWS_LAMBDA_FUNCTION_NAME` of the environment, else `consumer` */
  readonly name?: string;
  /** What to do with an event of a type without handler. @default fail */
  readonly onUnknown?: 'ignore' | 'fail';
  /**
   * Called after every delivery. What it throws becomes a process warning: a handled event stays handled.
   *
   * @default - a process warning for each message of a batch that is not handled (without a batch, errors are thrown)
   */
  readonly onHandled?: (record: HandledEvent) => void;
}

interface Route {
  readonly eventType: AnyEventType;
  readonly handle: (event: ReceivedEvent, context: EventContext) => Promise<void> | void;
}

/**
 * Receives events, as they are or in SQS batches: reads each in the consumer view of its contract and gives it to the handler
 * of its type.
 *
 * @example
 * export const { handler } = new EventConsumer().on(DeliveryStatusUpdated, async ({ data, metadata }) => { … });
 */
export class EventConsumer {
  readonly name: string;
  readonly #routes = new Map<string, Route>();
  readonly #onUnknown: 'ignore' | 'fail';
  readonly #onHandled: ((record: HandledEvent) => void) | undefined;

  constructor(options: EventConsumerOptions = {}) {
    this.name = options.name ?? process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'consumer';
    this.#onUnknown = options.onUnknown ?? 'fail';
    this.#onHandled = options.onHandled;
  }

  /**
   * Handlers must be idempotent: delivery is at least once. Recognize a repetition by its `metadata.id`.
   *
   * @throws TypeError when the event type has a handler already
   */
  on<E extends AnyEventType>(eventType: E, handle: EventHandler<E>): this {
    if (this.#routes.has(eventType.type)) throw new TypeError(`"${this.name}" already handles "${eventType.type}".`);
    this.#routes.set(eventType.type, { eventType, handle: handle as Route['handle'] });
    return this;
  }

  /** The event types that have a handler, in the order in which they were given. */
  get eventTypes(): readonly string[] {
    return [...this.#routes.keys()];
  }

  /** `handle` as a function of its own, to be exported as a Lambda handler. */
  get handler(): (input: unknown) => Promise<SqsBatchResponse | undefined> {
    return (input) => this.handle(input);
  }

  /**
   * Handles the input of a Lambda function. For an SQS batch, returns which messages SQS has to deliver again, and does not throw.
   * For a single event, throws what the handler throws, so that EventBridge tries again. Refuses anything else before it handles
   * a part of it, so that Lambda tries again and then sends it to the function's dead-letter queue.
   *
   * @throws UnreadableInputError for batches of other services (SNS, S3, Kinesis, DynamoDB, …), and for any other input
   * @throws EventValidationError, EnvelopeError, UnknownEventTypeError for a single event
   */
  async handle(input: unknown): Promise<SqsBatchResponse | undefined> {
    if (isSqsBatch(input)) return this.#handleBatch(input);
    const { error } = await this.#deliver(() => eventOf(input, 'The input'), 1);
    if (error !== undefined) throw error;
    return undefined;
  }

  /** Messages of a standard queue are handled side by side; those of a FIFO group one after the other. */
  async #handleBatch({ Records }: SqsBatch): Promise<SqsBatchResponse> {
    const failed = new Set<string>();
    const handleOne = async (record: SqsRecord): Promise<boolean> => {
      const attempt = Number(record.attributes?.ApproximateReceiveCount ?? 1);
      const result = await this.#deliver(() => eventOf(parseBody(record), `Message ${record.messageId}`), attempt);
      if (result.outcome === 'handled' || result.outcome === 'ignored') return true;
      if (this.#onHandled === undefined) warn(record, result);
      failed.add(record.messageId);
      return false;
    };
    const groups = new Map<string, SqsRecord[]>();
    const alone: SqsRecord[] = [];
    for (const record of Records) {
      const group = record.attributes?.MessageGroupId;
      if (!isFifo(record) || group === undefined) alone.push(record);
      else if (!groups.get(group)?.push(record)) groups.set(group, [record]);
    }
    await Promise.all([
      ...alone.map(handleOne),
      ...Array.from(groups.values(), async (records) => {
        for (const [index, record] of records.entries()) {
          if (await handleOne(record)) continue;
          // What comes after a failure must come again after it, or the group loses its order.
          for (const { messageId } of records.slice(index)) failed.add(messageId);
          return;
        }
      }),
    ]);
    const inOrder = Records.filter(({ messageId }) => failed.has(messageId));
    return { batchItemFailures: inOrder.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }

  async #deliver(read: () => EventBridgeEvent, attempt: number): Promise<HandledEvent> {
    const startedAt = performance.now();
    let eventType = 'unknown';
    let id: string | undefined;
    let route: Route | undefined;
    let event: ReceivedEvent | undefined;
    let outcome: HandledEvent['outcome'] = 'rejected';
    let error: unknown;
    try {
      const envelope = read();
      eventType = envelope['detail-type'];
      id = idOf(envelope.detail);
      route = this.#routes.get(eventType);
      if (route === undefined) {
        if (this.#onUnknown === 'fail') throw new UnknownEventTypeError(eventType, this.name);
        outcome = 'ignored';
      } else {
        event = parse(route.eventType, envelope);
        outcome = 'failed';
        await route.handle(event, contextOf(envelope, attempt));
        outcome = 'handled';
      }
    } catch (thrown) {
      // A handler may throw anything, `undefined` too.
      error = thrown ?? new Error('The handler threw nothing.');
    }
    const record: HandledEvent = {
      eventType,
      ...(id !== undefined && { id }),
      ...(event !== undefined && {
        latencyMs: Date.now() - Date.parse(event.metadata.time),
        eventVersion: event.metadata.version,
      }),
      ...(route !== undefined && { contractVersion: route.eventType.version }),
      consumer: this.name,
      outcome,
      durationMs: performance.now() - startedAt,
      ...(error !== undefined && { error }),
    };
    this.#report(record);
    return record;
  }

  #report(record: HandledEvent): void {
    try {
      this.#onHandled?.(record);
    } catch (error) {
      process.emitWarning(`onHandled of "${this.name}" threw: ${messageOf(error)}`);
    }
  }
}

/** The source is checked too: only the owner of a source may publish it, so it identifies the publisher. */
function parse(eventType: AnyEventType, envelope: EventBridgeEvent): ReceivedEvent {
  if (envelope.source !== eventType.source) {
    throw new EnvelopeError(`"${eventType.type}" comes from source "${eventType.source}", this one from another.`);
  }
  return eventType.parse(envelope.detail);
}

function contextOf(envelope: EventBridgeEvent, attempt: number): EventContext {
  const replayName = envelope['replay-name'];
  return { attempt, envelope, ...(replayName !== undefined && { replayName }) };
}

/** Known before the event is checked, so that a rejected event can be found. Only a UUID: it is logged, and may be anything. */
function idOf(detail: unknown): string | undefined {
  const id = (detail as { metadata?: { id?: unknown } } | null)?.metadata?.id;
  return typeof id === 'string' && formats.uuid(id) ? id : undefined;
}

function warn({ messageId }: SqsRecord, { consumer, eventType, outcome, error }: HandledEvent): void {
  process.emitWarning(`"${consumer}": ${outcome} ${eventType}, message ${messageId}: ${messageOf(error)}`);
}

function parseBody({ body, messageId }: SqsRecord): unknown {
  try {
    return parseJson(body);
  } catch {
    // Without its cause: the message of a SyntaxError quotes the text.
    throw new UnreadableInputError(`Message ${messageId} is not JSON.`);
  }
}
