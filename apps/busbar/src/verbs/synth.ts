import { resolve } from 'node:path';
import { openCompany } from '../company';
import { exitCode } from '../exit';
import type { Verb } from '../main';
import { plural, printProblems } from '../terminal/problems';
import { synthesizeTemplates } from '../templates';

/** `busbar synth` */
export const synth: Verb<{ out: string; validate: boolean; json?: boolean }> = async (terminal, options) => {
  const { progress } = terminal;
  const company = await openCompany(terminal, options, progress);
  const outdir = resolve(options.out);
  const result = await progress.phase(
    'templates',
    () => synthesizeTemplates(company.manifest, { topologies: company.topologies, outdir, validate: options.validate }),
    ({ stages }) =>
      plural(
        stages.reduce((sum, stage) => sum + stage.stacks.length, 0),
        'stack',
      ),
  );
  printProblems(terminal, company.problems);
  if (options.json) terminal.printJson(result);
  else {
    for (const { pack, rule, severity, message, fix, construct } of result.findings) {
      const paint = severity === 'error' ? terminal.err.bad : terminal.err.warn;
      terminal.say(`${terminal.err.bold(construct)} ${paint(severity)} ${terminal.err.name(`${pack}/${rule}`)}`, `  ${message}`);
      if (fix) terminal.say(`  ${terminal.err.dim('→')} ${fix}`);
    }
    terminal.print(options.out);
  }
  return result.findings.some(({ severity }) => severity === 'error') ? exitCode.checkFailed : exitCode.ok;
};
