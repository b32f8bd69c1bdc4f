import { resourceTags, type Authorizer } from '../../identity/authorizer';
import type { Caller } from '../../identity/caller';
import type { RuntimeObserver } from '../../journal/runtime-event';
import type { Clock } from '../../time/clock';
import type { Appointment, Schedule } from '../../time/schedule';
import type { Message, Queue, Sqs } from '../sqs';
import type { EventSourceMapping } from './event-source-mapping';
import { batchesOf, passesFilters, readBatchResponse, type MessageBatch, type ReceivedMessage } from './message-batch';
import type { HostedFunction } from './hosted-function';
import type { Outcome } from './runtime';

export interface PollerContext {
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly authorizer: Authorizer;
  readonly observer: RuntimeObserver | undefined;
  /** By ARN. */
  readonly queue: (arn: string) => Queue | undefined;
  readonly encryption: Sqs['encryption'];
  /** By ARN, as soon as it runs. */
  readonly hosted: (arn: string) => HostedFunction | undefined;
}

/** What Lambda does with a queue, in the name of the function's role. */
const ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] as const;
/** Batches at a time without a `MaximumConcurrency`: what a function runs here at most. */
const MOST_BATCHES = 10;
/** After a poll that was not possible. */
const REST_MS = 10_000;

/** What a poll needs, all of it there and allowed. */
interface OpenSource {
  readonly queue: Queue;
  readonly hosted: HostedFunction;
  readonly session: Caller;
}

/** Why a poll is not possible. */
export interface PollerProblem {
  readonly kind: 'absent' | 'denied';
  readonly message: string;
}

