import type { DeliveryEngine } from '../../delivery/delivery-engine';
import { accepted, archived, lost, matched, scheduled } from '../../journal/event-records';
import type { RuntimeObserver } from '../../journal/runtime-event';
import type { Clock } from '../../time/clock';
import type { Bus } from './bus';
import { encryptionRule, unencryptedEvent, type BusEncryption } from './bus-encryption';
import { BusEvent } from './bus-event';
import { EventDelivery, NO_HOPS, type Hops } from './event-delivery';
import type { Rule } from './rule';

/** How an event came to a bus. */
export interface Arrival {
  /** ARN of who published it, or of the role that forwarded it. */
  readonly principal: string;
  /** ARN of the rule that forwarded it from another bus. */
  readonly via?: string;
  /** Those behind it. */
  readonly hops?: Hops;
}

export interface RouterOptions {
  readonly deliveries: DeliveryEngine;
  readonly clock: Clock;
  readonly observer: RuntimeObserver | undefined;
  readonly encryption: BusEncryption;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const SCHEDULED = { source: 'aws.events', detailType: 'Scheduled Event', detail: '{}' };

/** Accepts events on buses and sends them to the targets of the rules that match. */
export class EventRouter {
  readonly #options: RouterOptions;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** An event on a bus: kept by archives, matched, delivered. Targets in this process have it when this returns. */
  accept(event: BusEvent, bus: Bus, { principal, via, hops = NO_HOPS }: Arrival): void {
    const { observer, clock, deliveries, encryption } = this.#options;
    const at = clock.now();
    const denial = bus.settings.kmsKey === undefined ? undefined : encryption.denialOfEvents(bus.settings);
    if (denial !== undefined) return this.#giveUp(event, bus, principal, denial);
    observer?.(accepted(event, at, bus.arn, principal, via));
    for (const archive of bus.archives) {
      if (archive.offer(event)) observer?.(archived(event, at, bus.arn, archive.arn));
    }
    const rules = bus.match(event);
    if (observer) {
      const arns = rules.map(({ arn }) => arn);
      observer(matched(event, at, bus.arn, arns));
    }
    for (const rule of rules) {
      for (const target of rule.targets) deliveries.deliver(new EventDelivery(event, rule, target, hops, at));
    }
  }

  /** EventBridge cannot use the key of the bus: to the dead-letter queue of the bus, or nowhere. */
  #giveUp(event: BusEvent, { settings }: Bus, principal: string, denial: string): void {
    const { observer, clock, deliveries } = this.#options;
    const { arn, deadLetterQueueArn } = settings;
    const at = clock.now();
    observer?.(lost(event, at, arn, principal, `The bus cannot use its key: ${denial}`));
    if (deadLetterQueueArn === undefined) return;
    const rule = encryptionRule(settings, deadLetterQueueArn);
    const wrapped = unencryptedEvent(event, settings, at);
    for (const target of rule.targets) deliveries.deliver(new EventDelivery(wrapped, rule, target, NO_HOPS, at));
  }

  /**
   * A rule with a schedule is due: its own targets get an event, and nobody else does.
   *
   * @param time milliseconds since the epoch: when it was due
   */
  run(rule: Rule, time: number): void {
    const { deliveries, clock, observer } = this.#options;
    const { account, region, arn } = rule;
    const event = new BusEvent({ ...SCHEDULED, resources: [arn], time, account, region });
    const at = clock.now();
    observer?.(scheduled(event, at, rule.busArn, arn));
    for (const target of rule.targets) deliveries.deliver(new EventDelivery(event, rule, target, NO_HOPS, at));
  }
}
