import { planRelease } from '@busbar/contracts';
import { hasErrors } from '@busbar/problem';
import { CommandError, exitCode } from '../../exit';
import type { Verb } from '../../main';
import { printProblems } from '../../terminal/problems';
import { compatibilityOf, reported } from './compatibility';
import { contractNamed, isAboutContracts, openGovernance } from './governance';
import { lintProblemsOf } from './lint';
import { personWho } from './person';
import { detailsOf } from './report';
import { planned, textsOf, writeEdits } from './write-edits';

interface ReleaseOptions {
  readonly reason: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** `busbar contract release <event type>` */
export const release: Verb<ReleaseOptions> = async (terminal, options, name = '') => {
  const governance = await openGovernance(options);
  const contract = contractNamed(governance, name);
  const folder = contract.event.document.file.replace(/event\.yaml$/, '');
  const compatibility = compatibilityOf(governance, contract);
  const problems = [
    ...governance.problems.filter(
      (problem) => isAboutContracts(problem) && (problem.at.file.startsWith(folder) || problem.code.startsWith('ledger/')),
    ),
    ...lintProblemsOf(governance, { types: new Set([contract.type]), unusedExceptions: false }),
    ...compatibility.problems.map((problem) => reported(governance, problem)),
  ];
  printProblems(terminal, problems, detailsOf);
  if (hasErrors(problems) && compatibility.bump !== 'major')
    throw new CommandError(
      exitCode.checkFailed,
      `${contract.type} has errors; nothing was released.`,
      'Correct what is named above.',
    );
  const history = governance.contracts.histories.get(contract.type) ?? { draft: undefined, releases: [] };
  const files = await textsOf(governance, [`${folder}CHANGELOG.md`, 'config/events/ledger.json']);
  const by = await personWho(options.by, governance.configDir);
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const { entry, edits } = planned(() =>
    planRelease({ contract, history, compatibility, files, by, at, reason: options.reason }),
  );
  await writeEdits(terminal, governance, edits);
  if (options.json) terminal.printJson(entry);
  else terminal.print(`${terminal.out.good('released')} ${entry.type} ${entry.version} (${entry.bump})`);
  return exitCode.ok;
};
