import { LEDGER, planRelease, type Contract, type LedgerEntry } from '@busbar/contracts';
import { hasErrors, type Problem } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';
import { located } from '../located';
import { printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';
import { compatibilityOf, reported } from './compatibility';
import { contractNamed, isAboutContracts, type OpenGovernance } from './governance';
import { lintProblemsOf } from './lint';
import { personWho } from './person';
import { detailsOf } from './report/reported-problem';
import { planned, textsOf, writeEdits } from './write-edits';

export interface ReleaseInput {
  readonly eventType: string;
  readonly reason: string;
  readonly by?: string | undefined;
}

/**
 * Checks a draft, and freezes it as the next version.
 *
 * @throws CommandError when it has errors, printed before, or there is nothing to release
 */
export async function releaseDraft(terminal: Terminal, governance: OpenGovernance, input: ReleaseInput): Promise<LedgerEntry> {
  const contract = contractNamed(governance, input.eventType);
  const folder = contract.event.document.file.replace(/event\.yaml$/, '');
  const compatibility = compatibilityOf(governance, contract);
  const problems = [
    ...problemsOfFiles(governance, contract, folder),
    ...lintProblemsOf(governance, { types: new Set([contract.type]), unusedExceptions: false }),
    ...compatibility.problems.map((problem) => reported(governance, problem)),
  ];
  printProblems(terminal, located(problems, governance.configDir), { details: detailsOf });
  if (hasErrors(problems) && compatibility.bump !== 'major')
    throw new CommandError(
      exitCode.checkFailed,
      `${contract.type} has errors; nothing was released.`,
      'Correct the problems above.',
    );
  const history = governance.contracts.histories.get(contract.type) ?? { draft: undefined, releases: [] };
  const files = await textsOf(governance, [`${folder}CHANGELOG.md`, LEDGER]);
  const by = await personWho(input.by, governance.configDir);
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const { entry, edits } = planned(() => planRelease({ contract, history, compatibility, files, by, at, reason: input.reason }));
  await writeEdits(terminal, governance, edits);
  return entry;
}

/** Those of the event and of the ledger; what an interrupted release of this contract left, `planRelease` judges. */
function problemsOfFiles({ problems, contracts }: OpenGovernance, { type }: Contract, folder: string): Problem[] {
  const left = new Set(contracts.histories.get(type)?.unrecorded?.map(({ file }) => file));
  return problems.filter(
    (problem) =>
      isAboutContracts(problem) &&
      (problem.at.file.startsWith(folder) || problem.code.startsWith('ledger/')) &&
      !(problem.code === 'ledger/missing-entry' && left.has(problem.at.file)),
  );
}
