/** What a step of a pipeline came to. */
export interface Outcome {
  /** One word for what it decided. */
  readonly verdict: string;
  /** Whether the pipeline goes on. */
  readonly passed: boolean;
  /** For people. */
  readonly messages: readonly string[];
  /** The next step, when it did not pass. */
  readonly fix?: string;
}

export function passed(verdict: string, ...messages: readonly string[]): Outcome {
  return { verdict, passed: true, messages };
}

export function refused(verdict: string, messages: readonly string[], fix: string): Outcome {
  return { verdict, passed: false, messages, fix };
}
