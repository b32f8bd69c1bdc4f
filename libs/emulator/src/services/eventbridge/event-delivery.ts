import { permanentFailure, type AttemptFailure, type Delivery } from '../../delivery/delivery';
import type { MessageBody } from '../../delivery/message-body';
import type { BusEvent } from './bus-event';
import type { EventTarget, Rule } from './rule';
import { inputOf, InvalidInputError } from './target-input';

/** From bus to bus, so far: one inside a region and one to another region, never two of a kind. */
export interface Hops {
  readonly local: boolean;
  readonly regional: boolean;
}

export const NO_HOPS: Hops = { local: false, regional: false };

/** An event on its way to one target of a rule. */
export class EventDelivery implements Delivery {
  /** The event on the bus. */
  readonly carried: BusEvent;
  readonly origin: Rule;
  readonly target: EventTarget;
  readonly hops: Hops;
  readonly startedAt: number;
  attempts = 0;

  constructor(event: BusEvent, rule: Rule, target: EventTarget, hops: Hops, startedAt: number) {
    this.carried = event;
    this.origin = rule;
    this.target = target;
    this.hops = hops;
    this.startedAt = startedAt;
  }

  get eventId(): string {
    return this.carried.eventId;
  }

  get source(): string {
    return this.carried.published.source;
  }

  get detailType(): string {
    return this.carried.published.detailType;
  }

  get account(): string {
    return this.carried.published.account;
  }

  get event(): string {
    return this.carried.body.text;
  }

  get busArn(): string {
    return this.origin.busArn;
  }

  get ruleArn(): string {
    return this.origin.arn;
  }

  get ruleAccount(): string {
    return this.origin.account;
  }

  get targetId(): string {
    return this.target.id;
  }

  get targetArn(): string {
    return this.target.arn;
  }

  get original(): MessageBody {
    return this.carried.body;
  }

  get isTransformed(): boolean {
    return this.target.input !== undefined;
  }

  get traceHeader(): string | undefined {
    return this.carried.published.traceHeader;
  }

  payload(): MessageBody | AttemptFailure {
    if (!this.target.input) return this.carried.body;
    try {
      return inputOf(this.target.input, this.carried, this.origin, this.startedAt);
    } catch (error) {
      if (error instanceof InvalidInputError) return permanentFailure('INVALID_JSON', error.message);
      throw error;
    }
  }
}
