import { exitCode } from '../exit';
import { flag } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const codeowners = defineVerb({
  name: 'codeowners',
  summary: 'check, or write, who reviews which part of config/ (.github/CODEOWNERS)',
  purpose: 'check',
  options: { write: flag('write the section between the markers; what people wrote around it stays') },
  json: '{ file, current, written, paths: [{ path, teams, comment? }], section }',
  notes: [
    'A subscription is reviewed by its team and, where the event says "subscribe: approval", also by the event’s owner. Contracts are',
    'reviewed by their owners, everything else by the team that platform.yaml names as owner. Teams need "github" in teams.yaml.',
    '',
    'Examples:',
    '  busbar codeowners           print the section; exit with 1 when the file differs (for CI)',
    '  busbar codeowners --write   write it',
  ].join('\n'),
  run: async (terminal, input) => {
    const { openCompany } = await import('../company');
    const { checkCodeowners } = await import('../codeowners/codeowners-file');
    const company = await openCompany(terminal, input);
    const { shown, isCurrent, paths, section } = await checkCodeowners(company, input.write);
    const written = input.write && !isCurrent;
    if (input.json) terminal.printJson({ file: shown, current: isCurrent, written, paths, section });
    else if (input.write) terminal.print(`${terminal.out.good('ok')}  ${written ? 'wrote' : 'nothing changed in'} ${shown}`);
    else terminal.printText(section);
    if (isCurrent || input.write) return exitCode.ok;
    terminal.say(
      `${terminal.err.bad('error')}: ${shown} is not what config/ says.`,
      `${terminal.err.dim('→')} Run \`npx busbar codeowners --write\` and commit it.`,
    );
    return exitCode.checkFailed;
  },
});
