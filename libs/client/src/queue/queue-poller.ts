import type { CredentialsProvider } from '../aws/json-api';
import type { SqsRecord } from '../consume/envelope';
import type { EventConsumer } from '../consume/event-consumer';
import { retryDelay } from '../publish/retry';
import { wholeNumber } from '../publish/whole-number';
import { Deletions } from './deletions';
import { queueAddress, type QueueAddress } from './queue-address';
import { SqsApi, type ReceivedMessage } from './sqs-api';

export interface QueuePollerOptions {
  readonly queueUrl: string;
  readonly consumer: EventConsumer;
  /** Long polls under way at once. @default 2 */
  readonly receivers?: number;
  /** Messages received and not yet handled, beyond which no more are asked for. @default 200 */
  readonly maxMessages?: number;
  /** How long an empty queue holds a poll, 0 to 20. @default 20 */
  readonly waitTimeSeconds?: number;
  /** How long a received message stays hidden. @default - the queue's own */
  readonly visibilityTimeoutSeconds?: number;
  /** Is told what goes wrong with the queue; polling goes on. @default - a process warning */
  readonly onError?: (error: unknown) => void;
  /** @default - the environment, else the AWS SDK's own chain of providers */
  readonly credentials?: CredentialsProvider;
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
  #running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  /** @throws ConfigurationError when the queue's URL is malformed, the region unknown, or an option out of range */
  constructor(options: QueuePollerOptions) {
    this.#options = options;
    this.#receivers = wholeNumber('receivers', options.receivers ?? 2, 1);
    this.#maxMessages = wholeNumber('maxMessages', options.maxMessages ?? 200, 1);
    this.#waitTimeSeconds = wholeNumber('waitTimeSeconds', options.waitTimeSeconds ?? 20, 0, 20);
    this.#address = queueAddress(options.queueUrl);
    this.#onError =
      options.onError ??
      ((error) => process.emitWarning(`${this.#address.arn}: ${error instanceof Error ? error.message : String(error)}`));
  }

  /** Does nothing when it runs already. */
  start(): void {
    if (this.#running !== undefined) return;
    const abort = new AbortController();
    this.#running = { abort, done: this.#run(abort.signal).catch(this.#onError) };
  }

  /** Receives no more, waits until what was received is handled and deleted. It may be started again afterwards. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    running.abort.abort();
    for (const resume of this.#room.splice(0)) resume();
    await running.done;
    if (this.#running === running) this.#running = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    // A connection for each receiver, and a few for deletions.
    const sqs = new SqsApi(this.#address, this.#receivers + 4, this.#options.credentials);
    const deletions = new Deletions((receiptHandles) => sqs.deleteBatch(receiptHandles), this.#onError);
    await Promise.all(Array.from({ length: this.#receivers }, () => this.#receive(sqs, deletions, signal)));
    await Promise.all(this.#batches);
    await deletions.drain();
    sqs.close();
  }

  async #receive(sqs: SqsApi, deletions: Deletions, signal: AbortSignal): Promise<void> {
    const { visibilityTimeoutSeconds } = this.#options;
    const waitTimeSeconds = this.#waitTimeSeconds;
    let failures = 0;
    while (!signal.aborted) {
      if (this.#messages >= this.#maxMessages) {
        await new Promise<void>((resolve) => this.#room.push(resolve));
        continue;
      }
      try {
        const messages = await sqs.receive({ waitTimeSeconds, visibilityTimeoutSeconds, signal });
        failures = 0;
        if (messages.length > 0) this.#handle(messages, deletions);
      } catch (error) {
        if (signal.aborted) return;
        this.#onError(error);
        await pause(retryDelay(++failures, RETRY), signal);
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
  return { messageId: MessageId, body: Body, attributes: Attributes, eventSourceARN };
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
  });
}
