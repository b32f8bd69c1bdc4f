import { compareProblems, formatPosition, type Problem } from '@busbar/problem';
import type { Terminal } from './terminal';

/** Prints problems for a person: position first, so that terminals and editors make it a link. */
export function printProblems(terminal: Terminal, problems: readonly Problem[]): void {
  const { err } = terminal;
  for (const problem of [...problems].sort(compareProblems)) {
    const severity = problem.severity === 'error' ? err.bad('error') : err.warn('warning');
    terminal.say(
      `${err.bold(formatPosition(problem.at))} ${severity} ${err.name(problem.code)}`,
      `  ${problem.message}`,
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

/** `1 event`, `2,000 events`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : nouns}`;
}
