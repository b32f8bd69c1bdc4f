import type { ConfigEntry, ConfigSource } from '@busbar/manifest';
import { CommandError, exitCode } from '../exit';
import { gitBytes, gitOutput } from './git';

/** `config/` as a commit has it. */
export interface ConfigAtRef {
  /** As asked for: `main`, `origin/main`, `v1.2`. */
  readonly ref: string;
  /** Full hash of the commit. */
  readonly commit: string;
  /** Empty when the commit has no such folder. */
  readonly source: ConfigSource;
  readonly isEmpty: boolean;
  /** Commits that the ref has and the working tree's HEAD lacks: a comparison shows what they changed as undone. */
  readonly missingHere: number;
}

/**
 * Reads `config/` from a commit. Neither the working tree nor the index is touched.
 *
 * @param configDir the folder as it is now; the commit's is the one at the same path
 * @throws CommandError (environment) without git or a repository; (usage) when git does not know the ref
 */
export async function configAtRef(configDir: string, ref: string): Promise<ConfigAtRef> {
  const prefix = await gitOutput(['rev-parse', '--show-prefix', '--show-toplevel'], configDir);
  if (prefix === undefined)
    throw new CommandError(
      exitCode.environment,
      `"${configDir}" is in no git repository that can be read, so there is nothing to compare it with.`,
      'Run it in a clone of the repository, with git installed; without --base it shows the working tree alone.',
    );
  const commit = (
    await gitOutput(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], configDir)
  )?.trim();
  if (commit === undefined) {
    const isShallow = (await gitOutput(['rev-parse', '--is-shallow-repository'], configDir))?.trim() === 'true';
    throw new CommandError(
      exitCode.usage,
      `git knows no commit "${ref}".`,
      isShallow
        ? `The clone is shallow: fetch the commit first, for example with \`git fetch --depth=1 origin ${ref}\`.`
        : '`git branch --all` and `git tag` list what there is; `git fetch` brings what is missing.',
    );
  }
  const tree = await readTree(configDir, commit);
  const missing = await gitOutput(['rev-list', '--count', `HEAD..${commit}`], configDir);
  return {
    ref,
    commit,
    source: tree.source,
    isEmpty: tree.isEmpty,
    missingHere: Number(missing ?? 0),
  };
}

interface Blob {
  readonly kind: ConfigEntry['kind'];
  readonly object: string;
}

/** Modes of git's trees. */
const KINDS: Readonly<Record<string, ConfigEntry['kind']>> = {
  '100644': 'file',
  '100755': 'file',
  '120000': 'symbolic link',
  '160000': 'submodule',
};

async function readTree(
  configDir: string,
  commit: string,
): Promise<{ readonly source: ConfigSource; readonly isEmpty: boolean }> {
  // Paths are relative to the working directory of git, which is config/.
  const listed = await gitBytes(['ls-tree', '-r', '-z', commit, '--', '.'], configDir);
  const folders = new Map<string, Map<string, ConfigEntry>>();
  const blobs = new Map<string, Blob>();
  for (const line of listed.toString('utf8').split('\0')) {
    const [, mode = '', object = '', path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (path === undefined) continue;
    const kind = KINDS[mode] ?? 'device';
    blobs.set(path, { kind, object });
    addEntry(folders, path, kind);
  }
  const contents = await readBlobs(
    configDir,
    [...blobs.values()].filter(({ kind }) => kind === 'file').map(({ object }) => object),
  );
  return {
    isEmpty: blobs.size === 0,
    source: {
      list: (folder) => Promise.resolve([...(folders.get(folder)?.values() ?? [])]),
      read: (path) => Promise.resolve(contents.get(blobs.get(path)?.object ?? '') ?? Buffer.alloc(0)),
    },
  };
}

/** Adds a file and the folders above it. */
function addEntry(folders: Map<string, Map<string, ConfigEntry>>, path: string, kind: ConfigEntry['kind']): void {
  const cut = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(0, cut));
  const name = path.slice(cut + 1);
  const entries = folders.get(folder);
  if (entries) {
    if (!entries.has(name)) entries.set(name, { name, kind });
    return;
  }
  folders.set(folder, new Map([[name, { name, kind }]]));
  if (folder !== '') addEntry(folders, folder, 'folder');
}

/** The bytes of all objects, by id, in one run of git. */
async function readBlobs(folder: string, objects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  if (objects.length === 0) return contents;
  const output = await gitBytes(['cat-file', '--batch'], folder, `${[...new Set(objects)].join('\n')}\n`);
  // Each object: `<id> blob <bytes>\n`, its bytes, `\n`.
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at);
    const [id = '', , size = ''] = output.toString('utf8', at, end).split(' ');
    const bytes = Number(size);
    contents.set(id, output.subarray(end + 1, end + 1 + bytes));
    at = end + 1 + bytes + 1;
  }
  return contents;
}
