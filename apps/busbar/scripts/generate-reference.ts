import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemReference } from './problem-reference';

const file = join(__dirname, '../../../docs/problems.md');
// Under another name first: whoever reads meanwhile finds the old file or the new one, never half of it.
writeFileSync(`${file}.new`, problemReference());
renameSync(`${file}.new`, file);
