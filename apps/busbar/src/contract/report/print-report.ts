import { compareProblems, hasErrors } from '@busbar/problem';
import { countProblems, printProblems } from '../../terminal/problems';
import type { Terminal } from '../../terminal/terminal';
import type { ReportFormat } from './formats';
import { githubReport } from './github';
import { junitReport } from './junit';
import { detailsOf, type ReportedProblem } from './reported-problem';
import { sarifReport } from './sarif';

/** What a check found. */
export interface Report {
  readonly problems: readonly ReportedProblem[];
  /** What was checked, for the line that says so: `23 contracts`. */
  readonly subject: string;
}

const printers: Readonly<Record<ReportFormat, (terminal: Terminal, report: Report) => void>> = {
  text: (terminal, { problems, subject }) => {
    printProblems(terminal, problems, { details: detailsOf, asAnswer: true });
    if (hasErrors(problems)) terminal.print(terminal.out.bad(countProblems(problems)));
    else terminal.print(`${terminal.out.good('ok')}  ${subject}: ${countProblems(problems)}`);
  },
  json: (terminal, { problems }) => terminal.printJson({ ok: !hasErrors(problems), problems }),
  github: (terminal, { problems }) => terminal.printCommands(...githubReport(problems)),
  sarif: (terminal, { problems }) => terminal.printJson(sarifReport(problems)),
  junit: (terminal, { problems }) => terminal.printText(junitReport(problems)),
};

/** Prints a report: all of it on stdout: the problems are the answer. */
export function printReport(terminal: Terminal, format: ReportFormat, { problems, subject }: Report): void {
  printers[format](terminal, { problems: [...problems].sort(compareProblems), subject });
}
