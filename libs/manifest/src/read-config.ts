import { compareText, generalProblem, type Position, type Problem } from '@busbar/problem';
import { folderSource, type ConfigEntry, type ConfigSource } from './config-source';
import { decodeUtf8 } from './decode-utf8';
import { isIgnored } from './ignored-names';

/** Text by path; paths begin with `config/`, whatever the folder is called, and have forward slashes. */
export type ConfigFiles = ReadonlyMap<string, string>;

/** What was read of a folder. Every entry in it is a file here, or in a problem, or of a kind that is ignored by name. */
export interface ConfigFolder {
  /** Sorted by path. */
  readonly files: ConfigFiles;
  readonly problems: readonly Problem[];
}

/**
 * Reads the YAML and JSON files of a configuration. What cannot be read, or would be read by nobody, is a problem: a file that is
 * left out without a word would take its subscriptions, and their queues, out of the next deployment. Ignored are Markdown and
 * what editors and operating systems leave behind (`ignored-names.ts`). A folder that does not exist has no files.
 */
export async function readConfig(configDir: string): Promise<ConfigFolder> {
  return readConfigFrom(folderSource(configDir));
}

/** The same for a configuration that is not a folder on disk: what a commit holds, say. */
export async function readConfigFrom(source: ConfigSource): Promise<ConfigFolder> {
  const reader = new FolderReader(source);
  await reader.readFolder('');
  reader.checkCase();
  return { files: new Map([...reader.files].sort(([a], [b]) => compareText(a, b))), problems: reader.problems };
}

class FolderReader {
  readonly files = new Map<string, string>();
  readonly problems: Problem[] = [];
  /** Of everything that is not ignored, folders included, relative to the folder. */
  readonly #paths: string[] = [];
  readonly #source: ConfigSource;

  constructor(source: ConfigSource) {
    this.#source = source;
  }

  async readFolder(folder: string): Promise<void> {
    let entries: readonly ConfigEntry[];
    try {
      entries = await this.#source.list(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && folder === '') return;
      this.#unreadable(folder, error);
      return;
    }
    await Promise.all(
      entries
        .filter((entry) => !isIgnored(folder === '' ? entry.name : `${folder}/${entry.name}`))
        .map((entry) => this.#readEntry(folder === '' ? entry.name : `${folder}/${entry.name}`, entry)),
    );
  }

  async #readEntry(path: string, entry: ConfigEntry): Promise<void> {
    this.#paths.push(path);
    const { kind } = entry;
    if (kind === 'folder' && !entry.name.startsWith('.') && !/\.(?:ya?ml|json)$/i.test(entry.name)) return this.readFolder(path);
    if (kind !== 'file') return this.#notAFile(path, kind, entry.name.startsWith('.'));
    if (entry.name.startsWith('.') || !/\.(?:ya?ml|json)$/.test(entry.name)) return this.#unexpected(path);
    return this.#readFile(path);
  }

  async #readFile(path: string): Promise<void> {
    let bytes: Buffer;
    try {
      bytes = await this.#source.read(path);
    } catch (error) {
      this.#unreadable(path, error);
      return;
    }
    const { text, line, column, found, fix } = decodeUtf8(bytes);
    if (text !== undefined) this.files.set(`config/${path}`, text);
    else this.problems.push(generalProblem('file/not-utf8', { file: `config/${path}`, line, column }, found, fix));
  }

  /** On file systems that ignore case, as macOS and Windows have them, one of two such paths takes the place of the other. */
  checkCase(): void {
    const byFolded = new Map<string, string>();
    for (const path of this.#paths.sort()) {
      const folded = path.normalize('NFC').toLowerCase();
      const other = byFolded.get(folded);
      if (other === undefined) byFolded.set(folded, path);
      // Below two such folders everything differs likewise; the folders say it once.
      else if (parentOf(other) === parentOf(path))
        this.problems.push(
          generalProblem(
            'file/same-but-for-case',
            startOf(path),
            `"${startOf(path).file}" and "${startOf(other).file}" differ only in case or accents' encoding: on macOS and Windows one replaces the other.`,
            'Rename or remove one of them.',
          ),
        );
    }
  }

  #unreadable(path: string, error: unknown): void {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const at = startOf(path);
    const why = code === 'EACCES' || code === 'EPERM' ? `you may not read it (${code})` : code;
    this.problems.push(
      generalProblem('file/unreadable', at, `"${at.file}" cannot be read: ${why}.`, 'Make it readable, or remove it.'),
    );
  }

  #notAFile(path: string, kind: string, isHidden: boolean): void {
    const at = startOf(path);
    const [message, fix] =
      kind === 'symbolic link'
        ? [`"${at.file}" is a symbolic link.`, 'Put the file itself in its place: config/ holds all that is deployed.']
        : kind === 'folder' && isHidden
          ? [`"${at.file}" is a hidden folder; nothing reads it.`, 'Move it out of config/, or remove it.']
          : kind === 'folder'
            ? [`"${at.file}" is a folder, though it is named as a file is.`, 'Rename the folder, or put a file in its place.']
            : [`"${at.file}" is a ${kind}, not a file.`, 'Put a file in its place, or remove it.'];
    this.problems.push(generalProblem('file/not-a-file', at, message, fix));
  }

  #unexpected(path: string): void {
    const at = startOf(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const meant = meantName(name);
    this.problems.push(
      generalProblem(
        'file/unexpected',
        at,
        `Nothing reads "${at.file}".`,
        meant === undefined
          ? 'Move it out of config/, which is for .yaml, .json and .md files, or remove it.'
          : `Rename it to "${meant}" if it belongs here; move it out of config/ or remove it otherwise.`,
      ),
    );
  }
}

/** What a name such as `.billing.yaml`, `billing.YAML` or `billing.yaml.bak` was probably meant to be. */
function meantName(name: string): string | undefined {
  const [, stem, extension = ''] = /^\.?(.+?)\.(ya?ml|json)\b/i.exec(name) ?? [];
  return stem === undefined ? undefined : `${stem}.${extension.toLowerCase().replace('yml', 'yaml')}`;
}

function startOf(path: string): Position {
  return { file: path === '' ? 'config' : `config/${path}`, line: 1, column: 1 };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
