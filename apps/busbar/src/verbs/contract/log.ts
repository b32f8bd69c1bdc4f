import { parseEventTypeName, type LedgerEntry } from '@busbar/contracts';
import { exitCode } from '../../exit';
import type { Verb } from '../../main';
import { table } from '../../terminal/table';
import { contractNamed, openGovernance, type OpenGovernance } from './governance';
import { gitOutput } from './person';

interface LoggedRelease extends LedgerEntry {
  /** The commit that added the released file; null when git does not know. */
  readonly commit: { readonly hash: string; readonly author: string; readonly date: string } | null;
  /** Whether the file is what was released. */
  readonly intact: boolean;
}

/** `busbar contract log [event type]`: who released what when, with which bump and why. */
export const log: Verb<{ json?: boolean }> = async (terminal, options, name) => {
  const governance = await openGovernance(options);
  const asked = name === undefined ? undefined : contractNamed(governance, name);
  // Without a major, all of the event's.
  const isAsked = ({ type }: LedgerEntry): boolean =>
    !asked || type === name || (asked.event.name === name && parseEventTypeName(type)?.event === name);
  const releases = await loggedReleases(governance, isAsked);
  if (options.json) terminal.printJson(releases);
  else {
    const { dim, bad, name: named } = terminal.out;
    terminal.print(
      ...table(
        ['RELEASED', 'EVENT TYPE', 'VERSION', 'BUMP', 'BY', 'COMMIT', 'WHY'].map((title) => ({ title })),
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
      ),
    );
  }
  return releases.every(({ intact }) => intact) ? exitCode.ok : exitCode.checkFailed;
};

/** Oldest first, as the ledger has them. */
async function loggedReleases(
  { contracts, configDir }: OpenGovernance,
  isAsked: (entry: LedgerEntry) => boolean,
): Promise<LoggedRelease[]> {
  const commits = await commitsOf(configDir);
  return contracts.ledger.filter(isAsked).map((entry) => {
    const { file } = entry;
    const { intact, ...recorded } = entry;
    return { ...recorded, commit: commits.get(file.replace(/^config\//, '')) ?? null, intact };
  });
}

/** The commits that added the files below `events/`, by path relative to the folder of the configuration. */
async function commitsOf(configDir: string): Promise<Map<string, NonNullable<LoggedRelease['commit']>>> {
  const format = '--format=%x00%h%x09%an%x09%aI';
  const output = await gitOutput(['log', '--diff-filter=A', '--name-only', '--relative', format, '--', 'events'], configDir);
  const commits = new Map<string, NonNullable<LoggedRelease['commit']>>();
  for (const record of output?.split('\0').slice(1) ?? []) {
    const [line = '', ...files] = record.split('\n');
    const [hash = '', author = '', date = ''] = line.split('\t');
    for (const file of files) if (file !== '') commits.set(file, { hash, author, date });
  }
  return commits;
}
