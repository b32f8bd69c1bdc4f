import type { LedgerEntry } from '@busbar/contracts';
import type { OpenGovernance } from './governance';
import { gitOutput } from '../git/git';

export interface LoggedRelease extends LedgerEntry {
  /** The commit that added the released file; null when git does not know. */
  readonly commit: { readonly hash: string; readonly author: string; readonly date: string } | null;
  /** Whether the file is what was released. */
  readonly intact: boolean;
}

/** Oldest first, as the ledger has them. */
export async function loggedReleases(
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
