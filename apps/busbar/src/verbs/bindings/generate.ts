import { dirname, join, relative, resolve, sep } from 'node:path';
import type { BindingsDifference } from '@busbar/bindings';
import { LANGUAGES, languages, type Language } from '@busbar/bindings/languages';
import { CommandError, exitCode } from '../../exit';
import { plural } from '../../terminal/plural';
import type { Terminal } from '../../terminal/terminal';
import { choice, flag, text } from '../../verb/parameters';
import { defineVerb } from '../../verb/verb';

/** Where the packages of the company's events are, one folder a language. */
const EVENTS = 'libs/events';

export const generateBindings = defineVerb({
  name: 'generate',
  summary: 'write the typed, validated event constructors of config/events',
  purpose: 'write',
  options: {
    language: choice('<language>', 'only this language (default: all)', languages),
    out: text(
      '<dir>',
      'the folder of the package; without --language, the one of all packages (default: libs/events/<language>)',
    ),
    check: flag('write nothing; fail if anything would change'),
  },
  json: '[{ language, folder, files, differences: [{ path, state: "missing" | "changed" | "left-over" }] }]; without --check they are mended',
  run: async (terminal, input) => {
    const { checkBindings, generate, writeBindings } = await import('@busbar/bindings');
    const { findConfig, openCompany } = await import('../../company');
    const { manifest } = await openCompany(terminal, input);
    const root = dirname(findConfig(input));
    const chosen = input.language === undefined ? languages : [input.language];
    const resultOf = (language: Language) => {
      const { folder } = LANGUAGES[language];
      const out =
        input.out === undefined ? join(root, EVENTS, folder) : resolve(input.out, input.language === undefined ? folder : '');
      const files = generate(language, manifest.contracts);
      const shown = shownPath(root, out);
      const differences = inFolder(shown, () => (input.check ? checkBindings : writeBindings)(files, out));
      return { language, folder: shown, files: files.size, differences };
    };
    const results: ReturnType<typeof resultOf>[] = [];
    for (const language of chosen)
      results.push(await terminal.progress.fleeting.phase(LANGUAGES[language].name, () => resultOf(language)));
    if (input.json) terminal.printJson(results);
    else for (const result of results) printResult(terminal, result, input.check);
    if (!input.check || results.every(({ differences }) => differences.length === 0)) return exitCode.ok;
    const rest = [
      ...(input.language === undefined ? [] : [` --language ${input.language}`]),
      ...(input.out === undefined ? [] : [` --out ${input.out}`]),
    ].join('');
    terminal.say(`${terminal.err.dim('→')} Run \`npx busbar bindings generate${rest}\` and commit what it writes.`);
    return exitCode.checkFailed;
  },
});

interface Result {
  readonly folder: string;
  readonly files: number;
  readonly differences: readonly BindingsDifference[];
}

function printResult(terminal: Terminal, { folder, files, differences }: Result, isCheck: boolean): void {
  const ok = terminal.out.good('ok');
  if (!isCheck) {
    const changes = differences.length === 0 ? 'nothing changed' : `${plural(differences.length, 'file')} changed`;
    terminal.print(`${ok}  ${plural(files, 'file')} in ${folder}: ${changes}`);
    return;
  }
  if (differences.length === 0) terminal.print(`${ok}  ${folder} is up to date`);
  for (const { path, state } of differences) terminal.say(`${folder}/${path} ${terminal.err.bad(state)}`);
}

/** Relative to the workspace, if it is in it. */
function shownPath(root: string, folder: string): string {
  const path = relative(root, folder);
  return path === '..' || path.startsWith(`..${sep}`) ? folder : path;
}

/** @throws CommandError when a folder or a file cannot be read or written */
function inFolder<Result>(shown: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    throw new CommandError(
      exitCode.environment,
      `"${shown}" cannot hold bindings: ${code} at "${path}".`,
      'Choose another folder with --out.',
    );
  }
}
