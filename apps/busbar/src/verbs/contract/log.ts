import type { LedgerEntry } from '@busbar/contracts';
import { exitCode } from '../../exit';
import { table } from '../../terminal/table';
import { optional } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const log = defineVerb({
  name: 'log',
  summary: 'show who released which version, with which step, when and why',
  purpose: 'check',
  arguments: { eventType: optional('only this one') },
  json: '[{ type, version, bump, sha256, releasedBy, releasedAt, reason, file, commit: { hash, author, date } | null, intact }]',
  run: async (terminal, input) => {
    const { parseEventTypeName } = await import('@busbar/contracts');
    const { contractNamed, openGovernance } = await import('../../contract/governance');
    const { loggedReleases } = await import('../../contract/logged-releases');
    const name = input.eventType;
    const governance = await openGovernance(input);
    const asked = name === undefined ? undefined : contractNamed(governance, name);
    // Without a major, all of the event's.
    const isAsked = ({ type }: LedgerEntry): boolean =>
      !asked || type === name || (asked.event.name === name && parseEventTypeName(type)?.event === name);
    const releases = await loggedReleases(governance, isAsked);
    if (input.json) terminal.printJson(releases);
    else {
      const { dim, bad, name: named } = terminal.out;
      terminal.print(
        ...table(
          [
            { title: 'RELEASED' },
            { title: 'EVENT TYPE' },
            { title: 'VERSION' },
            { title: 'BUMP', leaveOut: 2 },
            { title: 'BY', cut: 'end', leaveOut: 1 },
            { title: 'COMMIT', leaveOut: 3 },
            { title: 'WHY', cut: 'end', least: 16 },
          ],
          releases.map(({ releasedAt, type: of, version, bump, releasedBy, commit, reason, intact }) => [
            releasedAt.slice(0, 10),
            named(of),
            version,
            bump,
            releasedBy,
            commit ? commit.hash : dim('-'),
            intact ? reason : bad(`CHANGED SINCE: ${reason}`),
          ]),
          dim,
          terminal.width,
        ),
      );
    }
    return releases.every(({ intact }) => intact) ? exitCode.ok : exitCode.checkFailed;
  },
});
