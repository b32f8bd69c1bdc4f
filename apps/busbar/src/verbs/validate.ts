import { exitCode } from '../exit';
import { plural } from '../terminal/plural';
import { defineVerb } from '../verb/verb';

export const validate = defineVerb({
  name: 'validate',
  summary: 'check everything in config/ and print every problem at once',
  purpose: 'check',
  json: '{ ok, problems: [{ code, severity, at: { file, line, column }, message, fix }] }',
  run: async (terminal, input) => {
    const { inspect } = await import('../company');
    const { countProblems, printProblems } = await import('../terminal/problems');
    const { problems, company } = await inspect(input, terminal.progress.fleeting);
    const ok = company !== undefined;
    if (input.json) terminal.printJson({ ok, problems });
    else {
      printProblems(terminal, problems, { asAnswer: true });
      if (company) {
        const { contracts, services, stages, subscriptions } = company.manifest;
        const parts = [
          plural(contracts.length, 'event type'),
          plural(services.length, 'service'),
          plural(subscriptions.length, 'subscription'),
          plural(stages.length, 'stage'),
        ];
        terminal.print(`${terminal.out.good('ok')}  ${parts.join(', ')}: ${countProblems(problems)}`);
      } else terminal.print(terminal.out.bad(countProblems(problems)));
    }
    return ok ? exitCode.ok : exitCode.checkFailed;
  },
});
