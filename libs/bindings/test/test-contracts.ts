import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseContracts, type Contract } from '@busbar/contracts';

const CONFIG = join(__dirname, '../../../config');

/** The contracts of `test/contracts`: what is hard in some language, laid out as `config/events` is. */
export function tortureContracts(): readonly Contract[] {
  return contractsIn(join(__dirname, 'contracts'), 'config/events/');
}

/** The sample company's. */
export function doorstepContracts(): readonly Contract[] {
  return contractsIn(join(CONFIG, 'events'), 'config/events/');
}

function contractsIn(folder: string, prefix: string): readonly Contract[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file): [string, string] => [prefix + relative(folder, file).replaceAll(sep, '/'), readFileSync(file, 'utf8')]);
  const { contracts, problems } = parseContracts(new Map(files));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new Error(errors.map(({ at, code, message }) => `${at.file}:${at.line} ${code} ${message}`).join('\n'));
  return contracts;
}
