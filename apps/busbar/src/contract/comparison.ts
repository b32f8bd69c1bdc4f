import { bumpOf, compareVersions, type Contract, type Difference } from '@busbar/contracts';
import type { SourceDocument } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';
import { compatibilityOf } from './compatibility';
import type { OpenGovernance } from './governance';

/** Two versions of an event type, and what is different. */
export interface Comparison {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** Undefined when nothing changed. */
  readonly bump: string | undefined;
  readonly differences: readonly Difference[];
}

/**
 * Compares two versions of a contract; without `to` its draft, without `from` the version before.
 *
 * @throws CommandError (usage) when there is no such version
 */
export function compareContract(
  governance: OpenGovernance,
  contract: Contract,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): Comparison {
  const releases = governance.contracts.histories.get(contract.type)?.releases ?? [];
  const older =
    from ??
    (to === undefined || to === 'draft'
      ? releases.at(-1)?.version
      : releases[releases.findIndex(({ version }) => version === to) - 1]?.version);
  if (from === undefined && (to === undefined || to === 'draft')) return draftComparison(governance, contract);
  if (older === undefined)
    throw new CommandError(
      exitCode.usage,
      `There is no version of ${contract.type} before ${to ?? 'draft'}.`,
      'Name one with --from.',
    );
  const differences = compareVersions(schemaOf(governance, contract, older), schemaOf(governance, contract, to ?? 'draft'), {
    replay: contract.event.replay !== false,
  }).differences;
  return {
    type: contract.type,
    from: older,
    to: to ?? 'draft',
    bump: differences.length === 0 ? undefined : bumpOf(differences),
    differences,
  };
}

/** The draft of a contract against its newest released version. */
export function draftComparison(governance: OpenGovernance, contract: Contract): Comparison {
  const from = governance.contracts.histories.get(contract.type)?.releases.at(-1)?.version ?? 'nothing';
  const { bump, differences } = compatibilityOf(governance, contract);
  return { type: contract.type, from, to: 'draft', bump, differences };
}

function schemaOf({ contracts }: OpenGovernance, contract: Contract, version: string): unknown {
  // What a new major changed is a question, too.
  const releases = contracts.contracts
    .filter(({ event }) => event.name === contract.event.name)
    .flatMap(({ type }) => contracts.histories.get(type)?.releases ?? []);
  const document: SourceDocument | undefined =
    version === 'draft'
      ? contracts.histories.get(contract.type)?.draft
      : releases.find((release) => release.version === version)?.document;
  if (document?.problems.length === 0) return document.value;
  const known = [...releases.map((release) => release.version), 'draft'].join(', ');
  throw new CommandError(exitCode.usage, `${contract.type} has no version "${version}".`, `Its versions are ${known}.`);
}
