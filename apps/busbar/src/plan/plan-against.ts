import { AppliedPolicy } from '@busbar/contracts';
import { ImpactComparison, type Configuration } from '@busbar/impact';
import { parseManifest, readConfig, readConfigFrom, type ConfigFiles } from '@busbar/manifest';
import { compile } from '@busbar/topology';
import { findConfig, openCompany, topologyOf, type Company } from '../company';
import { CommandError, exitCode } from '../exit';
import { configAtRef, type ConfigAtRef } from '../git/config-at-ref';
import { countProblems, noteWarnings, printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';
import { today } from '../today';
import type { CommonOptions } from '../verb/verb';
import { hasChanges, type ComparedPlan } from './compared-plan';
import type { PlanFormat } from './formats';
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
  const company = await openCompany(terminal, options);
  if (options.stage !== undefined) topologyOf(company, options.stage);
  const before = await terminal.progress.fleeting.phase(options.base, () => configurationAt(terminal, company, base));
  const day = today();
  const comparison = new ImpactComparison({
    before,
    after: company,
    ...(options.stage !== undefined && { stages: [options.stage] }),
    policy: new AppliedPolicy(company.governance.policy, day),
    today: day,
  });
  if (options.events !== undefined) await readRecordedEvents(options.events, (text, type) => comparison.recorded.add(text, type));
  const plan: ComparedPlan = {
    company: company.manifest.platform.company,
    base: { ref: base.ref, commit: base.commit, missingHere: base.missingHere },
    assumes: `Assuming that ${options.stage === undefined ? 'each stage' : options.stage} has exactly ${base.ref}.`,
    impact: comparison.impact(),
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

/**
 * What a commit's `config/` compiles to; undefined when the commit has none: then all of today's is new.
 *
 * @throws CommandError with the problems printed when it has errors
 */
async function configurationAt(terminal: Terminal, company: Company, base: ConfigAtRef): Promise<Configuration | undefined> {
  if (base.isEmpty) return undefined;
  const { config: configDir } = company;
  const { files, problems: found } = await readConfigFrom(base.source);
  // Most changes are to subscriptions; contracts take half of the time.
  const now = await readConfig(configDir);
  const contracts = haveSameEvents(files, now.files) ? company.governance.contracts : undefined;
  const { manifest, governance, problems } = parseManifest(files, { configDir, found, ...(contracts && { contracts }) });
  if (!manifest) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    printProblems(terminal, errors);
    throw new CommandError(
      exitCode.checkFailed,
      `config/ has ${countProblems(errors)} at ${base.ref} (${base.commit.slice(0, 7)}), so nothing can be compared with it.`,
      'Name a commit whose config/ is valid, with --base.',
    );
  }
  // What a quota or a stage has to say of it was said when it was merged.
  return { manifest, governance, topologies: manifest.stages.map(({ name }) => compile(manifest, name).topology) };
}

function haveSameEvents(some: ConfigFiles, others: ConfigFiles): boolean {
  const events = (files: ConfigFiles) => [...files].filter(([path]) => path.startsWith('config/events/'));
  const texts = new Map(events(others));
  const mine = events(some);
  return mine.length === texts.size && mine.every(([path, text]) => texts.get(path) === text);
}
