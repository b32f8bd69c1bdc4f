import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files';

const root = join(__dirname, '../../..');
for (const [path, text] of generatedFiles()) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  // Under another name first: whoever reads meanwhile finds the old file or the new one, never half of it.
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  console.log(path);
}
