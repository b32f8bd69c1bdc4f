import { resolve } from 'node:path';
import { exitCode } from '../exit';
import { plural } from '../terminal/plural';
import { flag, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const synth = defineVerb({
  name: 'synth',
  summary: 'write the CloudFormation templates of all stages as a cloud assembly',
  purpose: 'platform',
  options: {
    out: text('<dir>', 'where to write; the folder is replaced', { default: 'cdk.out' }),
    validate: flag('also run cdk-nag and CloudFormation’s own validation (about 10 s)'),
  },
  json: '{ outdir, stages: [{ stage, stacks: [{ name, account, region, templateFile }] }], findings: [{ pack, rule, severity, message, fix?, construct }], problems: [{ code, severity, at, message, fix }] }',
  run: async (terminal, input) => {
    const { openCompany } = await import('../company');
    const { synthesizeTemplates } = await import('../templates');
    const { noteWarnings, printProblems } = await import('../terminal/problems');
    const { located } = await import('../located');
    const company = await openCompany(terminal, input, terminal.progress);
    const outdir = resolve(input.out);
    const result = await terminal.progress.phase(
      'templates',
      () => synthesizeTemplates(company.manifest, { topologies: company.topologies, outdir, validate: input.validate }),
      ({ stages }) =>
        plural(
          stages.reduce((sum, stage) => sum + stage.stacks.length, 0),
          'stack',
        ),
    );
    noteWarnings(terminal, company.problems);
    const problems = located(result.problems, company.config);
    printProblems(terminal, problems);
    if (input.json) terminal.printJson({ ...result, problems });
    else {
      for (const { pack, rule, severity, message, fix, construct } of result.findings) {
        const paint = severity === 'error' ? terminal.err.bad : terminal.err.warn;
        terminal.say(
          `${terminal.err.bold(construct)} ${paint(severity)} ${terminal.err.name(`${pack}/${rule}`)}`,
          `  ${message}`,
        );
        if (fix) terminal.say(`  ${terminal.err.dim('→')} ${fix}`);
      }
      terminal.print(input.out);
    }
    return [...problems, ...result.findings].some(({ severity }) => severity === 'error') ? exitCode.checkFailed : exitCode.ok;
  },
});
