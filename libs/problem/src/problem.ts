import { compareText } from './compare-text';

/** A place in a file that a person edits. `line` and `column` are 1-based; `file` is relative to the folder that holds `config/`. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/**
 * Something wrong with what a person wrote. Problems are values: they are collected, sorted and printed together,
 * never thrown one at a time.
 */
export interface Problem {
  /** Stable, `<area>/<what-is-wrong>`, for example `subscription/unknown-event`. Documented in docs/problems.md. */
  readonly code: string;
  readonly severity: Severity;
  readonly at: Position;
  /** What was found, as a fact in one sentence, with names in double quotes. */
  readonly message: string;
  /** The next step, in the imperative. */
  readonly fix: string;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** Reading order: by file, line, column, then code. */
export function compareProblems(a: Problem, b: Problem): number {
  return (
    compareText(a.at.file, b.at.file) ||
    a.at.line - b.at.line ||
    a.at.column - b.at.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** `config/platform.yaml:3:5`, the form that terminals and editors turn into a link. */
export function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
