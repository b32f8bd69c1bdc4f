/** An answer of AWS's that is an error. Each protocol writes it in its own way. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** `ValidationException`; for SQS the JSON code (`QueueDoesNotExist`). */
  readonly code: string;
  readonly status: number;
  /** What SQS calls the error in its older query protocol (`AWS.SimpleQueueService.NonExistentQueue`), when that differs. */
  readonly queryCode: string | undefined;
  /** Members that AWS's model gives the error, beside its message. */
  readonly members: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    {
      status = 400,
      queryCode,
      members = {},
    }: { readonly status?: number; readonly queryCode?: string; readonly members?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.queryCode = queryCode;
    this.members = members;
  }
}

/** A value as AWS prints it (undefined when the member is missing), the member, and what it must: `not be null`. */
export type Violation = readonly [value: string | undefined, member: string, constraint: string];

/** Members of a request break its model. */
export function constraintViolations(violations: readonly Violation[], code = 'ValidationException'): ServiceError {
  const sentences = violations.map(([value, member, constraint]) => {
    const shown = value === undefined ? 'null' : `'${value}'`;
    return `Value ${shown} at '${member}' failed to satisfy constraint: Member must ${constraint}`;
  });
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  return new ServiceError(code, `${count}: ${sentences.join('; ')}`);
}

/** A member of a request breaks its model. */
export function constraintViolation(value: string | undefined, member: string, constraint: string, code?: string): ServiceError {
  return constraintViolations([[value, member, constraint]], code);
}

/** @param name as the request has it */
export function unknownOperation(name: string, status = 400): ServiceError {
  return new ServiceError('UnknownOperationException', `Unknown operation ${name.slice(0, 200) || '(none)'}.`, { status });
}

/** A bug of the emulator is an internal failure to the client, without its stack trace. */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError(
    'InternalFailure',
    'The emulator failed to answer. This is a fault in Busbar; please report what you sent.',
    { status: 500 },
  );
}
