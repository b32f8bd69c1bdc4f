import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { GeneratedFiles } from './generated-files';

/** A file of the bindings that is not as the contracts have it. */
export interface BindingsDifference {
  /** Relative to the folder of the package, with `/`. */
  readonly path: string;
  readonly state: 'missing' | 'changed' | 'left-over';
}

/** Compares generated files with those on disk, in the order of their paths. Nothing different is an empty list. */
export function checkBindings(files: GeneratedFiles, directory: string): BindingsDifference[] {
  const differences: BindingsDifference[] = [];
  for (const [path, text] of files) {
    const found = readText(join(directory, path));
    if (found !== text) differences.push({ path, state: found === undefined ? 'missing' : 'changed' });
  }
  for (const path of generatedPaths(files, directory)) if (!files.has(path)) differences.push({ path, state: 'left-over' });
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Writes what is different, removes what is left over, and says what it did. A file is complete under its name or not there:
 * it is written beside and moved.
 */
export function writeBindings(files: GeneratedFiles, directory: string): BindingsDifference[] {
  const differences = checkBindings(files, directory);
  for (const { path, state } of differences) {
    const file = join(directory, path);
    const text = files.get(path);
    if (state === 'left-over' || text === undefined) {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    const beside = `${file}.${process.pid}.tmp`;
    writeFileSync(beside, text);
    renameSync(beside, file);
  }
  return differences;
}

/** What interpreters and compilers leave beside the sources. */
const MADE_BY_TOOLS = /[\\/]__pycache__[\\/]/;

/** The folders that hold generated files hold nothing else. */
function generatedPaths(files: GeneratedFiles, directory: string): string[] {
  const roots = new Set(Array.from(files.keys(), (path) => path.split('/', 1)[0] ?? ''));
  const found = [...roots].flatMap((root) => filesBelow(join(directory, root)));
  return found.map((file) => relative(directory, file).replaceAll(sep, '/'));
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !MADE_BY_TOOLS.test(file));
  } catch (error) {
    // A root that is a file holds nothing else, either.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
