import { brand } from '../event/class-identity';
import { BusbarError } from '../event/errors';

/** What came is neither an EventBridge event nor an SQS batch of them. */
export class UnreadableInputError extends BusbarError {
  static {
    brand(this, 'UnreadableInputError');
  }
  override readonly name = 'UnreadableInputError';
  readonly code = 'INPUT_UNREADABLE';
}

/** An event of a type for which the consumer has no handler. */
export class UnknownEventTypeError extends BusbarError {
  static {
    brand(this, 'UnknownEventTypeError');
  }
  override readonly name = 'UnknownEventTypeError';
  readonly code = 'EVENT_TYPE_UNKNOWN';

  constructor(
    /** The `detail-type` that came. */
    readonly type: string,
    consumer: string,
  ) {
    super(`"${consumer}" has no handler for "${type}". Add .on(…) for it, remove the subscription, or pass onUnknown: 'ignore'.`);
  }
}
