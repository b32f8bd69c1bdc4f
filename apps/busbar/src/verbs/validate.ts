import { inspect } from '../company';
import { exitCode } from '../exit';
import type { Verb } from '../main';
import { countProblems, plural, printProblems } from '../terminal/problems';

/** `busbar validate` */
export const validate: Verb<{ json?: boolean }> = async (terminal, options) => {
  const { problems, company } = await inspect(options);
  const ok = company !== undefined;
  if (options.json) terminal.printJson({ ok, problems });
  else {
    printProblems(terminal, problems);
    if (company) {
      const { contracts, services, stages, subscriptions } = company.manifest;
      const parts = [
        plural(contracts.length, 'event type'),
        plural(services.length, 'service'),
        plural(subscriptions.length, 'subscription'),
        plural(stages.length, 'stage'),
      ];
      terminal.print(`${terminal.out.good('ok')}  ${parts.join(', ')}: ${countProblems(problems)}`);
    } else terminal.say(terminal.err.bad(countProblems(problems)));
  }
  return ok ? exitCode.ok : exitCode.checkFailed;
};
