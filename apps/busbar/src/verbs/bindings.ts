import { dirname, join, relative, resolve } from 'node:path';
import type { GeneratedFiles, Language } from '@busbar/bindings';
import { findConfig, openCompany } from '../company';
import { exitCode, type ExitCode } from '../exit';
import type { CommonOptions } from '../main';
import { plural } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';

export interface BindingsOptions {
  /** All when absent. */
  readonly language?: Language;
  /** The folder of the language's package, or of one package a language when there are several. */
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
    const out = options.out !== undefined && options.language !== undefined ? options.out : join(options.out ?? EVENTS, folder);
    const files = generate(language, manifest.contracts);
    const isRight = await (options.check ? check : write)(terminal, files, resolve(root, out), relative(root, resolve(root, out)));
    if (!isRight) exit = exitCode.checkFailed;
  }
  if (exit !== exitCode.ok) terminal.say(`${terminal.err.dim('→')} Run \`npx busbar bindings generate\` and commit what it writes.`);
  return exit;
}

async function write(terminal: Terminal, files: GeneratedFiles, folder: string, shown: string): Promise<boolean> {
  const { writeBindings } = await import('@busbar/bindings');
  const written = writeBindings(files, folder);
  const changes = written.length === 0 ? 'nothing changed' : `${plural(written.length, 'file')} changed`;
  terminal.print(`${terminal.out.good('ok')}  ${plural(files.size, 'file')} in ${shown}: ${changes}`);
  return true;
}

async function check(terminal: Terminal, files: GeneratedFiles, folder: string, shown: string): Promise<boolean> {
  const { checkBindings } = await import('@busbar/bindings');
  const differences = checkBindings(files, folder);
  if (differences.length === 0) terminal.print(`${terminal.out.good('ok')}  ${shown} is what config/ says`);
  for (const { path, state } of differences) terminal.say(`${shown}/${path} ${terminal.err.bad(state)}`);
  return differences.length === 0;
}
