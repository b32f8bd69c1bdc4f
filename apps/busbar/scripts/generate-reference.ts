import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { references } from './references';

for (const { file, text } of references) {
  const path = join(__dirname, '../../..', file);
  // Under another name first: whoever reads meanwhile finds the old file or the new one, never half of it.
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
