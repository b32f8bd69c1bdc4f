import type { Bus } from '../eventbridge/bus';
import type { BusEvent } from '../eventbridge/bus-event';
import type { Rule, Target } from '../eventbridge/rule';

/** An event on its way to one target. */
export interface Delivery {
  readonly event: BusEvent;
  readonly bus: Bus;
  readonly rule: Rule;
  readonly target: Target;
  /** Whether the event came to the bus from another bus. */
  readonly forwarded: boolean;
  readonly startedAt: number;
  /** Tries so far. */
  attempts: number;
}

/** How one try of a delivery failed. */
export interface AttemptFailure {
  /** As in the dead-letter message. */
  readonly errorCode: string;
  readonly message: string;
  /** Trying again cannot help: straight to the dead-letter queue. */
  readonly permanent: boolean;
}

/** A delivery that ended without success. */
export interface GivenUp extends AttemptFailure {
  /** Which limit of the retry policy was reached; undefined when no retry could have helped. */
  readonly exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined;
  readonly retries: number;
}
