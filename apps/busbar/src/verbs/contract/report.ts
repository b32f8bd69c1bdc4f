import { compareProblems, hasErrors, type Problem } from '@busbar/problem';
import type { Terminal } from '../../terminal/terminal';
import { countProblems, printProblems } from '../../terminal/problems';
import { githubReport } from './report-github';
import { junitReport } from './report-junit';
import { sarifReport } from './report-sarif';

export const reportFormats = ['text', 'json', 'github', 'sarif', 'junit'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What a check found. */
export interface Report {
  readonly problems: readonly ReportedProblem[];
  /** What was checked, for the line that says so: `23 contracts`. */
  readonly subject: string;
}

/** A problem, and for a broken contract what shows it and whom it hits. */
export interface ReportedProblem extends Problem {
  /** The data of an event that one side takes and the other refuses. */
  readonly counterexample?: { readonly data: unknown; readonly says: string };
  /** `access-service/finished-deliveries (team access-control) filters on status`. */
  readonly hits?: readonly string[];
}

/** Prints a report: for people with problems on stderr and one line on stdout, for machines as a whole on stdout. */
export function printReport(terminal: Terminal, format: ReportFormat, { problems, subject }: Report): void {
  const sorted = [...problems].sort(compareProblems);
  switch (format) {
    case 'json':
      terminal.printJson({ ok: !hasErrors(sorted), problems: sorted });
      return;
    case 'github':
      terminal.print(...githubReport(sorted));
      return;
    case 'sarif':
      terminal.printJson(sarifReport(sorted));
      return;
    case 'junit':
      terminal.print(junitReport(sorted));
      return;
    case 'text':
      printProblems(terminal, sorted, detailsOf);
      if (hasErrors(sorted)) terminal.say(terminal.err.bad(countProblems(sorted)));
      else terminal.print(`${terminal.out.good('ok')}  ${subject}: ${countProblems(sorted)}`);
  }
}

/** The lines between message and fix. */
export function detailsOf({ counterexample, hits }: ReportedProblem): string[] {
  return [
    ...(counterexample ? [`${counterexample.says}: ${JSON.stringify(counterexample.data)}`] : []),
    ...(hits ?? []).map((hit) => `hits ${hit}`),
  ];
}
