import { exitCode } from '../exit';
import { text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const bootstrapVerb = defineVerb({
  name: 'bootstrap',
  summary: 'write the policies, and print the commands, that prepare the accounts for deployment',
  purpose: 'platform',
  options: {
    stage: text('<stage>', 'only the accounts of this stage, and the tooling account'),
    out: text('<dir>', 'where the policies are written', { default: 'dist/bootstrap' }),
  },
  json: '{ files: { [path]: template }, environments: [{ account, region, stacks: "stage" | "pipeline", what, commands: [[word]] }], last: [[word]] }',
  notes: [
    'Runs nothing. Every command uses the AWS profile that is called after its account.',
    'CloudFormation may do for Busbar what the resource types need that Busbar draws; this was not tried on AWS. For what else is in',
    'the stacks of service teams, add a policy of your own to --cloudformation-execution-policies.',
  ].join('\n'),
  run: async (terminal, input) => {
    const { mkdirSync, writeFileSync } = await import('node:fs');
    const { dirname } = await import('node:path');
    const { openCompany, topologyOf } = await import('../company');
    const { planBootstrap, shellLines } = await import('../operations/bootstrap');
    const company = await openCompany(terminal, input);
    const topologies = input.stage === undefined ? company.topologies : [topologyOf(company, input.stage)];
    const plan = planBootstrap({ manifest: company.manifest, topologies, folder: input.out });
    for (const [path, template] of Object.entries(plan.files)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify(template, undefined, 2)}\n`);
    }
    if (input.json) terminal.printJson(plan);
    else {
      const block = (title: string, commands: readonly (readonly string[])[]) => [
        `# ${title}`,
        ...commands.flatMap(shellLines),
        '',
      ];
      terminal.print(
        ...plan.environments.flatMap(({ account, region, what, commands }) =>
          block(`${what}, ${account} in ${region}`, commands),
        ),
        ...(plan.last.length > 0 ? block('when every account is prepared: the pipelines', plan.last) : []),
      );
    }
    return exitCode.ok;
  },
});
