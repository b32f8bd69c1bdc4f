import { exitCode } from '../exit';
import { integer, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const drift = defineVerb({
  name: 'drift',
  summary: 'compare what a stage has in its accounts with what it was deployed with',
  purpose: 'operate',
  options: {
    stage: text('<stage>', 'the stage', { required: true }),
    port: integer('<port>', 'not on AWS but in the runtime that `busbar up` serves there', { from: 1, to: 65_535 }),
  },
  json: '[{ account, kind, name, drift: "missing" | "unexpected" | "changed" | "disabled" | "enabled", detail }]',
  notes: [
    'Looks at stacks, bus policies, rules with their targets, and queue policies. Only reads: a rule that somebody has',
    'stopped is reported, and stays stopped. On AWS it reads by the lookup roles of Busbar’s bootstrap.',
  ].join('\n'),
  run: async (terminal, input) => {
    const { describeDriftTable } = await import('../operations/describe-drift');
    const { detectDrift } = await import('../operations/detect-drift');
    const { openDeployed } = await import('../operations/open-deployed');
    const { plural } = await import('../terminal/plural');
    const drifts = await detectDrift(await openDeployed(terminal, input));
    if (input.json) terminal.printJson(drifts);
    else if (drifts.length === 0) terminal.print(`${input.stage} is as it was deployed.`);
    else {
      terminal.print(...describeDriftTable(drifts, terminal));
      terminal.say(
        `${terminal.err.bad('error')}: ${plural(drifts.length, 'thing')} of ${input.stage} is not as it was deployed.`,
      );
    }
    return drifts.length === 0 ? exitCode.ok : exitCode.checkFailed;
  },
});
