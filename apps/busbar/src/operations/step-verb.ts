import { exitCode, type ExitCode } from '../exit';
import type { Terminal } from '../terminal/terminal';
import { text } from '../verb/parameters';
import type { Outcome } from './outcome';

/** Options of every step. */
export const stepOptions = {
  stage: text('<stage>', 'the stage that the pipeline deploys', { required: true }),
  execution: text('<id>', 'of the pipeline (default: BUSBAR_EXECUTION)'),
  commit: text('<hash>', 'what it deploys (default: BUSBAR_COMMIT)'),
};

export const outcomeShape = '{ verdict, passed, messages, fix? }';

/** Prints what a step came to. */
export function printOutcome(terminal: Terminal, { verdict, passed, messages, fix }: Outcome, json: boolean): ExitCode {
  if (json) terminal.printJson({ verdict, passed, messages, ...(fix !== undefined && { fix }) });
  else if (passed) terminal.print(...messages);
  else {
    const [first = verdict, ...rest] = messages;
    terminal.say(`${terminal.err.bad('error')}: ${first}`, ...rest.map((line) => `  ${line}`));
    if (fix !== undefined) terminal.say(`${terminal.err.dim('→')} ${fix}`);
  }
  return passed ? exitCode.ok : exitCode.checkFailed;
}
