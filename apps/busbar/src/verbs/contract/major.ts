import { exitCode } from '../../exit';
import { required } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const major = defineVerb({
  name: 'major',
  summary: 'open the next major of an event, as a draft',
  purpose: 'write',
  arguments: { event: required('for example delivery.status.updated') },
  json: '{ type, files }',
  run: async (terminal, input) => {
    const { planMajor } = await import('@busbar/contracts');
    const { contractNamed } = await import('../../contract/governance');
    const { changeConfig, planned, writeEdits } = await import('../../contract/write-edits');
    const { newest, edits } = await changeConfig(terminal, input, async (governance) => {
      const asked = contractNamed(governance, input.event);
      const newest = contractNamed(governance, asked.event.name);
      const history = governance.contracts.histories.get(newest.type) ?? { draft: undefined, releases: [] };
      const edits = planned(() => planMajor(newest, history));
      await writeEdits(terminal, governance, edits);
      return { newest, edits };
    });
    const type = `${newest.event.name}@${newest.major + 1}`;
    if (input.json) terminal.printJson({ type, files: [...edits.keys()] });
    else
      terminal.print(
        `${terminal.out.good('opened')} ${type}, a draft`,
        `  When it is released: \`busbar contract deprecate ${newest.type} --replacement ${type}\`.`,
      );
    return exitCode.ok;
  },
});
