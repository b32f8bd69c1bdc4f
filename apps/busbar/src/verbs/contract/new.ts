import { newEventOptions } from '../../contract/new-event-options';
import { exitCode } from '../../exit';
import { required } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const newContract = defineVerb({
  name: 'new',
  summary: 'make a complete, valid contract of a new event, to be changed',
  purpose: 'write',
  arguments: { name: required('for example delivery.parcel.scanned') },
  options: newEventOptions,
  json: '{ type, files }',
  run: async (terminal, input) => {
    const { openGovernance } = await import('../../contract/governance');
    const { plannedEvent } = await import('../../contract/new-event');
    const { writeEdits } = await import('../../contract/write-edits');
    const governance = await openGovernance(input);
    const edits = plannedEvent(governance, input.name, input);
    await writeEdits(terminal, governance, edits);
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
