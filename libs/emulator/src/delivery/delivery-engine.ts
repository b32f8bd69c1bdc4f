import type { Clock } from '../clock';
import type { Bus } from '../eventbridge/bus';
import type { BusEvent } from '../eventbridge/bus-event';
import type { Authorizer } from '../identity/authorizer';
import type { DeliverySummary, RuntimeObserver } from '../runtime-event';
import type { Schedule } from '../schedule';
import type { AttemptFailure, Delivery, GivenUp, Hops } from './delivery';
import type { Destinations } from './destination';
import { retryDelayMs } from './retry-delay';
import { TargetSender, type Arrival } from './target-sender';
import * as told from './told';

/** What a delivery is, to someone who wants to make it fail. */
export type TargetFault = (
  delivery: DeliverySummary & { readonly attempt: number },
) => { readonly errorCode: string; readonly message: string } | undefined;

export interface DeliveryOptions {
  readonly destinations: Destinations;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** 0 to 1. */
  readonly random: () => number;
  /** Retries wait that many times as long as on AWS. */
  readonly timeScale: number;
  readonly observer: RuntimeObserver | undefined;
  readonly targetFault: TargetFault | undefined;
}

/** Takes events on buses, and brings them to the targets of the rules that match. */
export class DeliveryEngine {
  readonly #options: DeliveryOptions;
  readonly #sender: TargetSender;
  #pendingRetries = 0;
  #whenIdle: (() => void)[] = [];
  #closed = false;
  /** Events that ended nowhere: given up without a dead-letter queue that took them. */
  dropped = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { destinations, authorizer } = options;
    this.#sender = new TargetSender({
      destinations,
      authorizer,
      forward: (event, bus, arrival) => this.accept(event, bus, arrival),
    });
  }

  /** An event on a bus: kept by archives, matched, delivered. Targets in this process have it when this returns. */
  accept(event: BusEvent, bus: Bus, arrival: Arrival): void {
    const { observer, clock } = this.#options;
    const at = clock.now();
    observer?.(told.accepted(event, at, bus, arrival));
    for (const archive of bus.archives) {
      if (archive.offer(event)) observer?.(told.archived(event, at, bus, archive.arn));
    }
    const rules = bus.match(event);
    if (observer) {
      const arns = rules.map(({ arn }) => arn);
      observer(told.matched(event, at, bus, arns));
    }
    const { hops = NO_HOPS } = arrival;
    for (const rule of rules) {
      for (const target of rule.targets) this.#try({ event, bus, rule, target, hops, startedAt: at, attempts: 0 });
    }
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

  #try(delivery: Delivery): void {
    const { observer, clock, targetFault } = this.#options;
    delivery.attempts++;
    const fault = targetFault?.({ ...describe(delivery), attempt: delivery.attempts });
    const failure = fault ? { ...fault, permanent: false, denied: false } : this.#sender.attempt(delivery);
    if (!failure) {
      observer?.(told.delivered(delivery, clock.now()));
      return;
    }
    const { errorCode, message, denied } = failure;
    observer?.({
      kind: 'attempt-failed',
      at: clock.now(),
      ...describe(delivery),
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
    observer?.({ kind: 'retry-scheduled', at: now, ...describe(delivery), attempt: delivery.attempts + 1, delayMs });
    schedule.after(delayMs, () => {
      if (dueAt > expiresAt) this.#giveUp(delivery, failure, 'MaximumEventAgeInSeconds');
      else this.#try(delivery);
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

  /** To the dead-letter queue, if the target has one that takes it. */
  #giveUp(delivery: Delivery, failure: AttemptFailure, exhausted: GivenUp['exhausted']): void {
    const { observer, clock } = this.#options;
    const { errorCode, message } = failure;
    const failed = { at: clock.now(), ...describe(delivery), errorCode, message, attempt: delivery.attempts };
    const reason = this.#sender.deadLetter(delivery, { ...failure, exhausted, retries: delivery.attempts - 1 });
    const queueArn = delivery.target.deadLetterQueueArn;
    if (reason === undefined && queueArn !== undefined) {
      observer?.({ kind: 'dead-lettered', ...failed, queueArn });
      return;
    }
    this.dropped++;
    observer?.({ kind: 'dropped', ...failed, reason: reason ?? 'The target has no dead-letter queue.' });
  }
}

const NO_HOPS: Hops = { local: false, regional: false };

function describe({ event, bus, rule, target }: Delivery): DeliverySummary {
  const { source, detailType, account } = event.published;
  return {
    eventId: event.eventId,
    source,
    detailType,
    account,
    event: event.body.text,
    busArn: bus.arn,
    ruleArn: rule.arn,
    targetId: target.id,
    targetArn: target.arn,
    ruleAccount: rule.account,
  };
}
