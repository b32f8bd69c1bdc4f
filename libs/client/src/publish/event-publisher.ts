import { loggableError, messageOf, withoutQuotedValues } from '../aws/loggable-error';
import { isMadeEvent, type BusbarEvent } from '../event/busbar-event';
import { discoverBus, type DiscoveryOptions } from '../discovery/parameters';
import { resolveBus } from './bus-address';
import { toEntry } from './entry';
import { PublishError, PublisherClosedError, type PublishFailure } from './errors';
import { retryDelay, retryOptions, type RetryOptions } from './retry';
import { sdkTransport } from './sdk-transport';
import type { EntryResult, PutEventsEntry, Transport } from './transport';
import { SunsetCheck } from './sunset-check';
import { integerOption } from './numeric-options';

export interface EventPublisherOptions {
  /** ARN of the central bus. @default - `EVENT_BUS_ARN` of the environment */
  readonly eventBusArn?: string;
  /** The way to the bus. @default - the AWS SDK, set up from the environment */
  readonly transport?: Transport;
  /** Calls under way at once. @default 4 */
  readonly maxInFlight?: number;
  /** Accepted events that are not yet published or failed. When there are more, `publish` waits. @default 10000 */
  readonly maxQueued?: number;
  readonly retry?: RetryOptions;
  /**
   * What happens to an event that was made after the sunset of its type. Before it, a deprecated type gives a process warning.
   * @default refuse
   */
  readonly pastSunset?: 'refuse' | 'warn';
  /** Called for every event when the bus has it or it has failed. What it throws becomes a process warning. */
  readonly onPublished?: (record: PublishedEvent) => void;
}

/** What became of one event. */
export interface PublishedEvent {
  /** `metadata.id`. */
  readonly id: string;
  readonly eventType: string;
  /** The service that publishes it. */
  readonly publisher: string;
  /** `metadata.version`: newest version of the contract that the publisher's bindings know. */
  readonly contractVersion: string;
  readonly outcome: 'published' | 'failed';
  readonly attempts: number;
  /** From `publish` to the last answer. */
  readonly durationMs: number;
}

/** The bus has the event. */
export interface Receipt {
  /** `metadata.id`. */
  readonly id: string;
  /** The id that EventBridge gave it. */
  readonly eventId: string;
  /** How often it was sent, from 1. */
  readonly attempts: number;
}

type Outcome = { readonly receipt: Receipt } | { readonly failure: PublishFailure };

interface Pending {
  readonly event: BusbarEvent;
  readonly entry: PutEventsEntry;
  readonly bytes: number;
  readonly settle: (outcome: Outcome) => void;
  /** On the monotonic clock. */
  readonly acceptedAt: number;
  attempts: number;
  /** Last time of a retry, on the monotonic clock (`performance.now()`); set at the first attempt. */
  deadline: number;
  /** An earlier call with it was refused as a whole; sent alone, no other event can be the reason. */
  alone: boolean;
}

/**
 * Publishes events to the central bus.
 *
 * Events published at the same time share calls: what is published in one turn of the event loop leaves together, up to ten
 * events a call, and while `maxInFlight` calls are under way the rest waits and fills the next ones. No timer delays a lone
 * event. Throttled and internally failed entries, and only those, are sent again with the same `metadata.id`, within
 * `retry.budgetMs`.
 *
 * Make one for the life of the process: it keeps connections open.
 */
export class EventPublisher {
  readonly #eventBusArn: string;
  readonly #transport: Transport;
  readonly #maxInFlight: number;
  readonly #maxQueued: number;
  readonly #retry: Required<RetryOptions>;
  readonly #sunset: SunsetCheck;
  readonly #onPublished: ((record: PublishedEvent) => void) | undefined;

  readonly #queue: Pending[] = [];
  /** Callers of `publish` that wait until there is room. */
  readonly #waiting: (() => void)[] = [];
  #idle: (() => void)[] = [];
  /** Accepted events that are queued, in flight, or waiting for a retry. */
  #unsettled = 0;
  #inFlight = 0;
  #scheduled = false;
  #closed = false;

