import { dirname, join, relative, resolve, sep } from 'node:path';
import type { GeneratedFiles, Language } from '@busbar/bindings';
import { findConfig, openCompany } from '../company';
import { CommandError, exitCode, type ExitCode } from '../exit';
import type { CommonOptions } from '../main';
import { plural } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';

export interface BindingsOptions {
  /** All when absent. */
  readonly language?: Language;
  /** The folder of the language's package, or of one package a language when there are several; relative to where one is. */
  readonly out?: string;
  readonly check: boolean;
}

/** Where the packages of the company's events are, one folder a language. */
const EVENTS = 'libs/events';

/** `busbar bindings generate` */
export async function generateBindings(terminal: Terminal, options: CommonOptions & BindingsOptions): Promise<ExitCode> {
  const { generate, LANGUAGES } = await import('@busbar/bindings');
  const { manifest } = await openCompany(terminal, options);
  const root = dirname(findConfig(options));
  const languages = options.language === undefined ? (Object.keys(LANGUAGES) as Language[]) : [options.language];
  let exit: ExitCode = exitCode.ok;
  for (const language of languages) {
    const { folder } = LANGUAGES[language];
    const out =
      options.out === undefined ? join(root, EVENTS, folder) : resolve(options.out, options.language === undefined ? folder : '');
    const files = generate(language, manifest.contracts);
    const isRight = await (options.check ? check : write)(terminal, files, out, shownPath(root, out));
    if (!isRight) exit = exitCode.checkFailed;
  }
  if (exit !== exitCode.ok) {
    const rest = [
      ...(options.language === undefined ? [] : [` --language ${options.language}`]),
      ...(options.out === undefined ? [] : [` --out ${options.out}`]),
    ].join('');
    terminal.say(`${terminal.err.dim('→')} Run \`npx busbar bindings generate${rest}\` and commit what it writes.`);
  }
  return exit;
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

async function write(terminal: Terminal, files: GeneratedFiles, folder: string, shown: string): Promise<boolean> {
  const { writeBindings } = await import('@busbar/bindings');
  const written = inFolder(shown, () => writeBindings(files, folder));
  const changes = written.length === 0 ? 'nothing changed' : `${plural(written.length, 'file')} changed`;
  terminal.print(`${terminal.out.good('ok')}  ${plural(files.size, 'file')} in ${shown}: ${changes}`);
  return true;
}

async function check(terminal: Terminal, files: GeneratedFiles, folder: string, shown: string): Promise<boolean> {
  const { checkBindings } = await import('@busbar/bindings');
  const differences = inFolder(shown, () => checkBindings(files, folder));
  if (differences.length === 0) terminal.print(`${terminal.out.good('ok')}  ${shown} is what config/ says`);
  for (const { path, state } of differences) terminal.say(`${shown}/${path} ${terminal.err.bad(state)}`);
  return differences.length === 0;
}
