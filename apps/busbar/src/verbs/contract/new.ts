import { newEventOptions } from '../../contract/new-event-options';
import { exitCode } from '../../exit';
import { required } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const newContract = defineVerb({
  name: 'new',
  summary: 'write a complete, valid contract of a new event to edit',
  purpose: 'write',
  arguments: { name: required('for example delivery.parcel.scanned') },
  options: newEventOptions,
  json: '{ type, files }',
  run: async (terminal, input) => {
    const { plannedEvent } = await import('../../contract/new-event');
    const { changeConfig, writeEdits } = await import('../../contract/write-edits');
    const edits = await changeConfig(terminal, input, async (governance) => {
      const planned = plannedEvent(governance, input.name, input);
      await writeEdits(terminal, governance, planned);
      return planned;
    });
    const type = `${input.name}@1`;
    if (input.json) terminal.printJson({ type, files: [...edits.keys()] });
    else
      terminal.print(
        `${terminal.out.good('made')} ${type}, a draft`,
        `  Change its draft.schema.json and examples, then \`busbar contract check ${type}\``,
        `  and \`busbar contract release ${type} --reason "<why>"\`.`,
      );
    return exitCode.ok;
  },
});
