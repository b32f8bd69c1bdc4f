import { exitCode } from '../../exit';
import { text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const policies = defineVerb({
  name: 'policies',
  summary: "print service control policies that hold the platform's rules in every account",
  purpose: 'platform',
  options: {
    stage: text('<stage>', 'for the accounts of this stage only; without it, one set for all'),
    exempt: text('<roles>', 'roles that may do everything, separated by commas, with * for any characters', {
      default: 'OrganizationAccountAccessRole',
    }),
    deployers: text('<roles>', "roles with which service teams deploy, in the same form; by default those of CDK's bootstrap", {
      default: 'cdk-*-cfn-exec-role-*',
    }),
    out: text('<dir>', 'write each policy into a file of this folder'),
  },
  json: '[{ name, description, document, characters, file? }]',
  notes: [
    'Exits with 1 when a policy is longer than AWS accepts. Busbar attaches nothing: see docs/organizations.md.',
    '',
    'Examples:',
    '  busbar org policies --out dist/policies',
    "  busbar org policies --stage prod --exempt 'OrganizationAccountAccessRole,aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Platform_*'",
  ].join('\n'),
  run: async (terminal, input) => {
    const { join } = await import('node:path');
    const { MOST_POLICY_CHARACTERS, serviceControlPolicies } = await import('@busbar/topology');
    const { openCompany, topologyOf } = await import('../../company');
    const { replaceFile } = await import('../../replace-file');
    const { describePolicy } = await import('../../organization/describe-policy');
    const { out } = input;
    const company = await openCompany(terminal, input);
    const topologies = input.stage === undefined ? company.topologies : [topologyOf(company, input.stage)];
    const names = (list: string) => list.split(',').flatMap((name) => name.trim() || []);
    const made = serviceControlPolicies(topologies, { exempt: names(input.exempt), deployers: names(input.deployers) });
    const fileOf = (name: string) => (out === undefined ? undefined : join(out, `${name}.json`));
    for (const { name, document } of made) {
      const file = fileOf(name);
      if (file !== undefined) await replaceFile(file, `${JSON.stringify(document)}\n`, file);
    }
    if (input.json) terminal.printJson(made.map((policy) => ({ ...policy, file: fileOf(policy.name) })));
    else terminal.print(...made.flatMap((policy) => describePolicy(policy, fileOf(policy.name), terminal)));
    const long = made.filter(({ characters }) => characters > MOST_POLICY_CHARACTERS);
    for (const { name, characters } of long) {
      terminal.say(
        `${terminal.err.bad('error')}: "${name}" has ${characters} characters; AWS accepts ${MOST_POLICY_CHARACTERS}.`,
        `${terminal.err.dim('→')} Print the policies of one stage with --stage, or let services publish with the role that Busbar makes.`,
      );
    }
    return long.length === 0 ? exitCode.ok : exitCode.checkFailed;
  },
});