/**
 * Polls the queue of one event source mapping and runs its function. A batch that failed stays in the queue: it comes back when its
 * visibility timeout is over, and moves to the dead-letter queue after the queue's `maxReceiveCount`.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class QueuePoller {
  readonly #context: PollerContext;
  #mapping: EventSourceMapping;
  #changedAt: number;
  /** Batches that the function has. */
  #running = 0;
  /** Messages of the batch that comes together. */
  #collected: ReceivedMessage[] = [];
  #collectedAt = 0;
  #window: Appointment | undefined;
  #poll: Appointment | undefined;
  #closed = false;
  #problem: string | undefined;
  #whenIdle: (() => void)[] = [];

  constructor(mapping: EventSourceMapping, context: PollerContext) {
    this.#mapping = mapping;
    this.#context = context;
    this.#changedAt = context.clock.now();
  }

  /** Milliseconds since the epoch. */
  get changedAt(): number {
    return this.#changedAt;
  }

  get mapping(): EventSourceMapping {
    return this.#mapping;
  }

  /** Why it cannot poll; undefined when it can, or has not tried. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** From the next poll on. */
  change(mapping: EventSourceMapping): void {
    this.#mapping = mapping;
    this.#changedAt = this.#context.clock.now();
    this.wake();
  }

  /** There may be something to do. Polls soon: what comes until then is one batch. */
  wake(delayMs = 0): void {
    if (this.#closed || this.#poll || !this.#mapping.enabled) return;
    this.#poll = this.#context.schedule.after(delayMs, () => {
      this.#poll = undefined;
      this.#pollQueue();
    });
  }

  /** A batch runs or comes together, or messages wait that can be polled. */
  get isBusy(): boolean {
    return (
      this.#running > 0 ||
      this.#collected.length > 0 ||
      (this.#mapping.enabled && this.#poll !== undefined && this.#problem === undefined && this.#hasMessages())
    );
  }

  /** Resolves when no batch is under way. Messages that failed may come back later. */
  idle(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Polls no more. What the function has already ends as it would have. */
  close(): void {
    this.#closed = true;
    if (this.#poll) this.#context.schedule.cancel(this.#poll);
    if (this.#window) this.#context.schedule.cancel(this.#window);
    this.#poll = this.#window = undefined;
    this.#collected = [];
    this.#tellIdle();
  }

  #hasMessages(): boolean {
    return (this.#context.queue(this.#mapping.queueArn)?.counts.available ?? 0) > 0;
  }

  #pollQueue(): void {
    if (!this.#mapping.enabled) return this.#tellIdle();
    const source = this.#open();
    if (source) {
      while (this.#running < (this.#mapping.maximumConcurrency ?? MOST_BATCHES) && this.#receive(source)) {
        // Until the queue is empty, or the function has all the batches that it may have.
      }
    } else this.wake(REST_MS);
    this.#tellIdle();
  }

  /** @returns whether there may be more */
  #receive(source: OpenSource): boolean {
    const { batchSize, windowSeconds } = this.#mapping;
    const { queue } = source;
    const visibilityTimeoutMs = queue.settings.visibilityTimeoutSeconds * 1_000;
    let received: readonly Message[] = [];
    const maximum = batchSize - this.#collected.length;
    queue.receive({ maximum, visibilityTimeoutMs, waitMs: 0 }, (messages) => (received = messages));
    if (received.length === 0) return false;
    if (this.#collected.length === 0) this.#collectedAt = this.#context.clock.now();
    for (const message of received) this.#collected.push({ message, receiptHandle: message.receiptHandle });
    if (windowSeconds > 0 && this.#collected.length < batchSize) {
      this.#window ??= this.#context.schedule.after(windowSeconds * 1_000, () => this.#endWindow());
      return false;
    }
    this.#invoke(source);
    return true;
  }

  /** The time for a batch is over: the function gets what there is. */
  #endWindow(): void {
    this.#window = undefined;
    const source = this.#open();
    if (source) this.#invoke(source);
    else this.#collected = [];
    this.wake();
    this.#tellIdle();
  }

  #invoke(source: OpenSource): void {
    const messages = this.#collected;
    this.#collected = [];
    if (this.#window) this.#context.schedule.cancel(this.#window);
    this.#window = undefined;
    const mapping = this.#mapping;
    const wanted: ReceivedMessage[] = [];
    for (const message of messages) {
      if (passesFilters(message, mapping)) wanted.push(message);
      else this.#delete(source, message);
    }
    const expiresAt = this.#collectedAt + source.queue.settings.visibilityTimeoutSeconds * 1_000;
    for (const batch of batchesOf(wanted, mapping)) {
      this.#running++;
      const settle = (outcome: Outcome, requestId: string) => this.#settle(source, mapping, batch, outcome, requestId);
      source.hosted.run(batch.payload, settle, expiresAt);
    }
  }

  #settle(
    source: OpenSource,
    mapping: EventSourceMapping,
    { messages }: MessageBatch,
    outcome: Outcome,
    requestId: string,
  ): void {
    this.#running--;
    const { failed, message } = failuresOf(outcome, messages, mapping);
    for (const each of messages) if (!failed.has(each.message.id)) this.#delete(source, each);
    const { clock, observer } = this.#context;
    observer?.({
      kind: 'messages-processed',
      at: clock.now(),
      queueArn: mapping.queueArn,
      function: source.hosted.name,
      account: mapping.account,
      requestId,
      messages: messages.length,
      failed: failed.size,
      ...(message !== undefined && { message }),
    });
    if (this.#hasMessages()) this.wake();
    this.#tellIdle();
  }

  /** Without effect when the message was received again since. */
  #delete({ queue, session }: OpenSource, { receiptHandle }: ReceivedMessage): void {
    if (this.#denied('DeleteMessage', queue, session) === undefined) queue.delete(receiptHandle);
  }

  /** Whether it could poll now. */
  tryOpen(): PollerProblem | undefined {
    const source = this.#find();
    return 'kind' in source ? source : undefined;
  }

  #open(): OpenSource | undefined {
    const source = this.#find();
    this.#report('kind' in source ? source.message : undefined);
    return 'kind' in source ? undefined : source;
  }

  #find(): OpenSource | PollerProblem {
    const { queueArn, functionArn } = this.#mapping;
    const queue = this.#context.queue(queueArn);
    if (!queue) return { kind: 'absent', message: `The queue ${queueArn} does not exist.` };
    const hosted = this.#context.hosted(functionArn);
    if (!hosted) return { kind: 'absent', message: `The function ${functionArn} does not run here.` };
    const session = hosted.session();
    if (!session) return { kind: 'absent', message: `The role of ${functionArn} does not exist.` };
    for (const action of ACTIONS) {
      const message = this.#denied(action, queue, session);
      if (message !== undefined) return { kind: 'denied', message };
    }
    const withoutKey = this.#context.encryption.denial(queue.settings, 'receive', session);
    if (withoutKey !== undefined) return { kind: 'denied', message: withoutKey };
    return { queue, hosted, session };
  }

  #report(problem: string | undefined): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem === undefined) return;
    const { queueArn, functionArn, account } = this.#mapping;
    const name = functionArn.slice(functionArn.lastIndexOf(':') + 1);
    const { clock, observer } = this.#context;
    observer?.({ kind: 'event-source-problem', at: clock.now(), queueArn, function: name, account, message: problem });
  }

  /** Why the function's role may not do that with the queue. */
  #denied(action: (typeof ACTIONS)[number], { settings, policy }: Queue, session: Caller): string | undefined {
    const { allowed } = this.#context.authorizer.decide(session, {
      action: `sqs:${action}`,
      resource: settings.arn,
      resourceAccount: settings.account,
      ...(policy && { resourcePolicy: policy }),
      context: resourceTags(settings.tags),
    });
    return allowed
      ? undefined
      : `The function execution role does not have permissions to call ${action} on SQS (${settings.arn}).`;
  }

  #tellIdle(): void {
    if (this.isBusy) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }
}

function failuresOf(
  outcome: Outcome,
  messages: readonly ReceivedMessage[],
  { reportsFailures }: EventSourceMapping,
): { readonly failed: ReadonlySet<string>; readonly message?: string } {
  const all = () => new Set(messages.map(({ message }) => message.id));
  if (!outcome.ok) return { failed: all(), message: outcome.message };
  if (!reportsFailures) return { failed: new Set() };
  const response = readBatchResponse(outcome.json, messages);
  return response.kind === 'bad' ? { failed: all(), message: response.why } : { failed: response.failed };
}
