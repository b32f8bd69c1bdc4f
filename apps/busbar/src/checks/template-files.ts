import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, isMap } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';

/** A file that is to be checked. */
export interface TemplateFile {
  /** As a terminal opens it. */
  readonly file: string;
  readonly text: string;
  /** It was asked for by name, or a cloud assembly has it as a template; a file of another kind is not passed over. */
  readonly named: boolean;
}

const LOOSE = /\.(?:json|ya?ml|template)$/;
const NOT_A_TEMPLATE_FOLDER = /^(?:node_modules|asset\..*|\..*)$/;

/**
 * The templates of cloud assemblies, with nested ones and nested stacks, of folders and single files. Sorted by path, each once.
 *
 * @throws CommandError (usage) when there is nothing at a path
 */
export function templateFiles(paths: readonly string[]): readonly TemplateFile[] {
  const found = new Map<string, TemplateFile>();
  for (const path of paths) {
    for (const { file, named } of filesAt(path)) found.set(file, { file, text: readFileSync(file, 'utf8'), named });
  }
  return [...found.values()].sort((a, b) => compareText(a.file, b.file));
}

type Found = Pick<TemplateFile, 'file' | 'named'>;

function filesAt(path: string): readonly Found[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    throw new CommandError(
      exitCode.usage,
      `There is no file or folder "${path}".`,
      'Run `busbar synth`, or name the cdk.out of your app.',
    );
  }
  if (stats.isFile()) return [{ file: path, named: true }];
  return isAssembly(path) ? inAssembly(path) : inFolder(path);
}

function isAssembly(folder: string): boolean {
  return statSync(join(folder, 'manifest.json'), { throwIfNoEntry: false })?.isFile() === true;
}

/** By the names that CDK gives: the manifest has the stacks, but nested stacks are assets. */
function inAssembly(folder: string): readonly Found[] {
  const templates = templatesOf(folder);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly Found[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isAssembly(path) ? inAssembly(path) : [];
    return entry.name.endsWith('.template.json') || templates.has(entry.name) ? [{ file: path, named: true }] : [];
  });
}

/** Templates with names of their own, from the manifest. */
function templatesOf(folder: string): ReadonlySet<string> {
  const path = join(folder, 'manifest.json');
  const manifest = parsed(path, readFileSync(path, 'utf8'));
  const artifacts = isMap(manifest) && isMap(manifest['artifacts']) ? Object.values(manifest['artifacts']) : [];
  const files = artifacts.flatMap((artifact) => {
    const properties = isMap(artifact) && isMap(artifact['properties']) ? artifact['properties'] : {};
    return typeof properties['templateFile'] === 'string' ? [properties['templateFile']] : [];
  });
  return new Set(files);
}

function inFolder(folder: string): readonly Found[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly Found[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (NOT_A_TEMPLATE_FOLDER.test(entry.name)) return [];
      return isAssembly(path) ? inAssembly(path) : inFolder(path);
    }
    return entry.isFile() && LOOSE.test(entry.name) ? [{ file: path, named: false }] : [];
  });
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(exitCode.environment, `"${path}" is not JSON.`, 'Synthesize the cloud assembly again.', error);
  }
}
