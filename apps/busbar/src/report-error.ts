import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { isOperational, isSystemError } from '@busbar/problem/operational-error';
import { CommandError, exitCode, type ExitCode } from './exit';
import { Terminal } from './terminal/terminal';

/** Of a program: what is said of it when it fails. */
export interface ProgramIdentity {
  readonly name: string;
  readonly version: string;
}

/**
 * Says on stderr what went wrong and the next step, and gives the exit status. Operational errors and failed system calls are printed
 * as they are; everything else is a defect of the program, whatever class it has: its stack goes to a file, to be reported.
 * `BUSBAR_DEBUG=1` prints the stack of either.
 */
export async function reportError(
  error: unknown,
  program: ProgramIdentity,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ExitCode> {
  const terminal = new Terminal();
  const { bad, dim } = terminal.err;
  const say = (message: string, fix?: string) => {
    const [first = '', ...rest] = message.split('\n');
    terminal.say(`${bad('error')}: ${first}`, ...rest.map((line) => `  ${line}`));
    if (fix !== undefined) terminal.say(`${dim('→')} ${fix}`);
  };
  if (isOperational(error)) say(error.message, error.fix);
  else if (isSystemError(error)) say(`${error.message}.`, nextStepOf(error.code));
  else if (await isOfClient(error)) say((error as Error).message);
  else {
    const { name, message } = isErrorLike(error) ? error : { name: 'Error', message: String(error) };
    const file = writeDefect(error, program);
    say(
      `${program.name} has a defect: ${name}: ${message}`,
      `This is not your mistake. Please report it to the maintainers of ${program.name}${file === undefined ? '' : `, with ${file}`}. BUSBAR_DEBUG=1 prints where it happened.`,
    );
  }
  if (environment['BUSBAR_DEBUG']) terminal.say(...inspect(error).split('\n'));
  return error instanceof CommandError ? error.exit : exitCode.environment;
}

/** The client is published by itself and has a base of its own. */
async function isOfClient(error: unknown): Promise<boolean> {
  const { BusbarError } = await import('@busbar/client/event');
  return error instanceof BusbarError;
}

/** Errors of other realms (a `vm`, a worker) are no instances of ours. */
function isErrorLike(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error;
}

function nextStepOf(code: string): string {
  return NEXT_STEPS[code] ?? 'Make that possible, and try again.';
}

const NEXT_STEPS: Readonly<Record<string, string>> = {
  EACCES: 'Give yourself the permission, or choose another place.',
  EPERM: 'Give yourself the permission, or choose another place.',
  ENOENT: 'Check the path.',
  ENOTDIR: 'Check the path: part of it is a file.',
  EEXIST: 'Choose another place: something else is there.',
  EISDIR: 'Name a file, not a folder.',
  EROFS: 'Choose a place that can be written to.',
  ENOSPC: 'Make room on the disk.',
  EMFILE: 'Allow more open files: `ulimit -n 4096`.',
};

/** @returns where the stack is; undefined when it cannot be written */
function writeDefect(error: unknown, { name, version }: ProgramIdentity): string | undefined {
  try {
    const file = join(mkdtempSync(join(tmpdir(), `${name}-defect-`)), 'defect.txt');
    const head = `${name} ${version}, Node ${process.version}, ${process.platform} ${process.arch}`;
    // The verb and no more: arguments may hold what must not be passed on.
    writeFileSync(file, `${head}\n${name} ${process.argv[2] ?? ''}\n\n${inspect(error)}\n`);
    return file;
  } catch {
    return undefined;
  }
}
