import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { importContract, type ImportedContract } from '@busbar/contracts';
import { CommandError, exitCode } from '../../exit';
import type { Verb } from '../../main';
import { countProblems, plural, printProblems } from '../../terminal/problems';
import type { Terminal } from '../../terminal/terminal';
import { openGovernance } from './governance';
import { plannedEvent, type NewOptions } from './new';
import { checkEdits, writeEdits } from './write-edits';

interface ImportOptions extends NewOptions {
  readonly name?: string;
  readonly as?: 'schema' | 'events';
  readonly type?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `busbar contract import <file>`: a draft from a JSON Schema, or from sample events. */
export const importDraft: Verb<ImportOptions> = async (terminal, options, file = '-') => {
  const governance = await openGovernance(options);
  const imported = importContract({
    file: file === '-' ? 'stdin.json' : file,
    text: await readInput(file),
    ...(options.as !== undefined && { as: options.as }),
    ...(options.type !== undefined && { eventType: options.type }),
    ...(options.name !== undefined && { name: options.name }),
  });
  const { contents, problems, from, samples } = imported;
  const name = options.name ?? imported.name;
  if (!options.json || !contents) printProblems(terminal, problems);
  if (!contents) {
    if (options.json) terminal.printJson({ name: name ?? null, from, samples, written: false, files: [], draft: null, problems });
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
  const edits = plannedEvent(governance, name, options, contents);
  const draft = [...edits].find(([path]) => path.endsWith('draft.schema.json'))?.[1] ?? '{}';
  if (options.dryRun) await checkEdits(terminal, governance, edits);
  else await writeEdits(terminal, governance, edits);
  if (options.json)
    terminal.printJson({
      name,
      from,
      samples,
      written: !options.dryRun,
      files: [...edits.keys()],
      draft: JSON.parse(draft) as unknown,
      problems,
    });
  else if (options.dryRun) {
    terminal.say(terminal.err.dim(`would write ${plural(edits.size, 'file')}; the draft:`));
    terminal.print(draft.trimEnd());
  } else conclude(terminal, name, imported);
  return exitCode.ok;
};

function conclude(terminal: Terminal, name: string, { from, samples, problems }: ImportedContract): void {
  const origin = from === 'schema' ? 'the schema' : plural(samples, 'sample');
  terminal.print(
    `${terminal.out.good('made')} ${name}@1, a draft, from ${origin}: ${problems.length === 0 ? 'nothing was lost' : countProblems(problems)}`,
    ...(from === 'events'
      ? ['  Its examples are samples as they were: replace what tells of real people before you commit them.']
      : []),
    `  \`busbar contract lint ${name}@1\` names what only you can say; descriptions that are missing begin with "TODO".`,
    `  Then \`busbar contract check ${name}@1\` and \`busbar contract release ${name}@1\`.`,
  );
}

async function readInput(file: string): Promise<string> {
  if (file === '-') {
    if (process.stdin.isTTY) process.stderr.write('Give a JSON Schema or events as JSON, then Ctrl-D:\n');
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
