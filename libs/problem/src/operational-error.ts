/** The same symbol in every copy of this file: bundles of the company's modules bring their own. */
const OPERATIONAL = Symbol.for('@busbar/problem/operational-error');

/** What an operational error says beside its message. */
export interface OperationalErrorOptions {
  /** The next step, in the imperative, as one sentence. */
  readonly fix?: string;
  /** The error that led to it. */
  readonly cause?: unknown;
}

/**
 * Base of every error that is not a defect of Busbar: wrong usage, a file that cannot be read, a port that is taken. Its message
 * says what was found and where, `fix` what to do; both are for the person who runs the program, and are printed without a stack.
 * Whatever else is thrown is a defect, errors of other libraries included: catch those where it is known what they mean.
 */
export abstract class OperationalError extends Error {
  static {
    Object.defineProperty(this.prototype, OPERATIONAL, { value: true });
  }
  /** Written out in every class: bundlers rename classes. */
  abstract override readonly name: string;
  readonly fix: string | undefined;

  constructor(message: string, { fix, ...cause }: OperationalErrorOptions = {}) {
    super(message, cause);
    this.fix = fix;
  }
}

/** Whether an error is of this family, whichever copy of the class made it. */
export function isOperational(error: unknown): error is OperationalError {
  return typeof error === 'object' && error !== null && OPERATIONAL in error;
}

/**
 * Whether Node reports a failed system call: no permission, no space, no such file. Not a defect either, though the message is
 * the system's; wherever it is known what the file was for, say it with an OperationalError.
 */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
}
