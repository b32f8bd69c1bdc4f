import { reportFormats } from '../../contract/report/formats';
import type { ReportedProblem } from '../../contract/report/reported-problem';
import { exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import { choice, optional } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

/** What CI runs: the profile, the ledger, the examples, the lint rules, and each draft against every released version. */
export const check = defineVerb({
  name: 'check',
  summary: 'check lint, ledger, examples, and drafts against every released version (for CI)',
  purpose: 'check',
  arguments: { eventType: optional('only this one') },
  options: { format: choice('<format>', 'how to print what was found', reportFormats, 'text') },
  json: 'as --format json: { ok, problems: [{ code, severity, at, message, fix, counterexample?: { data, says }, hits? }] }',
  run: async (terminal, input) => {
    const { hasErrors } = await import('@busbar/problem');
    const { compatibilityOf, reported } = await import('../../contract/compatibility');
    const { contractNamed, isAboutContracts, openGovernance } = await import('../../contract/governance');
    const { lintProblemsOf } = await import('../../contract/lint');
    const { located } = await import('../../located');
    const { printReport } = await import('../../contract/report/print-report');
    const governance = await openGovernance(input);
    const asked = input.eventType === undefined ? undefined : contractNamed(governance, input.eventType);
    const contracts = asked ? [asked] : governance.contracts.contracts;
    const folder = asked?.event.document.file.replace(/event\.yaml$/, '');
    const found: ReportedProblem[] = governance.problems.filter(
      (problem) => isAboutContracts(problem) && (folder === undefined || problem.at.file.startsWith(folder)),
    );
    await terminal.progress.fleeting.phase('contracts', () => {
      for (const contract of contracts) {
        for (const problem of compatibilityOf(governance, contract).problems) found.push(reported(governance, problem));
      }
    });
    // After the comparison: only then is it known which exceptions are of use.
    const problems = [
      ...found,
      ...lintProblemsOf(
        governance,
        asked ? { types: new Set([asked.type]), unusedExceptions: false } : { unusedExceptions: true },
      ),
    ];
    const format = input.json ? 'json' : input.format;
    printReport(terminal, format, {
      problems: located(problems, governance.configDir),
      subject: asked?.type ?? plural(contracts.length, 'contract'),
    });
    return hasErrors(problems) ? exitCode.checkFailed : exitCode.ok;
  },
});
