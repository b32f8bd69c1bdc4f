/** How one try of a delivery ended. Undefined stands for success. */
export interface AttemptFailure {
  /** As in the dead-letter message. */
  readonly errorCode: string;
  readonly message: string;
  /** Trying again cannot help: straight to the dead-letter queue. */
  readonly permanent: boolean;
}

export function permanent(errorCode: string, message: string): AttemptFailure {
  return { errorCode, message, permanent: true };
}
