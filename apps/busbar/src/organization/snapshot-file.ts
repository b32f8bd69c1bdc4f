import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { organizationShape } from '@busbar/manifest';
import { readShape, SourceDocument, type Problem } from '@busbar/problem';
import { withConfigLock } from '../contract/config-lock';
import { CommandError, exitCode } from '../exit';
import { located } from '../located';
import { replaceFile } from '../replace-file';
import { printProblems } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';
import { SNAPSHOT_PATH } from './compare-organizations';
import { formatSnapshot, type Snapshot } from './snapshot';

/** @returns undefined when there is none yet. @throws CommandError with the problems printed when it cannot be read */
export async function readSnapshotFile(terminal: Terminal, configDir: string): Promise<Snapshot | undefined> {
  let text: string;
  try {
    text = await readFile(pathOf(configDir), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CommandError(
      exitCode.environment,
      `"${shownPath(configDir)}" cannot be read: ${code ?? 'unknown error'}.`,
      'Make it a readable file.',
    );
  }
  const { value, problems } = parseSnapshot(text);
  if (value) return value;
  printProblems(terminal, located(problems, configDir));
  throw new CommandError(
    exitCode.checkFailed,
    `"${shownPath(configDir)}" is not a snapshot of an organization.`,
    'Correct it, or remove it and take a new one with `busbar org pull`.',
  );
}

export function parseSnapshot(text: string): { readonly value?: Snapshot; readonly problems: readonly Problem[] } {
  return readShape(new SourceDocument(SNAPSHOT_PATH, text), organizationShape);
}

/** Replaces the file, unless it says the same already. @returns whether it did not */
export async function writeSnapshotFile(terminal: Terminal, configDir: string, snapshot: Snapshot): Promise<boolean> {
  const text = formatSnapshot(snapshot);
  const path = pathOf(configDir);
  return withConfigLock(configDir, { onWait: (message) => terminal.say(terminal.err.dim(message)) }, async () => {
    const before = await readFile(path, 'utf8').catch(() => undefined);
    if (before === text) return false;
    await replaceFile(path, text, shownPath(configDir));
    return true;
  });
}

/** Relative to the working directory. */
export function shownPath(configDir: string): string {
  return relative(process.cwd(), pathOf(configDir)).replaceAll('\\', '/');
}

function pathOf(configDir: string): string {
  return join(configDir, 'organization.json');
}