  /** Of the bus that it publishes to. */
  get eventBusArn(): string {
    return this.#eventBusArn;
  }

  /** @throws ConfigurationError when the bus is not known, or an option is out of range */
  constructor(options: EventPublisherOptions = {}) {
    const bus = resolveBus(options.eventBusArn ?? options.transport?.eventBusArn);
    this.#eventBusArn = bus.arn;
    this.#maxInFlight = integerOption('maxInFlight', options.maxInFlight ?? 4, 1);
    this.#maxQueued = integerOption('maxQueued', options.maxQueued ?? 10_000, 1);
    this.#retry = retryOptions(options.retry);
    this.#sunset = new SunsetCheck(options.pastSunset ?? 'refuse');
    this.#onPublished = options.onPublished;
    this.#transport = options.transport ?? sdkTransport({ region: bus.region, maxSockets: this.#maxInFlight });
  }

  /**
   * A publisher to the bus that the platform names to the service, in a parameter of its account: for code that no stack gives
   * `EVENT_BUS_ARN` to, such as a container.
   *
   * @example
   * const publisher = await EventPublisher.forService('delivery-service');
   *
   * @throws ConfigurationError when the account has no such service, or this role is not the service's
   */
  static async forService(
    service: string,
    { region, credentials, ...options }: Omit<EventPublisherOptions, 'eventBusArn'> & DiscoveryOptions = {},
  ): Promise<EventPublisher> {
    const found = { ...(region !== undefined && { region }), ...(credentials && { credentials }) };
    return new EventPublisher({ ...options, eventBusArn: await discoverBus(service, found) });
  }

  /**
   * @throws TypeError when `event` was not made by an event type
   * @throws EventTooLargeError, SunsetError before anything is sent
   * @throws PublishError when the bus does not accept it
   */
  async publish(event: BusbarEvent): Promise<Receipt> {
    const outcome = await this.#submit(this.#prepare(event));
    if ('failure' in outcome) throw new PublishError([outcome.failure]);
    return outcome.receipt;
  }

