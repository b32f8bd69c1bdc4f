import { compareProblems, formatPosition, type Problem } from '@busbar/problem';
import { plural } from './plural';
import type { Terminal } from './terminal';

/** Prints problems for a person: position first, so that terminals and editors make it a link; details between message and fix. */
export function printProblems<Found extends Problem>(
  terminal: Terminal,
  problems: readonly Found[],
  details: (problem: Found) => readonly string[] = () => [],
): void {
  const { err } = terminal;
  for (const problem of [...problems].sort(compareProblems)) {
    const severity = problem.severity === 'error' ? err.bad('error') : err.warn('warning');
    terminal.say(
      `${err.bold(formatPosition(problem.at))} ${severity} ${err.name(problem.code)}`,
      `  ${problem.message}`,
      ...details(problem).map((line) => `  ${line}`),
      `  ${err.dim('→')} ${problem.fix}`,
    );
  }
}

/** `2 errors, 1 warning`. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  return [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean).join(', ') || 'no problems';
}
