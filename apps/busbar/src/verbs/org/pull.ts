import { exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import { flag } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';
import { comparisonShape, liveParameters } from './live-parameters';

export const pull = defineVerb({
  name: 'pull',
  summary: 'read AWS Organizations into config/organization.json',
  purpose: 'platform',
  options: { ...liveParameters, dryRun: flag('write nothing; show what would change, as `busbar org diff --live` does') },
  json: `{ file, written, calls, throttled, accounts, organizationalUnits, comparison: { ${comparisonShape} } }`,
  notes:
    'Only reads AWS. `readAt` moves only with the content: reading the same again changes no byte. See docs/organizations.md.',
  run: async (terminal, input) => {
    const { findConfig } = await import('../../company');
    const { readLiveOrganization } = await import('../../organization/live-organization');
    const { readSnapshotFile, shownPath, writeSnapshotFile } = await import('../../organization/snapshot-file');
    const { compareWithConfig, printComparison } = await import('../../organization/print-comparison');
    const config = findConfig(input);
    const before = await readSnapshotFile(terminal, config);
    const { snapshot, calls, throttled } = await readLiveOrganization(terminal, input, before);
    const comparison = await compareWithConfig(config, before, snapshot);
    const written = !input.dryRun && (await writeSnapshotFile(terminal, config, snapshot));
    const file = shownPath(config);
    const { accounts, organizationalUnits } = snapshot;
    const counts = { accounts: accounts.length, organizationalUnits: organizationalUnits.length };
    if (input.json) terminal.printJson({ file, written, calls, throttled, ...counts, comparison });
    else {
      printComparison(terminal, comparison);
      const read = `${plural(counts.accounts, 'account')} in ${plural(counts.organizationalUnits, 'OU')}, ${plural(calls, 'call')}`;
      const did = input.dryRun ? 'wrote nothing' : written ? `wrote ${file}` : `nothing to write in ${file}`;
      terminal.say(`${terminal.err.good('ok')}  ${read}; ${did}`);
    }
    return input.dryRun && comparison.problems.some(({ severity }) => severity === 'error') ? exitCode.checkFailed : exitCode.ok;
  },
});
