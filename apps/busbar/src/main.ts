import { version } from '../package.json';
import { exitCode, failureExit } from './exit';
import { reportError } from './report-error';
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
  void runProgram({ name: 'busbar', summary, version, verbs }, argv)
    .catch(async (error: unknown) => failureExit(argv, await reportError(error, { name: 'busbar', version })))
    .then((exit) => {
      process.exitCode = exit;
    });
}

/** `busbar plan | head` is no error. */
function stopOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCode.ok);
  throw error;
}
