import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a configuration is read from. Paths are relative to its folder, with forward slashes; `''` is the folder itself. */
export interface ConfigSource {
  /** @throws NodeJS.ErrnoException with the code `ENOENT` where there is no such folder */
  list(folder: string): Promise<readonly ConfigEntry[]>;
  read(path: string): Promise<Buffer>;
}

export interface ConfigEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'symbolic link' | 'named pipe' | 'socket' | 'device' | 'submodule';
}

/** A folder on disk. */
export function folderSource(configDir: string): ConfigSource {
  return {
    list: async (folder) =>
      (await readdir(join(configDir, folder), { withFileTypes: true })).map((entry) => ({
        name: entry.name,
        kind: kindOf(entry),
      })),
    read: (path) => readFile(join(configDir, path)),
  };
}

function kindOf(entry: Dirent): ConfigEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'symbolic link';
  if (entry.isFIFO()) return 'named pipe';
  if (entry.isSocket()) return 'socket';
  return 'device';
}
