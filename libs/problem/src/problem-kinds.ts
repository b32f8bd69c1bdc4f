import type { Position, Problem, Severity } from './problem';

/** What a problem code means, for the reference (docs/problems.md). */
export interface ProblemKind {
  readonly severity: Severity;
  /** One sentence: what is wrong, in general. */
  readonly meaning: string;
}

export type ProblemKinds<Code extends string = string> = Readonly<Record<Code, ProblemKind>>;

/** Makes problems of the given kinds; no code outside the table can be used, and each has its table's severity. */
export function problemsOf<Code extends string>(
  kinds: ProblemKinds<Code>,
): (code: Code, at: Position, message: string, fix: string) => Problem {
  return (code, at, message, fix) => ({ code, severity: kinds[code].severity, at, message, fix });
}
