import { compareProblems, formatPosition, type Problem } from '@busbar/problem';
import { plural } from './plural';
import { wrap } from './table';
import type { Terminal } from './terminal';

export interface PrintProblemsOptions<Found extends Problem> {
  /** Lines between message and fix. */
  readonly details?: (problem: Found) => readonly string[];
  /** On stdout: the problems are what was asked for, not what kept a verb from answering. */
  readonly asAnswer?: boolean;
}

/** Prints problems for a person: position first, so that terminals and editors make it a link; details between message and fix. */
export function printProblems<Found extends Problem>(
  terminal: Terminal,
  problems: readonly Found[],
  { details = () => [], asAnswer = false }: PrintProblemsOptions<Found> = {},
): void {
  const style = asAnswer ? terminal.out : terminal.err;
  const width = (asAnswer ? terminal.width : terminal.errWidth) - 2;
  const print = (...lines: string[]) => (asAnswer ? terminal.print(...lines) : terminal.say(...lines));
  for (const problem of [...problems].sort(compareProblems)) {
    const severity = problem.severity === 'error' ? style.bad('error') : style.warn('warning');
    print(
      `${style.bold(formatPosition(problem.at))} ${severity} ${style.name(problem.code)}`,
      ...[problem.message, ...details(problem)].flatMap((text) => wrap(text, width)).map((line) => `  ${line}`),
      ...wrap(`${style.dim('→')} ${problem.fix}`, width).map((line) => `  ${line}`),
    );
  }
}

/** One line for warnings that another verb shows: most of them are other teams'. */
export function noteWarnings(terminal: Terminal, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  terminal.say(terminal.err.dim(`config/ has ${countProblems(problems)}; \`busbar validate\` shows them.`));
}

/** `2 errors, 1 warning`. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  return [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean).join(', ') || 'no problems';
}
