/** What the program's exit status says. Documented in the README. */
export const exitCode = { ok: 0, checkFailed: 1, usage: 2, environment: 3 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A failure that is told to the user as it is: what happened and the next step. Never printed with a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly exit: ExitCode,
    message: string,
    readonly fix?: string,
  ) {
    super(message);
  }
}
