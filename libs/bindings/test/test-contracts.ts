import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseContracts, type Contract } from '@busbar/contracts';
import { testCompanyEventFiles } from '@busbar/test-company';

/** The contracts of `test/contracts`: what is hard in some language, laid out as `config/events` is. */
export function tortureContracts(): readonly Contract[] {
  const folder = join(__dirname, 'contracts');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file): [string, string] => [
      `config/events/${relative(folder, file).replaceAll(sep, '/')}`,
      readFileSync(file, 'utf8'),
    ]);
  return contractsOf(new Map(files));
}

export function testCompanyContracts(): readonly Contract[] {
  return contractsOf(testCompanyEventFiles());
}

function contractsOf(files: ReadonlyMap<string, string>): readonly Contract[] {
  const { contracts, problems } = parseContracts(files);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new Error(errors.map(({ at, code, message }) => `${at.file}:${at.line} ${code} ${message}`).join('\n'));
  return contracts;
}
