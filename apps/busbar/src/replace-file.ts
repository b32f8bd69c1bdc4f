import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError, exitCode } from './exit';

/**
 * Writes a file as a whole: whoever reads meanwhile, and whoever interrupts it, finds the old file or the new one, never half of it.
 *
 * @param shown how messages call it
 * @throws CommandError (environment)
 */
export async function replaceFile(file: string, text: string, shown: string): Promise<void> {
  // Ignored by whoever reads config/ meanwhile.
  const draft = join(dirname(file), `.busbar-${basename(file)}-${process.pid}`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      exitCode.environment,
      `"${shown}" cannot be written: ${code ?? 'unknown error'}.`,
      'Make the folder writable.',
      error,
    );
  }
}
