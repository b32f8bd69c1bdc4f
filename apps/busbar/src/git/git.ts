import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes that git may print: a configuration with ten thousand files stays far below. */
const MOST = 256 * 1024 * 1024;

/** What git prints; undefined when there is no git, no repository, or nothing. */
export async function gitOutput(args: readonly string[], folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', [...args], { cwd: folder, maxBuffer: MOST });
    return stdout.trim() === '' ? undefined : stdout;
  } catch {
    return undefined;
  }
}

/** What git prints, as bytes. Rejects when git fails. */
export async function gitBytes(args: readonly string[], folder: string, input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile('git', [...args], { cwd: folder, maxBuffer: MOST, encoding: 'buffer' }, (error, stdout) => {
      if (error) reject(error instanceof Error ? error : new Error('git failed'));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => undefined).end(input);
  });
}
