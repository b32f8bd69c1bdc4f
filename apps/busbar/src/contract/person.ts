import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who releases: as asked, as git knows them, as the system does. */
export async function personWho(by: string | undefined, folder: string): Promise<string> {
  return by ?? (await gitOutput(['config', 'user.name'], folder))?.trim() ?? process.env['USER'] ?? 'unknown';
}

/** What git prints; undefined when there is no git, no repository, or nothing. */
export async function gitOutput(args: readonly string[], folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', [...args], { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim() === '' ? undefined : stdout;
  } catch {
    return undefined;
  }
}
