import { hasErrors } from '@busbar/problem';
import { compile, type Compilation, type PlatformState } from '@busbar/topology';
import type { LoadedCompany } from '../company';
import { CommandError, exitCode } from '../exit';
import { located } from '../located';
import { checkReceiversInSources } from '../source-receivers';
import { printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';
import { now } from '../today';

/**
 * One stage, from what it has.
 *
 * @throws CommandError (check failed) with every problem printed when it cannot be deployed
 */
export function compileStage(
  terminal: Terminal,
  { manifest, config }: Pick<LoadedCompany, 'manifest' | 'config'>,
  stage: string,
  before: PlatformState | undefined,
): Compilation {
  const compilation = compile(manifest, stage, { now: now(), ...(before && { before }) });
  const topologies = [compilation.topology, ...compilation.rollout.steps.map(({ topology }) => topology)];
  const problems = located([...compilation.problems, ...checkReceiversInSources(manifest, topologies)], config);
  if (!hasErrors(problems)) return compilation;
  printProblems(terminal, problems);
  throw new CommandError(
    exitCode.checkFailed,
    `Stage "${stage}" cannot be deployed as config/ says.`,
    'Correct the problems above.',
  );
}
