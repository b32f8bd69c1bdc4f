import { CommandError, detailedExitCode, exitCode, type ExitCode } from '../../exit';
import { flag, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';
import { comparisonShape, liveParameters } from './live-parameters';

export const diff = defineVerb({
  name: 'diff',
  summary: 'say what changed in the organization, and which services, subscriptions and stages it touches',
  purpose: 'check',
  options: {
    base: text('<ref>', 'compare config/organization.json with that of this commit; without it, with HEAD'),
    live: flag('compare AWS Organizations as it is now with config/organization.json'),
    ...liveParameters,
    detailedExitcode: flag('exit with 0 when nothing changed, 2 when something did, 1 on errors'),
  },
  json: `{ ${comparisonShape} }`,
  notes:
    'Exits with 1 when config/ has errors with the change that it did not have before, for example for a service in a closed account.',
  run: async (terminal, input): Promise<ExitCode> => {
    const { findConfig } = await import('../../company');
    const { readSnapshotFile } = await import('../../organization/snapshot-file');
    const { compareWithConfig, printComparison } = await import('../../organization/print-comparison');
    if (input.live && input.base !== undefined) {
      throw new CommandError(exitCode.usage, '--live and --base exclude each other.', 'Give one of them.');
    }
    const config = findConfig(input);
    const here = await readSnapshotFile(terminal, config);
    const [before, after] = input.live ? [here, await live()] : [await atBase(), here];
    if (!after) {
      throw new CommandError(
        exitCode.environment,
        'There is no config/organization.json to compare.',
        'Take one with `busbar org pull`.',
      );
    }
    const comparison = await compareWithConfig(config, before, after);
    if (input.json) terminal.printJson(comparison);
    else printComparison(terminal, comparison);
    if (comparison.problems.some(({ severity }) => severity === 'error')) return exitCode.checkFailed;
    if (!input.detailedExitcode) return exitCode.ok;
    return comparison.changes.length === 0 ? detailedExitCode.nothing : detailedExitCode.changes;

    async function live() {
      const { readLiveOrganization } = await import('../../organization/live-organization');
      return (await readLiveOrganization(terminal, input, here)).snapshot;
    }

    async function atBase() {
      const { snapshotAtRef } = await import('../../organization/snapshot-at-ref');
      return snapshotAtRef(config, input.base ?? 'HEAD');
    }
  },
});
