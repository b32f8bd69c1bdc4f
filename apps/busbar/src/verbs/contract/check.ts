import { hasErrors } from '@busbar/problem';
import { exitCode } from '../../exit';
import type { Verb } from '../../main';
import { plural } from '../../terminal/problems';
import { compatibilityOf, reported } from './compatibility';
import { contractNamed, isAboutContracts, openGovernance } from './governance';
import { lintProblemsOf } from './lint';
import { printReport, type ReportedProblem, type ReportFormat } from './report';

/**
 * `busbar contract check [event type]`: what CI runs. The profile, the ledger and the examples; the lint rules; and the draft
 * of each contract against every released version.
 */
export const check: Verb<{ format: ReportFormat }> = async (terminal, options, name) => {
  const governance = await openGovernance(options);
  const asked = name === undefined ? undefined : contractNamed(governance, name);
  const contracts = asked ? [asked] : governance.contracts.contracts;
  const folder = asked?.event.document.file.replace(/event\.yaml$/, '');
  const found: ReportedProblem[] = governance.problems.filter(
    (problem) => isAboutContracts(problem) && (folder === undefined || problem.at.file.startsWith(folder)),
  );
  for (const contract of contracts) {
    for (const problem of compatibilityOf(governance, contract).problems) found.push(reported(governance, problem));
  }
  // After the comparison: only then is it known which exceptions are of use.
  const problems = [
    ...found,
    ...lintProblemsOf(governance, asked ? { types: new Set([asked.type]), unusedExceptions: false } : { unusedExceptions: true }),
  ];
  printReport(terminal, options.format, { problems, subject: asked?.type ?? plural(contracts.length, 'contract') });
  return hasErrors(problems) ? exitCode.checkFailed : exitCode.ok;
};
