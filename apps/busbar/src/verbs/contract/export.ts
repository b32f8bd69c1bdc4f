import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportFormats, type ExportFormatName } from '@busbar/contracts';
import { hasErrors } from '@busbar/problem';
import { loadManifest } from '@busbar/manifest';
import { findConfig } from '../../company';
import { CommandError, exitCode } from '../../exit';
import type { Verb } from '../../main';
import { plural, printProblems } from '../../terminal/problems';

/** `busbar contract export <format>` */
export const exportContracts: Verb<{ out?: string }> = async (terminal, options, format = '') => {
  const write = exportFormats[format as ExportFormatName];
  const { manifest, problems } = await loadManifest(findConfig(options));
  if (!manifest || hasErrors(problems)) {
    printProblems(terminal, problems);
    throw new CommandError(exitCode.checkFailed, 'config/ has errors.', 'Correct them; `busbar validate` checks again.');
  }
  const { contracts, subscriptions, services, teams, platform } = manifest;
  const files = write(
    contracts.filter(({ lifecycle }) => lifecycle.state !== 'retired'),
    { company: platform.company, consumers: subscriptions, services, teams },
  );
  const out = options.out ?? join('exports', format);
  for (const [path, text] of files) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), text);
  }
  terminal.print(`${terminal.out.good('wrote')} ${plural(files.size, 'file')} to ${out}`);
  return exitCode.ok;
};
