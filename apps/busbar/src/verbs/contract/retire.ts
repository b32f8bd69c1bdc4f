import { exitCode } from '../../exit';
import { required } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const retire = defineVerb({
  name: 'retire',
  summary: 'end an event type that nobody subscribes to any more',
  purpose: 'write',
  arguments: { eventType: required('for example delivery.status.updated@1') },
  json: '{ type, files }',
  run: async (terminal, input) => {
    const { LEDGER, planRetirement } = await import('@busbar/contracts');
    const { contractNamed } = await import('../../contract/governance');
    const { changeConfig, planned, textsOf, writeEdits } = await import('../../contract/write-edits');
    const { contract, edits } = await changeConfig(terminal, input, async (governance) => {
      const contract = contractNamed(governance, input.eventType);
      const ledger = (await textsOf(governance, [LEDGER])).get(LEDGER);
      const edits = planned(() =>
        planRetirement({ contract, consumers: governance.subscriptions, today: governance.today, ledger }),
      );
      await writeEdits(terminal, governance, edits);
      return { contract, edits };
    });
    if (input.json) terminal.printJson({ type: contract.type, files: [...edits.keys()] });
    else terminal.print(`${terminal.out.good('retired')} ${contract.type}; its files stay, for archives`);
    return exitCode.ok;
  },
});