  /**
   * Publishes all of them, and gives their receipts in the same order. One that fails does not keep the others back.
   *
   * @throws TypeError, EventTooLargeError, SunsetError before anything is sent
   * @throws PublishError when the bus does not accept some: `failed` has them, `published` the receipts of the others
   */
  async publishAll(events: Iterable<BusbarEvent>): Promise<Receipt[]> {
    const prepared = Array.from(events, (event) => this.#prepare(event));
    const outcomes = await Promise.all(prepared.map((each) => this.#submit(each)));
    const receipts = outcomes.flatMap((outcome) => ('receipt' in outcome ? [outcome.receipt] : []));
    const failed = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []));
    if (failed.length > 0) throw new PublishError(failed, receipts);
    return receipts;
  }

  /** Resolves when every accepted event is published or has failed. */
  async flush(): Promise<void> {
    if (this.#unsettled > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Refuses further events, waits for the accepted ones, and closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    this.#transport.close?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #prepare(event: BusbarEvent): { event: BusbarEvent; entry: PutEventsEntry; bytes: number } {
    if (this.#closed) throw new PublisherClosedError();
    if (!isMadeEvent(event)) {
      throw new TypeError(
        'Only an event that an event type made can be published: its data is checked there. ' +
          'Call the constructor of the bindings, for example publish(DeliveryStatusUpdated({ … })).',
      );
    }
    this.#sunset.check(event);
    return { event, ...toEntry(event, this.#eventBusArn) };
  }

  async #submit(prepared: { event: BusbarEvent; entry: PutEventsEntry; bytes: number }): Promise<Outcome> {
    if (this.#unsettled < this.#maxQueued) this.#unsettled++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return new Promise<Outcome>((settle) => {
      this.#queue.push({ ...prepared, settle, acceptedAt: performance.now(), attempts: 0, deadline: Infinity, alone: false });
      this.#schedule();
    });
  }

  /** The next turn of the loop, not now: what is published in this turn goes along. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= this.#maxInFlight || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#inFlight < this.#maxInFlight && this.#queue.length > 0) void this.#send(this.#nextBatch());
    });
  }

  #nextBatch(): Pending[] {
    const { maxEntries, maxBytes } = this.#transport;
    let count = 0;
    let bytes = 0;
    for (const { bytes: more, alone } of this.#queue) {
      if (count === maxEntries || (count > 0 && (alone || bytes + more > maxBytes))) break;
      count++;
      bytes += more;
      if (alone) break;
    }
    return this.#queue.splice(0, count);
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    this.#inFlight++;
    const startedAt = performance.now();
    for (const pending of batch) {
      pending.attempts++;
      if (pending.attempts === 1) pending.deadline = startedAt + this.#retry.budgetMs;
    }
    const results = await this.#results(batch);
    this.#inFlight--;

    const later: [Pending, FailedResult][] = [];
    const alone: Pending[] = [];
    batch.forEach((pending, index) => {
      const result = results[index] ?? UNANSWERED;
      if (result.ok) this.#settle(pending, { receipt: receiptOf(pending, result.eventId) });
      else if (result.retryable) later.push([pending, result]);
      else if (result.wholeCall === true && batch.length > 1) alone.push(pending);
      else this.#settle(pending, { failure: failureOf(pending, result) });
    });
    if (later.length > 0) this.#retryLater(later);
    for (const pending of alone) pending.alone = true;
    this.#queue.unshift(...alone);
    this.#schedule();
  }

  async #results(batch: readonly Pending[]): Promise<readonly EntryResult[]> {
    try {
      return await this.#transport.send(batch.map(({ entry }) => entry));
    } catch (error) {
      const result = { code: 'TransportError', message: messageOf(error), cause: error };
      return batch.map(() => ({ ok: false, retryable: false, wholeCall: true, ...result }));
    }
  }

  /** All retries of a call wait together and come back in front of the queue, so that they share calls again. */
  #retryLater(failed: readonly (readonly [Pending, FailedResult])[]): void {
    const delay = retryDelay(Math.max(...failed.map(([{ attempts }]) => attempts)), this.#retry);
    const at = performance.now() + delay;
    const again: Pending[] = [];
    for (const [pending, result] of failed) {
      if (at < pending.deadline) again.push(pending);
      else this.#settle(pending, { failure: failureOf(pending, result) });
    }
    if (again.length === 0) return;
    setTimeout(() => {
      this.#queue.unshift(...again);
      this.#schedule();
    }, delay);
  }

  #settle(pending: Pending, outcome: Outcome): void {
    // A waiting caller takes the free place.
    const next = this.#waiting.shift();
    if (next !== undefined) next();
    else this.#unsettled--;
    if (this.#onPublished !== undefined) report(this.#onPublished, publishedEvent(pending, outcome));
    pending.settle(outcome);
    if (this.#unsettled > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}

function report(onPublished: (record: PublishedEvent) => void, record: PublishedEvent): void {
  try {
    onPublished(record);
  } catch (error) {
    process.emitWarning(`onPublished of an EventPublisher threw: ${messageOf(error)}`);
  }
}

function publishedEvent({ event, acceptedAt, attempts }: Pending, outcome: Outcome): PublishedEvent {
  const { id, version, publisher } = event.metadata;
  return {
    id,
    eventType: event.type,
    publisher,
    contractVersion: version,
    outcome: 'receipt' in outcome ? 'published' : 'failed',
    attempts,
    durationMs: performance.now() - acceptedAt,
  };
}

type FailedResult = Extract<EntryResult, { ok: false }>;

/** At least once: an event whose fate is not known is sent again. Consumers know it by its `metadata.id`. */
const UNANSWERED: FailedResult = {
  ok: false,
  code: 'InternalFailure',
  message: 'The transport returned no result for this entry.',
  retryable: true,
};

function receiptOf({ event, attempts }: Pending, eventId: string): Receipt {
  return { id: event.metadata.id, eventId, attempts };
}

function failureOf({ event, attempts }: Pending, { code, message, retryable, cause }: FailedResult): PublishFailure {
  const shown = { code, message: withoutQuotedValues(message), retryable, attempts };
  return { event, ...shown, ...(cause !== undefined && { cause: loggableError(cause) }) };
}
