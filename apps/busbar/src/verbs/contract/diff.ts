import { CommandError, exitCode } from '../../exit';
import { optional, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const diff = defineVerb({
  name: 'diff',
  summary: 'show what drafts change, or what changed between two versions',
  purpose: 'check',
  arguments: { eventType: optional('only this one') },
  options: {
    from: text('<version>', 'the older version (default: the one before --to)'),
    to: text('<version>', 'the newer version (default: draft)'),
  },
  json: '[{ type, from, to, bump, differences }]',
  run: async (terminal, input) => {
    const { compareContract, draftComparison } = await import('../../contract/comparison');
    const { describeComparison } = await import('../../contract/describe-comparison');
    const { contractNamed, openGovernance } = await import('../../contract/governance');
    const governance = await openGovernance(input);
    const { eventType } = input;
    if (eventType === undefined && (input.from ?? input.to) !== undefined)
      throw new CommandError(
        exitCode.usage,
        '--from and --to need an event type.',
        'Name it: `busbar contract diff <event type> --from 1.0.0`.',
      );
    const comparisons =
      eventType === undefined
        ? governance.contracts.contracts
            .map((contract) => draftComparison(governance, contract))
            .filter(({ bump }) => bump !== undefined)
        : [compareContract(governance, contractNamed(governance, eventType), input)];
    if (input.json) terminal.printJson(comparisons);
    else if (comparisons.length === 0) terminal.print('No draft differs from its last release.');
    else terminal.print(...comparisons.flatMap((one, at) => [...(at > 0 ? [''] : []), ...describeComparison(one, terminal.out)]));
    return exitCode.ok;
  },
});
