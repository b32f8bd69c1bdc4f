import type { Clock } from '../time/clock';
import type { Schedule } from '../time/schedule';
import { delivered, summaryOf } from '../journal/event-records';
import type { DeliverySummary, RuntimeObserver } from '../journal/runtime-event';
import type { AttemptFailure, Delivery, GivenUp } from './delivery';
import { retryDelayMs } from './retry-delay';
import type { TargetSender } from './target-sender';

/** Makes deliveries fail, to try retries and dead-letter queues. What it returns is the error of the attempt. */
export type TargetFault = (
  delivery: DeliverySummary & { readonly attempt: number },
) => { readonly errorCode: string; readonly message: string } | undefined;

export interface DeliveryOptions {
  readonly sender: TargetSender;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** 0 to 1. */
  readonly random: () => number;
  /** Retries wait that many times as long as on AWS. */
  readonly timeScale: number;
  readonly observer: RuntimeObserver | undefined;
  readonly targetFault: TargetFault | undefined;
}

/** Brings deliveries to their targets: tries, retries, gives up. */
export class DeliveryEngine {
  readonly #options: DeliveryOptions;
  #pendingRetries = 0;
  #whenIdle: (() => void)[] = [];
  #closed = false;
  /** Deliveries that ended nowhere: given up without a dead-letter queue that accepted them. */
  dropped = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Resolves when no retry is pending. */
  async idle(): Promise<void> {
    if (this.#pendingRetries > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  get pendingRetries(): number {
    return this.#pendingRetries;
  }

  /** Retries that are still to come are given up: the process ends. */
  close(): void {
    this.#closed = true;
    this.#pendingRetries = 0;
    this.#settle();
  }

  /** Tries once, and again later if that fails. Targets in this process have it when this returns. */
  deliver(delivery: Delivery): void {
    const { observer, clock, targetFault, sender } = this.#options;
    delivery.attempts++;
    const fault = targetFault?.({ ...summaryOf(delivery), attempt: delivery.attempts });
    const failure = fault ? { ...fault, permanent: false, denied: false } : sender.attempt(delivery);
    if (!failure) {
      observer?.(delivered(delivery, clock.now()));
      return;
    }
    const { errorCode, message, denied } = failure;
    observer?.({
      kind: 'attempt-failed',
      at: clock.now(),
      ...summaryOf(delivery),
      denied,
      errorCode,
      message,
      attempt: delivery.attempts,
    });
    this.#afterFailure(delivery, failure);
  }

  #afterFailure(delivery: Delivery, failure: AttemptFailure): void {
    const { observer, clock, schedule, random, timeScale } = this.#options;
    const { retry } = delivery.target;
    if (failure.permanent) return this.#giveUp(delivery, failure, undefined);
    if (delivery.attempts > retry.maximumAttempts) return this.#giveUp(delivery, failure, 'MaximumRetryAttempts');
    const now = clock.now();
    const expiresAt = delivery.startedAt + retry.maximumAgeSeconds * 1_000 * timeScale;
    const dueAt = now + retryDelayMs(delivery.attempts, random) * timeScale;
    if (this.#closed) return this.#giveUp(delivery, failure, undefined);
    this.#pendingRetries++;
    const delayMs = Math.max(0, Math.min(dueAt, expiresAt) - now);
    observer?.({ kind: 'retry-scheduled', at: now, ...summaryOf(delivery), attempt: delivery.attempts + 1, delayMs });
    schedule.after(delayMs, () => {
      if (dueAt > expiresAt) this.#giveUp(delivery, failure, 'MaximumEventAgeInSeconds');
      else this.deliver(delivery);
      this.#pendingRetries--;
      this.#settle();
    });
  }

  #settle(): void {
    if (this.#pendingRetries > 0) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  /** To the dead-letter queue, if the target has one that accepts it. */
  #giveUp(delivery: Delivery, failure: AttemptFailure, exhausted: GivenUp['exhausted']): void {
    const { observer, clock, sender } = this.#options;
    const { errorCode, message } = failure;
    const failed = { at: clock.now(), ...summaryOf(delivery), errorCode, message, attempt: delivery.attempts };
    const reason = sender.deadLetter(delivery, { ...failure, exhausted, retries: delivery.attempts - 1 });
    const queueArn = delivery.target.deadLetterQueueArn;
    if (reason === undefined && queueArn !== undefined) {
      observer?.({ kind: 'dead-lettered', ...failed, queueArn });
      return;
    }
    this.dropped++;
    observer?.({ kind: 'dropped', ...failed, reason: reason ?? 'The target has no dead-letter queue.' });
  }
}
