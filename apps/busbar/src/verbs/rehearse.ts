import { exitCode } from '../exit';
import { integer, text } from '../verb/parameters';
import { defineVerb } from '../verb/verb';

export const rehearse = defineVerb({
  name: 'rehearse',
  summary: 'roll a change out in virtual time, while events flow, and look for losses',
  purpose: 'check',
  options: {
    base: text('<ref>', 'the stage has config/ of this branch, tag or commit; without it, nothing is deployed yet'),
    stage: text('<stage>', 'the stage to rehearse; without it, the first'),
    seed: integer('<n>', 'chooses the order of operations, the delays and the targets that fail', {
      from: 0,
      to: 2 ** 31 - 1,
      default: 1,
    }),
  },
  json: [
    '{ stage, base?: { ref, commit }, seed, steps: [{ kind: "prepare" | "switch" | "contract", operations, stacks, published, delivered, virtualSeconds,',
    'end: "complete" | "failed" }], published, delivered, duplicates, refused, seenTwiceBy: [subscription], virtualSeconds,',
    'loss?: { kind: "lost" | "unwanted" | "dead-lettered" | "dropped" | "refused" | "allowed" | "stack-failed" | "messages-deleted" | "orphaned" |',
    '"stack-left", message, event?: { eventType, source, data, publishedBy, subscription? }, after?, before?: { step, kind, stack, account, text, at },',
    'hops: [string] } }',
  ].join(' '),
  notes: [
    'Examples:',
    '  busbar rehearse --base main            what this branch changes, in the first stage',
    '  busbar rehearse --stage prod           a first deployment',
    '  busbar rehearse --base main --seed 7   other orders and delays',
    '',
    'Exits with 1 when something is lost. docs/rollout.md says what is rehearsed.',
  ].join('\n'),
  run: async (terminal, input) => {
    const { rehearseChange } = await import('../rehearsal/rehearse-change');
    const { describeRehearsal } = await import('../rehearsal/describe-rehearsal');
    const rehearsed = await rehearseChange(terminal, input);
    if (input.json) terminal.printJson(rehearsed);
    else terminal.print(...describeRehearsal(rehearsed, terminal));
    return rehearsed.loss ? exitCode.checkFailed : exitCode.ok;
  },
});
