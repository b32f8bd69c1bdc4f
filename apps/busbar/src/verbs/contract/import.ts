import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { ImportedContract } from '@busbar/contracts';
import type { OpenGovernance } from '../../contract/governance';
import { newEventOptions } from '../../contract/new-event-options';
import { CommandError, exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import type { Terminal } from '../../terminal/terminal';
import { choice, flag, required, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

export const importContract = defineVerb({
  name: 'import',
  summary: 'write a draft from a JSON Schema of any version, or from sample events',
  purpose: 'write',
  arguments: { file: required('a JSON Schema, or events: NDJSON, a list, or one; - for standard input') },
  options: {
    name: text('<name>', 'for example delivery.parcel.scanned (default: from the file)'),
    as: choice('<kind>', 'what the file is (default: what it looks like)', ['schema', 'events']),
    type: text('<detail-type>', 'if there are events of several types, the one to import'),
    ...newEventOptions,
    dryRun: flag('write nothing; print the draft'),
  },
  json: '{ name, from, samples, written, files, draft, problems }',
  run: async (terminal, input) => {
    const { importContract: draftFrom } = await import('@busbar/contracts');
    const { openGovernance } = await import('../../contract/governance');
    const { plannedEvent } = await import('../../contract/new-event');
    const { changeConfig, checkEdits, writeEdits } = await import('../../contract/write-edits');
    const { countProblems, printProblems } = await import('../../terminal/problems');
    const { file } = input;
    const imported = draftFrom({
      file: file === '-' ? 'stdin.json' : file,
      text: await readInput(terminal, file),
      ...(input.as !== undefined && { as: input.as }),
      ...(input.type !== undefined && { eventType: input.type }),
      ...(input.name !== undefined && { name: input.name }),
    });
    const { contents, problems, from, samples } = imported;
    const name = input.name ?? imported.name;
    if (!input.json || !contents) printProblems(terminal, problems);
    if (!contents) {
      if (input.json) terminal.printJson({ name: name ?? null, from, samples, written: false, files: [], draft: null, problems });
      throw new CommandError(
        exitCode.checkFailed,
        `No draft can be made of ${file === '-' ? 'standard input' : file}: ${countProblems(problems)}.`,
      );
    }
    if (name === undefined)
      throw new CommandError(
        exitCode.usage,
        'The file does not say what the event is called.',
        'Name it with --name <domain>.<thing>.<what-happened>, as in "delivery.parcel.scanned".',
      );
    const plan = async (governance: OpenGovernance) => {
      const planned = plannedEvent(governance, name, input, contents);
      await (input.dryRun ? checkEdits : writeEdits)(terminal, governance, planned);
      return planned;
    };
    const edits = await (input.dryRun ? openGovernance(input).then(plan) : changeConfig(terminal, input, plan));
    const draft = [...edits].find(([path]) => path.endsWith('draft.schema.json'))?.[1] ?? '{}';
    if (input.json)
      terminal.printJson({
        name,
        from,
        samples,
        written: !input.dryRun,
        files: [...edits.keys()],
        draft: JSON.parse(draft) as unknown,
        problems,
      });
    else if (input.dryRun) {
      terminal.say(terminal.err.dim(`would write ${plural(edits.size, 'file')}; the draft:`));
      terminal.printText(draft.trimEnd());
    } else conclude(terminal, name, imported, countProblems(problems));
    return exitCode.ok;
  },
});

function conclude(terminal: Terminal, name: string, { from, samples, problems }: ImportedContract, lost: string): void {
  const origin = from === 'schema' ? 'the schema' : plural(samples, 'sample');
  terminal.print(
    `${terminal.out.good('made')} ${name}@1, a draft, from ${origin}: ${problems.length === 0 ? 'nothing was lost' : lost}`,
    ...(from === 'events' ? ['  Its examples are unchanged samples: replace personal data before you commit them.'] : []),
    `  \`busbar contract lint ${name}@1\` names what only you can say; descriptions that are missing begin with "TODO".`,
    `  Then \`busbar contract check ${name}@1\` and \`busbar contract release ${name}@1 --reason "<why>"\`.`,
  );
}

async function readInput(terminal: Terminal, file: string): Promise<string> {
  if (file === '-') {
    terminal.prompt('Give a JSON Schema or events as JSON, then Ctrl-D:');
    return textOf(process.stdin);
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      exitCode.usage,
      `"${file}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
    );
  }
}
