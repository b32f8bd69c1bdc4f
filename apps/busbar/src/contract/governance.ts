import {
  AppliedPolicy,
  compatibilityProblems,
  contractProblems,
  lintProblems,
  parseEventTypeName,
  policyProblems,
  type Contract,
} from '@busbar/contracts';
import { loadManifest, type Governance } from '@busbar/manifest';
import { nearest, type Problem } from '@busbar/problem';
import { findConfig } from '../company';
import { CommandError, exitCode } from '../exit';
import type { CommonOptions } from '../verb/verb';
import { today } from '../today';

/** What the `contract` verbs work on: there even when something else in `config/` has errors. */
export interface OpenGovernance extends Governance {
  readonly configDir: string;
  /** Everything that `busbar validate` finds in files. */
  readonly problems: readonly Problem[];
  readonly applied: AppliedPolicy;
  /** ISO date. */
  readonly today: string;
}

export async function openGovernance(options: CommonOptions): Promise<OpenGovernance> {
  const configDir = findConfig(options);
  const { governance, problems } = await loadManifest(configDir);
  const day = today();
  return { ...governance, configDir, problems, today: day, applied: new AppliedPolicy(governance.policy, day) };
}

/** Codes that severities and exceptions can be for. */
export const governedCodes: ReadonlySet<string> = new Set([...Object.keys(lintProblems), ...Object.keys(compatibilityProblems)]);

/** Areas of problems that are about contracts, for verbs that show nothing else. */
const CONTRACT_AREAS = new Set(
  [contractProblems, policyProblems].flatMap((table) => Object.keys(table)).map((code) => code.slice(0, code.indexOf('/'))),
);

/** Whether a problem is about the contracts themselves: their files, their examples, the ledger. */
export function isAboutContracts({ code, at }: Problem): boolean {
  return CONTRACT_AREAS.has(code.slice(0, code.indexOf('/'))) || at.file.startsWith('config/events/');
}

/**
 * The contract of an event type; without major, of the event's newest.
 *
 * @throws CommandError (usage) with the one that was probably meant
 */
export function contractNamed({ contracts: { contracts, declared } }: Governance, name: string): Contract {
  const majors = contracts.filter(({ type, event }) => type === name || event.name === name);
  const newest = majors.sort((a, b) => a.major - b.major).at(-1);
  if (newest) return newest;
  const { event = name } = parseEventTypeName(name) ?? {};
  if (declared.has(event))
    throw new CommandError(exitCode.checkFailed, `"${name}" cannot be read.`, 'Run `busbar validate` to see what is wrong.');
  const meant = nearest(
    name,
    contracts.flatMap(({ type, event: { name: known } }) => [type, known]),
  );
  throw new CommandError(
    exitCode.usage,
    `There is no event type "${name}".`,
    meant ? `Did you mean "${meant}"?` : '`busbar contract log` lists what there is.',
  );
}
