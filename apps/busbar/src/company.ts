import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Contract } from '@busbar/contracts';
import { loadManifest, type Governance, type Manifest } from '@busbar/manifest';
import { hasErrors, nearest, type Problem } from '@busbar/problem';
import { assembleState, compile, type Compilation, type Rollout, type Topology } from '@busbar/topology';
import { CommandError, exitCode } from './exit';
import type { CommonOptions } from './verb/verb';
import { readRecordFile } from './operations/file-records';
import { located } from './located';
import { checkReceiversInSources } from './source-receivers';
import { plural } from './terminal/plural';
import { countProblems, printProblems } from './terminal/problems';
import type { Progress } from './terminal/progress';
import type { Terminal } from './terminal/terminal';
import { now } from './today';

/** The company that `config/` describes, checked and compiled. */
export interface Company {
  /** The folder of `platform.yaml`. */
  readonly config: string;
  readonly manifest: Manifest;
  readonly governance: Governance;
  /** By stage, in roll-out order. */
  readonly topologies: readonly Topology[];
  /** How to get there from what each stage has; in the same order. */
  readonly rollouts: readonly Rollout[];
  /** Warnings only. */
  readonly problems: readonly Problem[];
}

/** The folder of `platform.yaml`: as asked, or `config/` here or in the nearest folder above. */
export function findConfig(options: CommonOptions): string {
  if (options.config !== undefined) {
    const asked = resolve(options.config);
    if (existsSync(asked)) {
      if (statSync(asked).isDirectory()) return asked;
      throw new CommandError(
        exitCode.usage,
        `"${options.config}" is a file, not a folder.`,
        'Name the folder that holds platform.yaml.',
      );
    }
    throw new CommandError(
      exitCode.usage,
      `There is no folder "${options.config}".`,
      'Name the folder that holds platform.yaml.',
    );
  }
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'config', 'platform.yaml'))) return join(folder, 'config');
    if (folder === dirname(folder)) break;
  }
  throw new CommandError(
    exitCode.environment,
    'There is no config/platform.yaml here or in a folder above.',
    'Run it in the workspace, or name the folder with --config.',
  );
}

/**
 * What `config/` says, for verbs that also work without one.
 *
 * @throws CommandError when there is one that has errors
 */
export async function manifestIfAny(options: CommonOptions): Promise<Manifest | undefined> {
  let config: string;
  try {
    config = findConfig(options);
  } catch (error) {
    if (options.config === undefined && error instanceof CommandError) return undefined;
    throw error;
  }
  const { manifest } = await loadManifest(config);
  if (manifest) return manifest;
  throw new CommandError(exitCode.checkFailed, 'config/ has errors.', 'Correct them; `busbar validate` shows them.');
}

/** Shows what is under way, phase by phase. */
type Phases = Pick<Progress, 'phase'>;

/** `config/` as it was read, before any stage is compiled. */
export type LoadedCompany = Pick<Company, 'config' | 'manifest' | 'governance' | 'problems'>;

/** What `config/` says, or an exit with every problem printed. Stages are not compiled. */
export async function loadCompany(
  terminal: Terminal,
  options: CommonOptions,
  phases: Phases = terminal.progress.fleeting,
): Promise<LoadedCompany> {
  const config = findConfig(options);
  const { manifest, governance, problems } = await phases.phase('config', () => loadManifest(config), describeConfig);
  if (manifest) return { config, manifest, governance, problems: located(problems, config) };
  throw configError(terminal, located(problems, config));
}

