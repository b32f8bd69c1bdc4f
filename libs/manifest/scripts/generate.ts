import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { generatedFiles, REGENERATE } from './generated-files';

/*
 * Writes the JSON Schemas for editors into the `config/` of the company and of the test company. With `--check` it writes
 * nothing, and fails when a file differs.
 */

const root = join(__dirname, '../../..');
const isCheck = process.argv.includes('--check');

for (const config of ['config', 'libs/test-company/config']) {
  for (const [path, text] of generatedFiles()) {
    const file = join(root, config, path);
    if (!isCheck) write(file, text);
    else if (textOf(file) !== text) {
      console.error(`${relative(root, file)} differs from what the code makes of it. Run \`${REGENERATE}\`.`);
      process.exitCode = 1;
    }
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  // Under another name first: whoever reads meanwhile finds the old file or the new one, never half of it.
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  console.log(relative(root, file));
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
