import { nearest } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';
import type { Experiment } from './experiment';
import { experiments } from './experiments/index';

/** @param only ids, separated by commas; absent: all. @throws CommandError (usage) for an unknown id */
export function chooseExperiments(only: string | undefined): readonly Experiment[] {
  if (only === undefined) return experiments;
  const known = experiments.map(({ id }) => id);
  return only.split(',').map((id) => {
    const found = experiments.find((experiment) => experiment.id === id.trim());
    if (found) return found;
    const meant = nearest(id.trim(), known);
    throw new CommandError(
      exitCode.usage,
      `There is no experiment "${id.trim()}".`,
      meant ? `Did you mean "${meant}"?` : `The experiments are ${known.join(', ')}.`,
    );
  });
}
