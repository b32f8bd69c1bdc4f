import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withAllowedChanges } from './allowed-changes';

const file = join(__dirname, '../../../docs/contracts.md');
const page = withAllowedChanges(readFileSync(file, 'utf8'));
writeFileSync(`${file}.new`, page);
renameSync(`${file}.new`, file);
