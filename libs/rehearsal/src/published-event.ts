import type { OfferedEvent, Publisher } from './expectation';

/** One event that was published, and where it came. */
export interface PublishedEvent {
  /** `metadata.id`. */
  readonly id: string;
  readonly offered: OfferedEvent;
  readonly publisher: Publisher;
  /** How many happenings were before it. */
  readonly moment: number;
  /** After the last step: it is for those that the new config says, and nobody else. */
  readonly isAfterwards: boolean;
  readonly arrivals: Arrival[];
  readonly hops: Hop[];
}

/** At a subscription: by `ExpectedSubscription.key`. */
export interface Arrival {
  readonly key: string;
  readonly account: string;
}

/** Something that happened to an event on its way. */
export interface Hop {
  readonly kind: 'accepted' | 'matched' | 'delivered' | 'attempt-failed' | 'dead-lettered' | 'dropped' | 'lost';
  /** Bus, or target. */
  readonly where: string;
  /** Rules that matched, or the rule that sent it. */
  readonly rules: readonly string[];
  readonly errorCode?: string;
  readonly message?: string;
  /** Milliseconds on the clock. */
  readonly at: number;
}

/** What the emulator calls the failure of a target that the rehearsal lets fail. */
export const REHEARSED_FAULT = 'REHEARSED_FAULT';
