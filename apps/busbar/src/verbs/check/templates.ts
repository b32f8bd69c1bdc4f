import { exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import { optional } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const checkTemplatesVerb = defineVerb({
  name: 'templates',
  summary: 'check CloudFormation templates, yours or anybody’s, for what loses events or opens buses',
  purpose: 'check',
  arguments: { path: optional('cloud assembly, folder of templates, or one template (JSON or YAML)', 'cdk.out') },
  json: '{ ok, templates, resources, findings: [{ rule, severity, at: { file, line, column }, logicalId, path, description, fix, source }], problems: [{ code, severity, at, message, fix }] }',
  notes: [
    'The rules are in docs/template-checks.md. Exits with 1 when one of severity "error" is broken. What is right where it is can be',
    'accepted there: in the resource’s Metadata, "busbar:accepted": { "<rule>": "<reason>" }.',
  ].join('\n'),
  run: async (terminal, { path, json }) => {
    const { asProblem, checkTemplates } = await import('../../checks/check-templates');
    const { countProblems, printProblems } = await import('../../terminal/problems');
    const checked = checkTemplates([path]);
    const found = [...checked.problems, ...checked.findings.map(asProblem)];
    const ok = found.every(({ severity }) => severity !== 'error');
    if (json) terminal.printJson({ ok, ...checked });
    else {
      printProblems(terminal, found, { asAnswer: true });
      const { templates, resources } = checked;
      const counted = `${plural(templates, 'template')}, ${plural(resources, 'resource')}: ${countProblems(found)}`;
      terminal.print(ok ? `${terminal.out.good('ok')}  ${counted}` : terminal.out.bad(counted));
    }
    return ok ? exitCode.ok : exitCode.checkFailed;
  },
});
