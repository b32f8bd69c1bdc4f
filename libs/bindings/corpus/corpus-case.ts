import type { View } from '../src/model';

/**
 * One event's data, and the verdict that every language has to give. The `publisher` view is creation, the `consumer` view is
 * reading (`parse`).
 */
export interface CorpusCase {
  /** Unique: `<event type> <view> <what is special>`. */
  readonly id: string;
  readonly eventType: string;
  readonly view: View;
  /** JSON text of `data`, so that 2^53 + 1, -0 and `1.0` survive. */
  readonly data: string;
  readonly valid: boolean;
  /** All that is wrong, sorted by path, then keyword. Empty when valid. */
  readonly issues: readonly CorpusIssue[];
}

export interface CorpusIssue {
  /** JSON pointer into `data`. For `required` and `additionalProperties` it includes the property. */
  readonly path: string;
  readonly keyword: string;
}

/** What a language's generated code said about a case. Its test program prints one a line, as JSON. */
export interface CorpusResult {
  readonly id: string;
  readonly valid: boolean;
  readonly issues: readonly CorpusIssue[];
  /** JSON text of what was made or read, when valid: compared in canonical form. */
  readonly output?: string;
}
