import type { ExplainedCode } from '../../contract/problem-codes';
import { exitCode } from '../../exit';
import { table, wrap } from '../../terminal/table';
import { optional } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const explain = defineVerb({
  name: 'explain',
  summary: 'explain a problem code, or list all codes',
  purpose: 'check',
  arguments: { problemCode: optional('for example evolution/closed-enum') },
  json: '{ code, severity, meaning, why? }, or the list of all without a code',
  run: async (terminal, input) => {
    const { explainedCode, explainedCodes } = await import('../../contract/problem-codes');
    const { bold, dim, name } = terminal.out;
    if (input.problemCode === undefined) {
      const all = explainedCodes();
      if (input.json) terminal.printJson(all.map(withoutGovernance));
      else
        terminal.print(
          ...table(
            ['CODE', 'SEVERITY', 'MEANING'].map((title) => ({ title })),
            all.map(({ code, severity, meaning }) => [name(code), severity, meaning]),
            dim,
          ),
        );
      return exitCode.ok;
    }
    const explained = explainedCode(input.problemCode);
    if (input.json) terminal.printJson(withoutGovernance(explained));
    else {
      const { code, severity, meaning, why, isGoverned } = explained;
      terminal.print(`${name(code)} ${dim(severity)}`, '', ...wrap(meaning, terminal.width));
      if (why !== undefined) terminal.print('', ...wrap(why, terminal.width));
      if (isGoverned) terminal.print('', bold('To add an exception'), ...exceptionFor(code).map(dim));
    }
    return exitCode.ok;
  },
});

function withoutGovernance({ isGoverned: _, ...rest }: ExplainedCode): object {
  return rest;
}

/** What to write into `config/platform.yaml`. */
function exceptionFor(code: string): string[] {
  return [
    '# config/platform.yaml',
    'contracts:',
    '  severities:',
    `    - { rule: ${code}, path: <domain>/**, severity: off }`,
    '  exceptions:',
    `    - { rule: ${code}, path: <domain>/<event>/v1/**, reason: …, approver: …, expires: <day> }`,
  ];
}
