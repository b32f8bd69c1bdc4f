import { OperationalError } from '@busbar/problem/operational-error';

/** What the program's exit status says. Documented in the README. */
export const exitCode = { ok: 0, checkFailed: 1, usage: 2, environment: 3 } as const;
/** What `--detailed-exitcode` makes of it, as Terraform has it. */
export const detailedExitCode = { nothing: 0, error: 1, changes: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A verb that ends because of what it found: what happened, the next step, and the exit status. */
export class CommandError extends OperationalError {
  override readonly name = 'CommandError';

  constructor(
    readonly exit: ExitCode,
    message: string,
    fix?: string,
    cause?: unknown,
  ) {
    super(message, { ...(fix !== undefined && { fix }), ...(cause !== undefined && { cause }) });
  }
}

/** The exit status of a failure: with `--detailed-exitcode` 2 means something else, and every failure is 1. */
export function failureExit(argv: readonly string[], exit: ExitCode): ExitCode {
  return argv.includes('--detailed-exitcode') ? detailedExitCode.error : exit;
}
