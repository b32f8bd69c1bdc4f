import type { BusbarEvent } from '../event/busbar-event';
import { brand } from '../event/class-identity';
import { describeDeprecation, type Deprecation } from '../event/deprecation';
import { BusbarError } from '../event/errors';
import type { Receipt } from './event-publisher';

/** An environment variable or an option is missing or malformed; the message names it. */
export class ConfigurationError extends BusbarError {
  static {
    brand(this, 'ConfigurationError');
  }
  override readonly name = 'ConfigurationError';
  readonly code = 'CONFIGURATION_INVALID';
}

/** The event does not fit. Thrown before anything is sent. */
export class EventTooLargeError extends BusbarError {
  static {
    brand(this, 'EventTooLargeError');
  }
  override readonly name = 'EventTooLargeError';
  readonly code = 'EVENT_TOO_LARGE';

  constructor(
    readonly type: string,
    /** `metadata.id`. */
    readonly id: string,
    /** Size as EventBridge counts it. */
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(
      `"${type}" (${id}) is ${bytes} bytes, more than the ${limit} that one event may have. ` +
        'Store the large part elsewhere, in S3 for example, and publish where it is.',
    );
  }
}

/** The event was made after the last day on which its type may be published. Thrown before anything is sent. */
export class SunsetError extends BusbarError {
  static {
    brand(this, 'SunsetError');
  }
  override readonly name = 'SunsetError';
  readonly code = 'EVENT_TYPE_PAST_SUNSET';

  constructor(
    readonly type: string,
    /** `metadata.id`. */
    readonly id: string,
    readonly deprecation: Deprecation,
  ) {
    super(
      `${describeDeprecation(type, deprecation)} That day is over: ${id} was not published. ` +
        'If the sunset was postponed, generate the bindings again. To publish anyway, pass `pastSunset: "warn"` to EventPublisher.',
    );
  }
}

/** The publisher was closed. */
export class PublisherClosedError extends BusbarError {
  static {
    brand(this, 'PublisherClosedError');
  }
  override readonly name = 'PublisherClosedError';
  readonly code = 'PUBLISHER_CLOSED';

  constructor() {
    super('This publisher is closed. Publish before close(), or make a new EventPublisher.');
  }
}

/** One event that the bus did not accept. */
export interface PublishFailure {
  /** Not enumerable in a {@link PublishError}: logs of the error name the event, and do not show its data. */
  readonly event: BusbarEvent;
  /** AWS's error code, `NotAuthorizedForSourceException` for example. */
  readonly code: string;
  readonly message: string;
  /** It may go through later: the failure was of the kind that passes, and the time budget of the retries was used up. */
  readonly retryable: boolean;
  /** How often it was sent. */
  readonly attempts: number;
  /** What the last call failed with. Absent when AWS answered and refused this entry. */
  readonly cause?: unknown;
}

/**
 * Some events were not published, after all retries. `failed` has every one of them. `cause` is that of the first failure that
 * has one.
 */
export class PublishError extends BusbarError {
  static {
    brand(this, 'PublishError');
  }
  override readonly name = 'PublishError';
  readonly code = 'PUBLISH_FAILED';

  /** In the order in which the events were given. */
  readonly failed: readonly PublishFailure[];

  constructor(
    failed: readonly PublishFailure[],
    /** Receipts of the other events of the same call, in the order in which they were given. */
    readonly published: readonly Receipt[] = [],
  ) {
    const lines = failed.slice(0, 10).map(({ event: { type, metadata }, code, message, attempts }) => {
      return `  "${type}" (${metadata.id}), attempt ${attempts}: ${code}: ${message}`;
    });
    const more = failed.length > 10 ? [`  and ${failed.length - 10} more`] : [];
    const cause = failed.find((failure) => failure.cause !== undefined)?.cause;
    super(
      [`${failed.length} of ${failed.length + published.length} events were not published:`, ...lines, ...more].join('\n'),
      cause === undefined ? undefined : { cause },
    );
    this.failed = failed.map(withHiddenEvent);
  }
}

function withHiddenEvent({ event, cause, ...shown }: PublishFailure): PublishFailure {
  const failure = { type: event.type, id: event.metadata.id, ...shown };
  return Object.defineProperties(failure, { event: { value: event }, cause: { value: cause } }) as typeof failure &
    PublishFailure;
}
