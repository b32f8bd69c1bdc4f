import { appendFileSync } from 'node:fs';
import type { Change, Impact } from '@busbar/impact';
import { located } from '../../located';
import type { Terminal } from '../../terminal/terminal';
import type { ComparedPlan } from '../compared-plan';
import type { PlanFormat } from '../formats';
import { githubReport } from './github';
import { jsonReport } from './json';
import { markdownReport } from './markdown';
import { textReport } from './text';

const printers: Readonly<Record<PlanFormat, (terminal: Terminal, plan: ComparedPlan) => void>> = {
  text: (terminal, plan) => terminal.print(...textReport(plan, terminal.out, terminal.width)),
  json: (terminal, plan) => terminal.printJson(jsonReport(plan)),
  markdown: (terminal, plan) => terminal.printText(markdownReport(plan)),
  github: (terminal, plan) => {
    terminal.printCommands(...githubReport(plan.impact));
    const summary = process.env['GITHUB_STEP_SUMMARY'];
    if (summary) appendFileSync(summary, `${markdownReport(plan)}\n`);
  },
};

/** Prints a plan on stdout; `github` also appends it to the summary of the job, where there is one. */
export function printPlan(terminal: Terminal, format: PlanFormat, plan: ComparedPlan, configDir: string): void {
  printers[format](terminal, { ...plan, impact: withPaths(plan.impact, configDir) });
}

/** Positions that editors and GitHub can open. */
function withPaths(impact: Impact, configDir: string): Impact {
  const withPath = (change: Change): Change => {
    if (!change.at) return change;
    const [found] = located([{ code: '', severity: 'warning', message: '', fix: '', at: change.at }], configDir);
    return found ? { ...change, at: found.at } : change;
  };
  return { ...impact, teams: impact.teams.map(({ team, changes }) => ({ team, changes: changes.map(withPath) })) };
}
