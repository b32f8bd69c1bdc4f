import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RolloutError } from './rollout-error';

/** Every cloud assembly has it; what has not is not ours to replace. */
const marker = 'cdk.out';

/**
 * Makes a cloud assembly in a directory beside the final one and then puts it in its place, so that under the final name there
 * is a whole assembly or none, whenever the process is killed. When `write` fails, what was there before stays.
 *
 * @param final where the assembly shall be; its parents are made
 * @param write fills the (empty) directory that it is given
 * @throws RolloutError when there is something under the final name that is not a cloud assembly
 */
export async function replaceDirectory<T>(final: string, write: (directory: string) => Promise<T> | T): Promise<T> {
  const target = resolve(final);
  await mkdir(dirname(target), { recursive: true });
  await recover(target);
  await requireReplaceable(target);
  const work = await mkdtemp(`${workPrefix(target)}${process.pid}-`);
  try {
    const made = join(work, 'new');
    await mkdir(made);
    const result = await write(made);
    if (existsSync(target)) await rename(target, join(work, 'old'));
    await rename(made, target);
    return result;
  } finally {
    await recoverFrom(work, target);
  }
}

/** Directories that a killed process left: what was moved away for good goes back, the rest is removed. */
async function recover(target: string): Promise<void> {
  const parent = dirname(target);
  const prefix = basename(workPrefix(target));
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix) && !isRunning(name.slice(prefix.length))) await recoverFrom(join(parent, name), target);
  }
}

async function recoverFrom(work: string, target: string): Promise<void> {
  const old = join(work, 'old');
  if (!existsSync(target) && existsSync(old)) await rename(old, target);
  await rm(work, { recursive: true, force: true });
}

/** A work directory is `.cdk.out.busbar-<pid>-<random>`: hidden, on the same file system, and named for its process. */
function workPrefix(target: string): string {
  return join(dirname(target), `.${basename(target)}.busbar-`);
}

function isRunning(suffix: string): boolean {
  const pid = Number(suffix.split('-')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function requireReplaceable(target: string): Promise<void> {
  if (!existsSync(target)) return;
  const names = await readdir(target).catch(() => undefined);
  if (!names) throw new RolloutError(`"${target}" is a file.`, { fix: 'Choose another output directory.' });
  if (names.length > 0 && !names.includes(marker)) {
    throw new RolloutError(`"${target}" is not empty and not a cloud assembly, so it is left alone.`, {
      fix: 'Choose another output directory.',
    });
  }
}
