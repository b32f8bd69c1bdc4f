import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CommandError, exitCode } from '../exit';

/** Whoever changes `config/`. The lock file holds it as JSON. */
interface Holder {
  /** Of this one time that the lock is held. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

export interface LockOptions {
  /** Called once when somebody else holds the lock. */
  readonly onWait: (message: string) => void;
  /** Default 30,000. */
  readonly waitMs?: number;
}

const POLL_MS = 50;

/**
 * Runs `change` while no other process changes the configuration. What is written must be read and planned in `change`, too.
 *
 * The lock is a file, `.busbar-lock`, made by a hard link: it is there as a whole or not at all. That of a process of this host
 * that has ended is taken over.
 *
 * @throws CommandError (environment) naming the holder when the lock is still held after `waitMs`
 */
export async function withConfigLock<Result>(
  configDir: string,
  options: LockOptions,
  change: () => Promise<Result>,
): Promise<Result> {
  const release = await lock(join(configDir, '.busbar-lock'), options);
  try {
    return await change();
  } finally {
    await release();
  }
}

/** Gives what removes the lock. */
async function lock(file: string, { onWait, waitMs = 30_000 }: LockOptions): Promise<() => Promise<void>> {
  const holder: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
  const made = `${file}-${holder.id}`;
  const deadline = Date.now() + waitMs;
  let waiting = false;
  try {
    await writeFile(made, `${JSON.stringify(holder)}\n`, { flag: 'wx' });
    while (!(await isLinked(made, file))) {
      const other = await holderOf(file);
      if (other === 'nobody') continue;
      if (other !== 'unknown' && hasEnded(other)) {
        if (await takeOver(file, other, made, { onWait, waitMs })) break;
        continue;
      }
      if (!waiting) onWait(`waiting for ${described(other)}, which is changing config/`);
      waiting = true;
      if (Date.now() >= deadline) throw heldBy(other, file);
      await setTimeout(POLL_MS);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      exitCode.environment,
      `config/ cannot be locked for a change: ${(error as Error).message}.`,
      'See that the folder can be written to and knows hard links.',
      error,
    );
  } finally {
    await rm(made, { force: true });
  }
  return () => rm(file, { force: true });
}

async function isLinked(made: string, file: string): Promise<boolean> {
  try {
    await link(made, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Replaces the lock of a process that has ended. Several may want that at once: a lock of its own lets one in, and who comes
 * later sees that the lock is another one. That lock, too, is taken over when its holder has ended.
 */
async function takeOver(file: string, ended: Holder, made: string, options: LockOptions): Promise<boolean> {
  const release = await lock(`${file}-after-${ended.id}`, options);
  try {
    const now = await holderOf(file);
    if (now === 'nobody' || now === 'unknown' || now.id !== ended.id) return false;
    await rename(made, file);
    return true;
  } finally {
    await release();
  }
}

async function holderOf(file: string): Promise<Holder | 'nobody' | 'unknown'> {
  try {
    const { id, pid, host } = JSON.parse(await readFile(file, 'utf8')) as Partial<Holder>;
    const isHolder = typeof id === 'string' && /^[0-9a-f-]+$/.test(id) && Number.isInteger(pid) && typeof host === 'string';
    return isHolder ? { id, pid: pid as number, host } : 'unknown';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nobody';
    if (error instanceof SyntaxError || error instanceof TypeError) return 'unknown';
    throw error;
  }
}

/** False for a process of another host, which cannot be known from here. */
function hasEnded({ pid, host }: Holder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function described(holder: Holder | 'unknown'): string {
  if (holder === 'unknown') return 'another process';
  return `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}`;
}

function heldBy(holder: Holder | 'unknown', file: string): CommandError {
  return new CommandError(
    exitCode.environment,
    `config/ is being changed by ${described(holder)}; nothing was written.`,
    `Wait for its end. If it has ended, remove "${file}".`,
  );
}
