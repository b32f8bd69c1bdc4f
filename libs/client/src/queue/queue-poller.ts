import type { CredentialsProvider } from '../aws/json-api';
import { messageOf } from '../aws/loggable-error';
import type { SqsRecord } from '../consume/envelope';
import type { EventConsumer } from '../consume/event-consumer';
import { discoverQueue, type DiscoveryOptions } from '../discovery/parameters';
import { retryDelay } from '../publish/retry';
import { integerOption } from '../publish/numeric-options';
import { Deletions } from './deletions';
import { queueAddress, type QueueAddress } from './queue-address';
import { SqsApi, type ReceivedMessage } from './sqs-api';

export interface QueuePollerOptions {
  readonly queueUrl: string;
  readonly consumer: EventConsumer;
  /**
   * Long polls under way at once. One receives some hundred messages a second, and fuller batches the busier it is.
   *
   * @default 1
   */
  readonly receivers?: number;
  /** Messages received and not yet handled, beyond which no more are asked for. @default 200 */
  readonly maxMessages?: number;
  /** How long an empty queue holds a poll, 0 to 20. @default 20 */
  readonly waitTimeSeconds?: number;
  /** How long a received message stays hidden. @default - the queue's own */
  readonly visibilityTimeoutSeconds?: number;
  /** Called with errors of calls to SQS; polling continues. @default - a process warning */
  readonly onError?: (error: unknown) => void;
  /** @default - the environment, else the AWS SDK's own chain of providers */
  readonly credentials?: CredentialsProvider;
}

export interface StopOptions {
  /**
   * Seconds, 0 or more, after which polls without a response are aborted. SQS does not notice that, and goes on to deliver messages
   * to an aborted poll until its wait time ends: these messages stay hidden for the visibility
   * time-out, and count as received once more.
   *
   * @default - polls end by themselves after at most `waitTimeSeconds`, and no message is hidden
   */
  readonly graceSeconds?: number;
}

/** Waits between polls that fail; a queue that does not exist is asked for every ten seconds. */
const RETRY = { budgetMs: Infinity, baseMs: 200, capMs: 10_000 };

/**
 * Receives the messages of a queue and gives them to a consumer, ten at a time. Handled messages are deleted while the next ones
 * are received already; failed ones are left to the queue's redrive policy.
 *
 * @example
 * const poller = new QueuePoller({ queueUrl, consumer });
 * poller.start();
 * process.once('SIGTERM', () => void poller.stop());
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  readonly #receivers: number;
  readonly #maxMessages: number;
  readonly #waitTimeSeconds: number;
  readonly #address: QueueAddress;
  readonly #onError: (error: unknown) => void;
  readonly #batches = new Set<Promise<void>>();
  #messages = 0;
  #room: (() => void)[] = [];
  #running: { readonly stopping: AbortController; readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  /** @throws ConfigurationError when the queue's URL is malformed, the region unknown, or an option out of range */
  constructor(options: QueuePollerOptions) {
    this.#options = options;
    this.#receivers = integerOption('receivers', options.receivers ?? 1, 1);
    this.#maxMessages = integerOption('maxMessages', options.maxMessages ?? 200, 1);
    this.#waitTimeSeconds = integerOption('waitTimeSeconds', options.waitTimeSeconds ?? 20, 0, 20);
    this.#address = queueAddress(options.queueUrl);
    this.#onError = options.onError ?? ((error) => process.emitWarning(`${this.#address.arn}: ${messageOf(error)}`));
  }

  /**
   * A poller of the queue that the platform made for a subscription, found by a parameter of the service's account: for code that no
   * stack gives the queue's URL to, such as a container.
   *
   * @example
   * const poller = await QueuePoller.forSubscription('billing-service', 'completed-deliveries', { consumer });
   *
   * @throws ConfigurationError when there is no such subscription, or this role is not the service's
   */
  static async forSubscription(
    service: string,
    subscription: string,
    { region, ...options }: Omit<QueuePollerOptions, 'queueUrl'> & Pick<DiscoveryOptions, 'region'>,
  ): Promise<QueuePoller> {
    const { credentials } = options;
    const found = { ...(region !== undefined && { region }), ...(credentials && { credentials }) };
    return new QueuePoller({ ...options, queueUrl: await discoverQueue(service, subscription, found) });
  }

  get queueUrl(): string {
    return this.#address.url;
  }

  /** Does nothing when it runs already. */
  start(): void {
    if (this.#running !== undefined) return;
    const [stopping, abort] = [new AbortController(), new AbortController()];
    this.#running = { stopping, abort, done: this.#run(stopping.signal, abort.signal).catch(this.#onError) };
  }

  /**
   * Asks for no more messages; resolves when polls under way have ended and what was received is handled and deleted. A poll whose
   * response has begun is never aborted. It may be started again afterwards.
   */
  async stop({ graceSeconds }: StopOptions = {}): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    const grace = graceSeconds === undefined ? undefined : setTimeout(() => running.abort.abort(), graceSeconds * 1_000);
    running.stopping.abort();
    for (const resume of this.#room.splice(0)) resume();
    await running.done;
    clearTimeout(grace);
    if (this.#running === running) this.#running = undefined;
  }

  async #run(stopping: AbortSignal, abort: AbortSignal): Promise<void> {
    // A connection for each receiver, and a few for deletions.
    const sqs = new SqsApi(this.#address, this.#receivers + 4, this.#options.credentials);
    const deletions = new Deletions((receiptHandles) => sqs.deleteBatch(receiptHandles), this.#onError);
    await Promise.all(Array.from({ length: this.#receivers }, () => this.#receive(sqs, deletions, stopping, abort)));
    await Promise.all(this.#batches);
    await deletions.drain();
    sqs.close();
  }

  async #receive(sqs: SqsApi, deletions: Deletions, stopping: AbortSignal, abort: AbortSignal): Promise<void> {
    const { visibilityTimeoutSeconds } = this.#options;
    const waitTimeSeconds = this.#waitTimeSeconds;
    let failures = 0;
    while (!stopping.aborted) {
      if (this.#messages >= this.#maxMessages) {
        await new Promise<void>((resolve) => this.#room.push(resolve));
        continue;
      }
      try {
        const messages = await sqs.receive({ waitTimeSeconds, visibilityTimeoutSeconds, signal: abort });
        failures = 0;
        if (messages.length > 0) this.#handle(messages, deletions);
      } catch (error) {
        if (abort.aborted) return;
        this.#onError(error);
        await pause(retryDelay(++failures, RETRY), stopping);
      }
    }
  }

  #handle(messages: readonly ReceivedMessage[], deletions: Deletions): void {
    this.#messages += messages.length;
    const batch = this.#consume(messages, deletions).finally(() => {
      this.#batches.delete(batch);
      this.#messages -= messages.length;
      for (const resume of this.#room.splice(0)) resume();
    });
    this.#batches.add(batch);
  }

  async #consume(messages: readonly ReceivedMessage[], deletions: Deletions): Promise<void> {
    const Records = messages.map((message) => toRecord(message, this.#address.arn));
    const response = await this.#options.consumer.handle({ Records });
    const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId, ReceiptHandle } of messages) {
      if (!failed.has(MessageId)) deletions.add(ReceiptHandle);
    }
  }
}

function toRecord({ MessageId, Body, Attributes = {} }: ReceivedMessage, eventSourceARN: string): SqsRecord {
  return { eventSource: 'aws:sqs', messageId: MessageId, body: Body, attributes: Attributes, eventSourceARN };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
