import { detailsOf } from '../../contract/report/reported-problem';
import { CommandError, exitCode } from '../../exit';
import { required, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const release = defineVerb({
  name: 'release',
  summary: 'freeze a draft as the next version; the step is computed from the difference',
  purpose: 'write',
  arguments: { eventType: required('for example delivery.status.updated@1') },
  options: {
    reason: text('<text>', 'why, for the ledger and the changelog', { required: true }),
    by: text('<name>', 'who releases (default: git’s user.name)'),
  },
  json: 'the entry of the ledger: { type, version, bump, sha256, releasedBy, releasedAt, reason, file }',
  run: async (terminal, input) => {
    const { planRelease } = await import('@busbar/contracts');
    const { hasErrors } = await import('@busbar/problem');
    const { compatibilityOf, reported } = await import('../../contract/compatibility');
    const { contractNamed, isAboutContracts, openGovernance } = await import('../../contract/governance');
    const { lintProblemsOf } = await import('../../contract/lint');
    const { personWho } = await import('../../contract/person');
    const { planned, textsOf, writeEdits } = await import('../../contract/write-edits');
    const { located } = await import('../../located');
    const { printProblems } = await import('../../terminal/problems');
    const governance = await openGovernance(input);
    const contract = contractNamed(governance, input.eventType);
    const folder = contract.event.document.file.replace(/event\.yaml$/, '');
    const compatibility = compatibilityOf(governance, contract);
    const problems = [
      ...governance.problems.filter(
        (problem) => isAboutContracts(problem) && (problem.at.file.startsWith(folder) || problem.code.startsWith('ledger/')),
      ),
      ...lintProblemsOf(governance, { types: new Set([contract.type]), unusedExceptions: false }),
      ...compatibility.problems.map((problem) => reported(governance, problem)),
    ];
    printProblems(terminal, located(problems, governance.configDir), { details: detailsOf });
    if (hasErrors(problems) && compatibility.bump !== 'major')
      throw new CommandError(
        exitCode.checkFailed,
        `${contract.type} has errors; nothing was released.`,
        'Correct what is named above.',
      );
    const history = governance.contracts.histories.get(contract.type) ?? { draft: undefined, releases: [] };
    const files = await textsOf(governance, [`${folder}CHANGELOG.md`, 'config/events/ledger.json']);
    const by = await personWho(input.by, governance.configDir);
    const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const { entry, edits } = planned(() =>
      planRelease({ contract, history, compatibility, files, by, at, reason: input.reason }),
    );
    await writeEdits(terminal, governance, edits);
    if (input.json) terminal.printJson(entry);
    else terminal.print(`${terminal.out.good('released')} ${entry.type} ${entry.version} (${entry.bump})`);
    return exitCode.ok;
  },
});
