import { parseManifest, readConfig, readConfigFrom, type ConfigFiles, type Governance, type Manifest } from '@busbar/manifest';
import type { LoadedCompany } from '../company';
import { CommandError, exitCode } from '../exit';
import type { ConfigAtRef } from '../git/config-at-ref';
import { countProblems, printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';

/** What a commit's `config/` says. */
export interface ManifestAtRef {
  readonly manifest: Manifest;
  readonly governance: Governance;
}

/**
 * Undefined when the commit has no `config/`: then all of today's is new.
 *
 * @param company as it is now
 * @throws CommandError with the problems printed when it has errors
 */
export async function manifestAtRef(
  terminal: Terminal,
  company: LoadedCompany,
  base: ConfigAtRef,
): Promise<ManifestAtRef | undefined> {
  if (base.isEmpty) return undefined;
  const { config: configDir } = company;
  const { files, problems: found } = await readConfigFrom(base.source);
  // Most changes are to subscriptions; contracts take half of the time.
  const now = await readConfig(configDir);
  const contracts = haveSameEvents(files, now.files) ? company.governance.contracts : undefined;
  const { manifest, governance, problems } = parseManifest(files, { configDir, found, ...(contracts && { contracts }) });
  if (manifest) return { manifest, governance };
  const errors = problems.filter(({ severity }) => severity === 'error');
  printProblems(terminal, errors);
  throw new CommandError(
    exitCode.checkFailed,
    `config/ has ${countProblems(errors)} at ${base.ref} (${base.commit.slice(0, 7)}), so nothing can be compared with it.`,
    'Name a commit whose config/ is valid, with --base.',
  );
}

function haveSameEvents(some: ConfigFiles, others: ConfigFiles): boolean {
  const events = (files: ConfigFiles) => [...files].filter(([path]) => path.startsWith('config/events/'));
  const texts = new Map(events(others));
  const mine = events(some);
  return mine.length === texts.size && mine.every(([path, text]) => texts.get(path) === text);
}
