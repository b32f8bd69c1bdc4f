import { exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import { day, required, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const deprecate = defineVerb({
  name: 'deprecate',
  summary: 'announce the end of an event type',
  purpose: 'write',
  arguments: { eventType: required('for example delivery.status.updated@1') },
  options: {
    sunset: day('<day>', 'the last day on which it is published (default: the first after the notice period)'),
    replacement: text('<event type>', 'the event type to move to'),
  },
  json: '{ type, files, subscriptions: [{ service, name }] }',
  run: async (terminal, input) => {
    const { LEDGER, planDeprecation } = await import('@busbar/contracts');
    const { contractNamed } = await import('../../contract/governance');
    const { changeConfig, planned, textsOf, writeEdits } = await import('../../contract/write-edits');
    const { contract, edits, left } = await changeConfig(terminal, input, async (governance) => {
      const contract = contractNamed(governance, input.eventType);
      const ledger = (await textsOf(governance, [LEDGER])).get(LEDGER);
      const edits = planned(() =>
        planDeprecation({
          contract,
          contracts: governance.contracts.contracts,
          today: governance.today,
          ledger,
          noticeDays: governance.policy.policy.noticeDays,
          ...(input.sunset !== undefined && { sunset: input.sunset }),
          ...(input.replacement !== undefined && { replacement: input.replacement }),
        }),
      );
      await writeEdits(terminal, governance, edits);
      const left = governance.subscriptions
        .filter(({ eventType }) => eventType === contract.type)
        .map(({ service, name }) => ({ service, name }));
      return { contract, edits, left };
    });
    if (input.json) terminal.printJson({ type: contract.type, files: [...edits.keys()], subscriptions: left });
    else
      terminal.print(
        `${terminal.out.good('deprecated')} ${contract.type}; ${plural(left.length, 'subscription')} left to move`,
        ...left.map(({ service, name }) => `  ${service}/${name}`),
      );
    return exitCode.ok;
  },
});
