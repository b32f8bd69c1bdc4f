import { bumpOf, compareVersions, isBreaking, whatHappened, type Contract, type Difference } from '@busbar/contracts';
import type { SourceDocument } from '@busbar/problem';
import { CommandError, exitCode } from '../../exit';
import type { Verb } from '../../main';
import { plural } from '../../terminal/problems';
import type { Style } from '../../terminal/style';
import { compatibilityOf } from './compatibility';
import { contractNamed, openGovernance, type OpenGovernance } from './governance';

interface DiffOptions {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

interface Comparison {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** Undefined when nothing changed. */
  readonly bump: string | undefined;
  readonly differences: readonly Difference[];
}

/** `busbar contract diff [event type]`: what the drafts change, or what changed between two versions. */
export const diff: Verb<DiffOptions> = async (terminal, options, name) => {
  const governance = await openGovernance(options);
  if (name === undefined && (options.from ?? options.to) !== undefined)
    throw new CommandError(
      exitCode.usage,
      '--from and --to need an event type.',
      'Name it: `busbar contract diff <event type> --from 1.0.0`.',
    );
  const comparisons =
    name === undefined
      ? governance.contracts.contracts
          .map((contract) => draftComparison(governance, contract))
          .filter(({ bump }) => bump !== undefined)
      : [compare(governance, contractNamed(governance, name), options)];
  if (options.json) terminal.printJson(comparisons);
  else if (comparisons.length === 0) terminal.print('No draft differs from what was released.');
  else terminal.print(comparisons.map((one) => describe(one, terminal.out).join('\n')).join('\n\n'));
  return exitCode.ok;
};

function compare(governance: OpenGovernance, contract: Contract, { from, to }: DiffOptions): Comparison {
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

function draftComparison(governance: OpenGovernance, contract: Contract): Comparison {
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
  throw new CommandError(exitCode.usage, `${contract.type} has no version "${version}".`, `There are ${known}.`);
}

function describe({ type, from, to, bump, differences }: Comparison, style: Style): string[] {
  const step =
    bump === undefined
      ? 'no difference'
      : bump === 'initial'
        ? 'a first release'
        : bump === 'major'
          ? style.bad('needs a new major')
          : `${bump} release`;
  return [
    `${style.bold(type)}  ${from} → ${to}: ${step}${differences.length === 0 ? '' : `, ${plural(differences.length, 'difference')}`}`,
    ...differences.flatMap((difference) => {
      const mark = isBreaking(difference)
        ? style.bad('breaks')
        : difference.silent !== undefined
          ? style.bad('silent')
          : style.good('fits  ');
      return [`  ${mark}  ${whatHappened(difference)}`, ...reasons(difference).map((line) => `          ${style.dim(line)}`)];
    }),
  ];
}

function reasons({ forward, replay, silent, warning }: Difference): string[] {
  const line = (verdict: typeof forward, what: string): string[] =>
    verdict.verdict === 'contained'
      ? []
      : [
          `${what}: ${verdict.verdict}. ${verdict.reason}`,
          ...(verdict.verdict === 'broken' ? [`counterexample: ${JSON.stringify(verdict.counterexample)}`] : []),
        ];
  return [
    ...line(forward, 'new events, old readers'),
    ...(replay ? line(replay, 'old events, new readers') : []),
    ...(silent === undefined ? [] : [silent]),
    ...(warning === undefined ? [] : [warning]),
  ];
}
