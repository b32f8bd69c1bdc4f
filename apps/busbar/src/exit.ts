import { OperationalError } from '@busbar/problem/operational-error';

/** What the program's exit status says. Documented in the README. */
export const exitCode = { ok: 0, checkFailed: 1, usage: 2, environment: 3 } as const;
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
