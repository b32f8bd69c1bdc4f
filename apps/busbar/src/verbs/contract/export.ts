import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportFormatNames } from '@busbar/contracts/export-formats';
import { CommandError, exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import { oneOf, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const exportContracts = defineVerb({
  name: 'export',
  summary: 'write the contracts in the format of another tool',
  purpose: 'write',
  arguments: { format: oneOf('the tool', exportFormatNames) },
  options: { out: text('<dir>', 'where to write (default: exports/<format>)') },
  json: '{ format, out, files }',
  run: async (terminal, input) => {
    const { exportFormats } = await import('@busbar/contracts');
    const { loadManifest } = await import('@busbar/manifest');
    const { hasErrors } = await import('@busbar/problem');
    const { findConfig } = await import('../../company');
    const { located } = await import('../../located');
    const { printProblems } = await import('../../terminal/problems');
    const configDir = findConfig(input);
    const { manifest, problems } = await loadManifest(configDir);
    if (!manifest || hasErrors(problems)) {
      printProblems(terminal, located(problems, configDir));
      throw new CommandError(exitCode.checkFailed, 'config/ has errors.', 'Correct them; `busbar validate` checks again.');
    }
    const { contracts, subscriptions, services, teams, platform } = manifest;
    const files = exportFormats[input.format](
      contracts.filter(({ lifecycle }) => lifecycle.state !== 'retired'),
      { company: platform.company, consumers: subscriptions, services, teams },
    );
    const out = input.out ?? join('exports', input.format);
    for (const [path, contents] of files) {
      await mkdir(dirname(join(out, path)), { recursive: true });
      await writeFile(join(out, path), contents);
    }
    if (input.json) terminal.printJson({ format: input.format, out, files: [...files.keys()] });
    else terminal.print(`${terminal.out.good('wrote')} ${plural(files.size, 'file')} to ${out}`);
    return exitCode.ok;
  },
});
