import { dirname, resolve } from 'node:path';
import { openCompany, findConfig } from '../company';
import { exitCode, type ExitCode } from '../exit';
import type { CommonOptions } from '../main';
import { plural } from '../terminal/problems';
import type { Terminal } from '../terminal/terminal';

/** `busbar bindings generate` */
export async function generateBindings(
  terminal: Terminal,
  options: CommonOptions & { readonly out: string; readonly check: boolean },
): Promise<ExitCode> {
  const { checkBindings, generateTypeScript, writeBindings } = await import('@busbar/bindings');
  const { manifest } = await openCompany(terminal, options);
  const folder = resolve(dirname(findConfig(options)), options.out);
  const files = generateTypeScript(manifest.contracts);
  if (!options.check) {
    const written = writeBindings(files, folder);
    const changes = written.length === 0 ? 'nothing changed' : `${plural(written.length, 'file')} changed`;
    terminal.print(`${terminal.out.good('ok')}  ${plural(files.size, 'file')} in ${options.out}: ${changes}`);
    return exitCode.ok;
  }
  const differences = checkBindings(files, folder);
  if (differences.length === 0) {
    terminal.print(`${terminal.out.good('ok')}  ${options.out} is what config/ says`);
    return exitCode.ok;
  }
  for (const { path, state } of differences) terminal.say(`${options.out}/${path} ${terminal.err.bad(state)}`);
  terminal.say(`${terminal.err.dim('→')} Run \`npx busbar bindings generate\` and commit what it writes.`);
  return exitCode.checkFailed;
}
