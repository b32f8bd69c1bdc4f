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
    printProblems(terminal, problems, detailsOf);
    if (hasErrors(problems)) terminal.say(terminal.err.bad(countProblems(problems)));
    else terminal.print(`${terminal.out.good('ok')}  ${subject}: ${countProblems(problems)}`);
  },
  json: (terminal, { problems }) => terminal.printJson({ ok: !hasErrors(problems), problems }),
  github: (terminal, { problems }) => terminal.print(...githubReport(problems)),
  sarif: (terminal, { problems }) => terminal.printJson(sarifReport(problems)),
  junit: (terminal, { problems }) => terminal.print(junitReport(problems)),
};

/** Prints a report: for people with problems on stderr and one line on stdout, for machines as a whole on stdout. */
export function printReport(terminal: Terminal, format: ReportFormat, { problems, subject }: Report): void {
  printers[format](terminal, { problems: [...problems].sort(compareProblems), subject });
}