/** Everything that is wrong with `config/`, and what it compiles to when nothing is. */
export async function inspect(
  options: CommonOptions,
  phases: Phases,
): Promise<{ problems: readonly Problem[]; company?: Company }> {
  const config = findConfig(options);
  const { manifest, governance, problems: found } = await phases.phase('config', () => loadManifest(config), describeConfig);
  if (!manifest) return { problems: located(found, config) };
  const compiled = await phases.phase('topology', () => compileStages(manifest, config), describeStages);
  const topologies = compiled.map((stage) => stage.topology);
  const rollouts = compiled.map((stage) => stage.rollout);
  const inStages = compiled.flatMap((stage) => stage.problems);
  // A function has to be there in every step in which a rule sends to it, not only at the end.
  const onTheWay = rollouts.flatMap(({ steps }) => steps.map(({ topology }) => topology));
  const problems = located([...found, ...inStages, ...checkReceiversInSources(manifest, [...topologies, ...onTheWay])], config);
  if (hasErrors(problems)) return { problems };
  return { problems, company: { config, manifest, governance, topologies, rollouts, problems } };
}

/** Every stage, from what was recorded of it. */
function compileStages(manifest: Manifest, config: string): readonly Compilation[] {
  return manifest.stages.map(({ name }) => {
    const record = readRecordFile(config, name);
    const before = record && assembleState(record.units);
    return compile(manifest, name, { now: now(), ...(before && { before }) });
  });
}

function describeConfig({ manifest, problems }: { readonly manifest?: Manifest; readonly problems: readonly Problem[] }): string {
  if (!manifest) return countProblems(problems);
  const { contracts, services, subscriptions } = manifest;
  return `${plural(contracts.length, 'event type')}, ${plural(services.length, 'service')}, ${plural(subscriptions.length, 'subscription')}`;
}

function describeStages(compiled: readonly { readonly topology: Topology }[]): string {
  const sum = (count: (topology: Topology) => number) => compiled.reduce((total, { topology }) => total + count(topology), 0);
  const parts = [
    plural(
      sum(({ grants }) => grants.length),
      'grant',
    ),
    plural(
      sum(({ routes }) => routes.length),
      'route',
    ),
  ];
  return `${plural(compiled.length, 'stage')}: ${parts.join(', ')}`;
}

/** The company, or an exit with every problem printed. */
export async function openCompany(
  terminal: Terminal,
  options: CommonOptions,
  phases: Phases = terminal.progress.fleeting,
): Promise<Company> {
  const { problems, company } = await inspect(options, phases);
  if (company) return company;
  throw configError(terminal, problems);
}

/** Prints the problems. @returns what to throw */
function configError(terminal: Terminal, problems: readonly Problem[]): CommandError {
  printProblems(terminal, problems);
  return new CommandError(exitCode.checkFailed, 'config/ has errors.', 'Correct them; `busbar validate` checks again.');
}

/** @throws CommandError (usage) naming the stages there are */
export function topologyOf({ manifest, topologies }: Company, stage: string): Topology {
  const topology = topologies.find((candidate) => candidate.stage === stage);
  if (topology) return topology;
  throw noSuchStage(manifest, stage);
}

/** What to throw for a stage that there is not, with those there are. */
export function noSuchStage({ stages }: Pick<Manifest, 'stages'>, stage: string): CommandError {
  const known = stages.map(({ name }) => name).join(', ');
  return new CommandError(exitCode.usage, `There is no stage "${stage}".`, `The stages are ${known}.`);
}

/** @throws CommandError (usage) naming the stages there are */
export function rolloutOf(company: Company, stage: string): Rollout {
  const rollout = company.rollouts[company.topologies.indexOf(topologyOf(company, stage))];
  if (!rollout) throw new Error(`Stage "${stage}" was not compiled.`);
  return rollout;
}

/** @throws CommandError (usage) with the event type that was probably meant */
export function contractOf({ manifest }: Company, type: string): Contract {
  const contract = manifest.contracts.find((candidate) => candidate.type === type);
  if (contract) return contract;
  const known = manifest.contracts.map((candidate) => candidate.type);
  const guess = nearest(type, known);
  throw new CommandError(
    exitCode.usage,
    `There is no event type "${type}".`,
    guess ? `Did you mean "${guess}"?` : `The event types are ${known.join(', ')}.`,
  );
}
