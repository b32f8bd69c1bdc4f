import { AppliedPolicy } from '@busbar/contracts';
import { ImpactComparison, type Configuration } from '@busbar/impact';
import { assembleState, compile, placementOf, type Placement } from '@busbar/topology';
import { findConfig, loadCompany, noSuchStage, type LoadedCompany } from '../company';
import { readRecordFile } from '../operations/file-records';
import { CommandError, exitCode } from '../exit';
import { configAtRef } from '../git/config-at-ref';
import { located } from '../located';
import { noteWarnings, printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';
import { today } from '../today';
import type { CommonOptions } from '../verb/verb';
import { hasChanges, type ComparedPlan, type ComparedRollout } from './compared-plan';
import type { PlanFormat } from './formats';
import { manifestAtRef, type ManifestAtRef } from './manifest-at-ref';
import { readRecordedEvents } from './read-recorded-events';
import { printPlan } from './report/print-plan';

export interface PlanAgainstOptions extends CommonOptions {
  readonly base: string;
  readonly stage?: string | undefined;
  /** A file of recorded events, or `-`. */
  readonly events?: string | undefined;
  readonly format: PlanFormat;
}

/** Prints what changes since a commit. @returns whether anything does */
export async function planAgainst(terminal: Terminal, options: PlanAgainstOptions): Promise<boolean> {
  const configDir = findConfig(options);
  const base = await configAtRef(configDir, options.base);
  const company = await loadCompany(terminal, options);
  const { stage } = options;
  if (stage !== undefined && !company.manifest.stages.some(({ name }) => name === stage))
    throw noSuchStage(company.manifest, stage);
  const manifest = await terminal.progress.fleeting.phase(options.base, () => manifestAtRef(terminal, company, base));
  const { before, after, rollouts, placed } = compileBoth(terminal, company, manifest, options.stage);
  const day = today();
  const comparison = new ImpactComparison({
    before,
    after,
    ...(options.stage !== undefined && { stages: [options.stage] }),
    policy: new AppliedPolicy(company.governance.policy, day),
    today: day,
  });
  if (options.events !== undefined) await readRecordedEvents(options.events, (text, type) => comparison.recorded.add(text, type));
  const plan: ComparedPlan = {
    company: company.manifest.platform.company,
    base: { ref: base.ref, commit: base.commit, missingHere: base.missingHere },
    assumes: assumption(base.ref, options.stage, placed),
    impact: comparison.impact(),
    rollouts,
    ...(options.events !== undefined && { recordedEvents: comparison.recorded.count }),
  };
  noteWarnings(terminal, company.problems);
  if (base.missingHere > 0) terminal.say(terminal.err.warn(missingText(plan)));
  printPlan(terminal, options.format, plan, configDir);
  return hasChanges(plan);
}

function missingText({ base: { ref, missingHere } }: ComparedPlan): string {
  const [commits, changed] = missingHere === 1 ? ['1 commit', 'it changed is'] : [`${missingHere} commits`, 'they changed is'];
  return (
    `${ref} has ${commits} that this branch lacks; what ${changed} shown as undone. ` +
    `Rebase, or compare with \`--base $(git merge-base ${ref} HEAD)\`.`
  );
}

function assumption(ref: string, stage: string | undefined, placed: readonly string[]): string {
  const placement = placed.length === 0 ? '' : `, with the placement that deployed/ has of ${placed.join(', ')}`;
  return `Assuming that ${stage ?? 'each stage'} has exactly ${ref}${placement}.`;
}

interface CompiledBoth {
  readonly before: Configuration | undefined;
  readonly after: Configuration;
  readonly rollouts: readonly ComparedRollout[];
  /** Stages whose placement is recorded. */
  readonly placed: readonly string[];
}

/**
 * Both sides, the later one as it follows from the earlier. Where accounts and event types are placed comes from the record of the
 * stage, if there is one.
 *
 * @throws CommandError with the problems printed when a step on the way is not possible
 */
function compileBoth(
  terminal: Terminal,
  { config, manifest, governance }: LoadedCompany,
  base: ManifestAtRef | undefined,
  onlyStage: string | undefined,
): CompiledBoth {
  const isAsked = ({ name }: { readonly name: string }) => onlyStage === undefined || name === onlyStage;
  const placements = new Map<string, Placement>();
  for (const { name } of manifest.stages.filter(isAsked)) {
    const record = readRecordFile(config, name);
    const state = record && assembleState(record.units);
    if (state) placements.set(name, placementOf(state));
  }
  const placementOn = (stage: string) => {
    const placement = placements.get(stage);
    return placement && { placement };
  };
  // What a quota or a stage has to say of the base was said when that was merged.
  const were = new Map(
    (base?.manifest.stages ?? [])
      .filter(isAsked)
      .map(({ name }) => [name, compile(base?.manifest ?? manifest, name, { ...placementOn(name) }).topology]),
  );
  const are = manifest.stages.filter(isAsked).map(({ name }) => {
    const before = were.get(name);
    return { stage: name, ...compile(manifest, name, { ...placementOn(name), ...(before && { before }) }) };
  });
  const problems = are.flatMap((compiled) => compiled.problems.filter(({ severity }) => severity === 'error'));
  if (problems.length > 0) {
    printProblems(terminal, located(problems, config));
    throw new CommandError(exitCode.checkFailed, 'The change cannot be rolled out as it is.', 'Correct the problems above.');
  }
  return {
    before: base && { ...base, topologies: [...were.values()] },
    after: { manifest, governance, topologies: are.map(({ topology }) => topology) },
    rollouts: are.map(({ stage, rollout }) => ({ stage, ...rollout })),
    placed: [...placements.keys()],
  };
}
