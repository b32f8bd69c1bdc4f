import { version } from '../package.json';
import { CommandError, exitCode, type ExitCode } from './exit';
import { Terminal } from './terminal/terminal';
import { runProgram } from './verb/program';
import { verbs } from './verbs';

/** The program. */
export function run(argv: readonly string[]): void {
  if (argv.includes('--no-color')) process.env['NO_COLOR'] = '1';
  // Node 20 is what this project supports; the SDK's notice about 2027 would break into tables and JSON.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  process.stdout.on('error', stopOnClosedPipe);
  const summary =
    'One EventBridge bus for an organization with many accounts: check, plan, synthesize and run it on this machine.';
  runProgram({ name: 'busbar', summary, version, verbs }, argv).then(
    (exit) => {
      process.exitCode = exit;
    },
    (error: unknown) => {
      process.exitCode = report(error);
    },
  );
}

/** Says what went wrong and the next step, without a stack. */
function report(error: unknown): ExitCode {
  const { err } = new Terminal();
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const fix = isDefect(error)
    ? 'This is a defect of busbar; BUSBAR_DEBUG=1 prints where it happened.'
    : (error as { readonly fix?: unknown }).fix;
  process.stderr.write(`${err.bad('error')}: ${message}\n`);
  if (typeof fix === 'string') process.stderr.write(`${err.dim('→')} ${fix}\n`);
  if (process.env['BUSBAR_DEBUG']) process.stderr.write(`${stack}\n`);
  return error instanceof CommandError ? error.exit : exitCode.environment;
}

/** Every package throws errors of its own classes for what a user can mend, and Node tells the system call that failed. */
function isDefect(error: unknown): boolean {
  if (!(error instanceof Error) || 'syscall' in error) return false;
  return ([Error, TypeError, RangeError, ReferenceError, SyntaxError] as unknown[]).includes(error.constructor);
}

/** `busbar plan | head` is no error. */
function stopOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCode.ok);
  throw error;
}
