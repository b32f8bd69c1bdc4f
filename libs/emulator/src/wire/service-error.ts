/** An answer of AWS's that is an error. Each protocol writes it in its own way. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** `ValidationException`; for SQS the JSON code (`QueueDoesNotExist`). */
  readonly code: string;
  readonly status: number;
  /** What SQS calls the error in its older query protocol (`AWS.SimpleQueueService.NonExistentQueue`), when that differs. */
  readonly queryCode: string | undefined;

  constructor(
    code: string,
    message: string,
    { status = 400, queryCode }: { readonly status?: number; readonly queryCode?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.queryCode = queryCode;
  }
}

/**
 * A member of a request breaks its model.
 *
 * @param value as AWS prints it; undefined when the member is missing
 * @param constraint what the member must: `not be null`
 */
export function constraintViolation(
  value: string | undefined,
  member: string,
  constraint: string,
  code = 'ValidationException',
): ServiceError {
  const shown = value === undefined ? 'null' : `'${value}'`;
  const message = `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: Member must ${constraint}`;
  return new ServiceError(code, message);
}
