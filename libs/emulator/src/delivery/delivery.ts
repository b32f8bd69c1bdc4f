import type { Bus } from '../eventbridge/bus';
import type { BusEvent } from '../eventbridge/bus-event';
import type { Rule, Target } from '../eventbridge/rule';

/** An event on its way to one target. */
export interface Delivery {
  readonly event: BusEvent;
  readonly bus: Bus;
  readonly rule: Rule;
  readonly target: Target;
  readonly hops: Hops;
  readonly startedAt: number;
  /** Tries so far. */
  attempts: number;
}

/** From bus to bus, so far: one inside a region and one to another region, never two of a kind. */
export interface Hops {
  readonly local: boolean;
  readonly regional: boolean;
}

/** How one try of a delivery failed. */
export interface AttemptFailure {
  /** As in the dead-letter message. */
  readonly errorCode: string;
  readonly message: string;
  /** Trying again cannot help: straight to the dead-letter queue. */
  readonly permanent: boolean;
  /** A policy is the reason, or one that is missing. */
  readonly denied: boolean;
}

/** A delivery that ended without success. */
export interface GivenUp extends AttemptFailure {
  /** Which limit of the retry policy was reached; undefined when no retry could have helped. */
  readonly exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined;
  readonly retries: number;
}
