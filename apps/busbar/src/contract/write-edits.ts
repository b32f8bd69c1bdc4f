import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ContractError, type FileEdits, isReleasedFile } from '@busbar/contracts';
import { parseManifest, readConfig } from '@busbar/manifest';
import { formatPosition, type Problem } from '@busbar/problem';
import { findConfig } from '../company';
import { located } from '../located';
import { CommandError, exitCode } from '../exit';
import { printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';
import type { CommonOptions } from '../verb/verb';
import { withConfigLock } from './config-lock';
import { openGovernance, type OpenGovernance } from './governance';

/**
 * Reads the configuration, and lets `change` plan and write: no other process changes it meanwhile.
 *
 * @throws CommandError (environment) when another process goes on changing it
 */
export async function changeConfig<Result>(
  terminal: Terminal,
  options: CommonOptions,
  change: (governance: OpenGovernance) => Promise<Result>,
): Promise<Result> {
  const onWait = (message: string) => terminal.say(terminal.err.dim(message));
  return withConfigLock(findConfig(options), { onWait }, async () => change(await openGovernance(options)));
}

/** What a plan gives, or an exit that says why it may not be. */
export function planned<Plan>(plan: () => Plan): Plan {
  try {
    return plan();
  } catch (error) {
    if (error instanceof ContractError) throw new CommandError(exitCode.checkFailed, error.message, error.fix);
    throw error;
  }
}

/**
 * Checks what `config/` would become with the files of a plan.
 *
 * @throws CommandError with the problems that it would have and does not have now printed
 */
export async function checkEdits(
  terminal: Terminal,
  { configDir, problems: before }: OpenGovernance,
  edits: FileEdits,
): Promise<void> {
  const { files, problems: found } = await readConfig(configDir);
  const after = parseManifest(new Map([...files, ...configFiles(edits)]), { configDir, found }).problems;
  const known = new Set(before.map(identity));
  const fresh = after.filter((problem) => problem.severity === 'error' && !known.has(identity(problem)));
  if (fresh.length === 0) return;
  printProblems(terminal, located(fresh, configDir));
  throw new CommandError(exitCode.checkFailed, 'That would break config/; nothing was written.', 'Correct the problems above.');
}

/**
 * Writes the files of a plan: first it is checked what `config/` would become, then everything is written under other names,
 * then renamed in the order of the plan. A released file is never overwritten. To be called in `changeConfig`.
 *
 * @throws CommandError (environment) when a file cannot be written; those before it are
 */
export async function writeEdits(terminal: Terminal, governance: OpenGovernance, edits: FileEdits): Promise<void> {
  await checkEdits(terminal, governance, edits);
  const { configDir } = governance;
  const targets = [...edits].map(([path, text]) => {
    const file = diskPath(configDir, path);
    return { path, text, file, made: join(dirname(file), `.busbar-${basename(file)}`) };
  });
  try {
    for (const { file, made, text } of targets) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(made, text);
    }
    // A link is refused where there is a file; a rename replaces it.
    for (const { path, file, made } of targets) await (isReleasedFile(path) ? link(made, file) : rename(made, file));
  } catch (error) {
    throw new CommandError(
      exitCode.environment,
      `The files could not be written: ${(error as Error).message}.`,
      '`git status` shows which ones were. Remove the cause and run the command again.',
    );
  } finally {
    await Promise.all(targets.map(({ made }) => rm(made, { force: true })));
  }
  for (const { path } of targets) terminal.say(terminal.err.dim(`wrote ${path}`));
}

/** The files of a plan that are read back; `config/` is what the folder is called in paths, whatever it is called on disk. */
function configFiles(edits: FileEdits): [string, string][] {
  return [...edits].filter(([path]) => /\.(?:ya?ml|json)$/.test(path));
}

function identity(problem: Problem): string {
  return `${problem.code} ${formatPosition(problem.at)} ${problem.message}`;
}

/** Texts of files below the folder that holds `config/`; those that are not there are left out. */
export async function textsOf({ configDir }: OpenGovernance, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    try {
      texts.set(path, await readFile(diskPath(configDir, path), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return texts;
}

/** Where `config/…` is. */
export function diskPath(configDir: string, path: string): string {
  return join(configDir, path.slice('config/'.length));
}
