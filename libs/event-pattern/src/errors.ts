/** Everything this package throws. */
export class EventPatternError extends Error {
  override name = 'EventPatternError';
}

/** Which of EventBridge's checks a pattern failed. */
export type PatternErrorKind = 'syntax' | 'grammar' | 'too-complex' | 'too-large';

/**
 * A pattern that EventBridge refuses. `message` is, word for word, what `TestEventPattern` and `PutRule` put into their
 * `InvalidEventPatternException`.
 *
 * Mirrors https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 */
export class PatternError extends EventPatternError {
  override name = 'PatternError';

  /**
   * @param reason what is wrong, without EventBridge's introduction and without the position
   * @param line 1-based; absent where EventBridge gives no position (addresses, complexity, size)
   * @param column 1-based, as EventBridge counts: UTF-16 units, normally one past the token that was read last
   */
  constructor(
    readonly kind: PatternErrorKind,
    readonly reason: string,
    readonly line?: number,
    readonly column?: number,
    /** The reason with its places, as EventBridge words it. */
    readonly detail = reason,
  ) {
    super(`Event pattern is not valid. Reason: ${detail}`);
  }
}

/** An event that is not the text of one JSON object, or an object that JSON cannot express. */
export class EventError extends EventPatternError {
  override name = 'EventError';

  /** @param offset index into the event's text, in UTF-16 units; absent for events given as objects */
  constructor(
    reason: string,
    readonly offset?: number,
  ) {
    super(offset === undefined ? `Event is not valid: ${reason}` : `Event is not valid: ${reason} at character ${offset + 1}`);
  }
}
