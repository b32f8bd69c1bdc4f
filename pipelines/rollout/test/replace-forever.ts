import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceDirectory } from '../src/replace-directory';

/** Replaces a directory again and again, until it is killed; every file in it says how often. */
async function replaceForever(final: string): Promise<void> {
  for (let generation = 1; ; generation += 1) {
    await replaceDirectory(final, async (directory) => {
      for (const name of ['cdk.out', 'manifest.json', 'a', 'b', 'c', 'd']) {
        await writeFile(join(directory, name), `${generation}`.repeat(20_000));
      }
    });
    if (generation === 1) process.stdout.write('first');
  }
}

void replaceForever(process.argv[2] ?? '');
