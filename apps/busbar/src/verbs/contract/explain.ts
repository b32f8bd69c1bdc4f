import { lintRules } from '@busbar/contracts';
import { nearest, type ProblemKind } from '@busbar/problem';
import { CommandError, exitCode } from '../../exit';
import type { Verb } from '../../main';
import { problemTables } from '../../reference';
import { table } from '../../terminal/table';
import { governedCodes } from './governance';

/** `busbar contract explain [problem code]` */
export const explain: Verb<{ json?: boolean }> = async (terminal, options, code) => {
  const kinds = new Map<string, ProblemKind>(problemTables.flatMap((entries) => Object.entries(entries)));
  if (code === undefined) {
    const rows = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
    if (options.json) terminal.printJson(rows.map(([id, kind]) => ({ code: id, ...kind, ...ruleOf(id) })));
    else {
      terminal.print(
        ...table(
          ['CODE', 'SEVERITY', 'MEANING'].map((title) => ({ title })),
          rows.map(([id, { severity, meaning }]) => [terminal.out.name(id), ruleOf(id)?.severity ?? severity, meaning]),
          terminal.out.dim,
        ),
      );
    }
    return exitCode.ok;
  }
  const kind = kinds.get(code);
  if (!kind) {
    const meant = nearest(code, kinds.keys());
    throw new CommandError(
      exitCode.usage,
      `There is no problem code "${code}".`,
      meant ? `Did you mean "${meant}"?` : '`busbar contract explain` lists all of them.',
    );
  }
  const rule = ruleOf(code);
  if (options.json) terminal.printJson({ code, ...kind, ...rule });
  else {
    const { bold, dim, name } = terminal.out;
    terminal.print(`${name(code)} ${dim(rule?.severity ?? kind.severity)}`, '', kind.meaning);
    if (rule) terminal.print('', rule.why);
    if (governedCodes.has(code)) terminal.print('', bold('Where it does not hold'), ...exceptionFor(code).map(dim));
  }
  return exitCode.ok;
};

function ruleOf(code: string): { readonly severity: string; readonly why: string } | undefined {
  const rule = lintRules.find(({ id }) => id === code);
  return rule && { severity: rule.severity, why: rule.why };
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
