import { brand } from './class-identity';

/**
 * Base of every error that this package throws on purpose. It may be logged in any way (`console.error`, `util.inspect`,
 * `JSON.stringify`): messages and enumerable properties name paths, keywords and settings, never the values of an event's data.
 * `cause` is the error of the network, the AWS SDK or the transport that led to it.
 */
export abstract class BusbarError extends Error {
  static {
    brand(this, 'BusbarError');
  }
  /** Written out in every class: in a function's minified bundle, classes lose theirs. */
  abstract override readonly name: string;
  /** Stable and greppable, for example `EVENT_INVALID`. */
  abstract readonly code: string;
}

/** One thing wrong with an event's data. Never holds the value itself. */
export interface Issue {
  /** JSON pointer (RFC 6901) into `data`; `''` is the whole. Names the property that is missing or too many. */
  readonly path: string;
  /** The JSON Schema keyword that is not met: `required`, `enum`, `additionalProperties`, … */
  readonly keyword: string;
  /** What was expected, in words. */
  readonly message: string;
}

/** The data of an event does not meet its contract. `issues` has all that is wrong with it, not only the first. */
export class EventValidationError extends BusbarError {
  static {
    brand(this, 'EventValidationError');
  }
  override readonly name = 'EventValidationError';
  readonly code = 'EVENT_INVALID';

  constructor(
    /** The event type, `delivery.status.updated@1`. */
    readonly type: string,
    readonly issues: readonly Issue[],
  ) {
    const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`;
    super([`"${type}" has ${count}:`, ...issues.map(({ path, message }) => `  ${path || '(data)'} ${message}`)].join('\n'));
  }
}

/** The envelope around the data is wrong: metadata that is missing, malformed, or that belongs to another event type. */
export class EnvelopeError extends BusbarError {
  static {
    brand(this, 'EnvelopeError');
  }
  override readonly name = 'EnvelopeError';
  readonly code = 'ENVELOPE_INVALID';
}
