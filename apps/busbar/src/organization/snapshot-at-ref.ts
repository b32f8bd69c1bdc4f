import { hasErrors } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';
import { configAtRef } from '../git/config-at-ref';
import type { Snapshot } from './snapshot';
import { parseSnapshot } from './snapshot-file';

/** The snapshot that a commit has; undefined when it has none. @throws CommandError when it cannot be read */
export async function snapshotAtRef(configDir: string, ref: string): Promise<Snapshot | undefined> {
  const { source, commit } = await configAtRef(configDir, ref);
  const entries = await source.list('').catch(() => []);
  if (!entries.some(({ name }) => name === 'organization.json')) return undefined;
  const { value, problems } = parseSnapshot((await source.read('organization.json')).toString('utf8'));
  if (value && !hasErrors(problems)) return value;
  throw new CommandError(
    exitCode.checkFailed,
    `config/organization.json has errors at ${ref} (${commit.slice(0, 7)}): ${problems[0]?.message ?? 'it is empty.'}`,
    'Name a commit whose snapshot is valid, with --base.',
  );
}
