import { resolve } from 'node:path';
import type { Topology } from '@busbar/topology';
import type { Company } from '../company';
import { CommandError, exitCode } from '../exit';
import { plural } from '../terminal/plural';
import { flag, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const synth = defineVerb({
  name: 'synth',
  summary: 'write the CloudFormation templates of all stages as a cloud assembly',
  purpose: 'platform',
  options: {
    stage: text('<stage>', 'only this stage'),
    nextStep: flag('not the end of the rollout but its next step; see `busbar rollout`'),
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
    const topologies = topologiesToDraw(company, input);
    const result = await terminal.progress.phase(
      'templates',
      () => synthesizeTemplates(company.manifest, { topologies, outdir, validate: input.validate }),
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

/** @throws CommandError (usage) when there is no such stage, or no step is left */
function topologiesToDraw(
  company: Company,
  { stage, nextStep }: { readonly stage: string | undefined; readonly nextStep: boolean },
): readonly Topology[] {
  const stages = company.topologies.filter((topology) => stage === undefined || topology.stage === stage);
  if (stages.length === 0) {
    const known = company.topologies.map((topology) => topology.stage).join(', ');
    throw new CommandError(exitCode.usage, `There is no stage "${stage ?? ''}".`, `The stages are ${known}.`);
  }
  if (!nextStep) return stages;
  const steps = stages.flatMap((topology) => company.rollouts[company.topologies.indexOf(topology)]?.steps[0]?.topology ?? []);
  if (steps.length > 0) return steps;
  throw new CommandError(exitCode.usage, 'No step is left: what is deployed is what config/ says.', 'See `busbar rollout`.');
}
