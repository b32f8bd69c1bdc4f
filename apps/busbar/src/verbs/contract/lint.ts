import { reportFormats } from '../../contract/report/formats';
import { exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import { choice, optional } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const lint = defineVerb({
  name: 'lint',
  summary: 'check drafts against the rules of config/platform.yaml',
  purpose: 'check',
  arguments: { eventType: optional('only this one') },
  options: { format: choice('<format>', 'how to print what was found', reportFormats, 'text') },
  json: 'as --format json: { ok, problems: [{ code, severity, at, message, fix }] }',
  run: async (terminal, input) => {
    const { hasErrors } = await import('@busbar/problem');
    const { contractNamed, openGovernance } = await import('../../contract/governance');
    const { lintProblemsOf } = await import('../../contract/lint');
    const { located } = await import('../../located');
    const { printReport } = await import('../../contract/report/print-report');
    const governance = await openGovernance(input);
    const types = input.eventType === undefined ? undefined : new Set([contractNamed(governance, input.eventType).type]);
    const problems = lintProblemsOf(governance, { ...(types && { types }), unusedExceptions: false });
    const subject = types ? [...types].join() : plural(governance.contracts.contracts.length, 'contract');
    printReport(terminal, input.json ? 'json' : input.format, { problems: located(problems, governance.configDir), subject });
    return hasErrors(problems) ? exitCode.checkFailed : exitCode.ok;
  },
});
