import { ServiceError } from '../../wire/service-error';

const LEGACY = 'AWS.SimpleQueueService.';

function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' });
}

/** SQS's errors, in its words. */
export const sqsError = {
  queueDoesNotExist: () =>
    new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.', { queryCode: `${LEGACY}NonExistentQueue` }),
  resourceNotFound: (parameter = 'SourceArn') =>
    new ServiceError(
      'ResourceNotFoundException',
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
      { status: 404 },
    ),
  unsupported: (message: string) =>
    new ServiceError('UnsupportedOperation', message, { queryCode: `${LEGACY}UnsupportedOperation` }),
  missingParameter: (name: string) =>
    new ServiceError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`, {
      queryCode: 'MissingParameter',
    }),
  invalidParameter: (message: string) => invalidParameter(message),
  outOfRange: (name: string, value: number, least: number, most: number) =>
    invalidParameter(
      `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
    ),
  invalidAttribute: (name: string) => new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`),
  invalidReceiptHandle: (handle: string) =>
    new ServiceError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`),
  /** FIFO queues only: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
  expiredReceiptHandle: (handle: string) =>
    invalidParameter(`Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`),
  otherQueueType: (name: string, value: string | number) =>
    invalidParameter(
      `Value ${value} for parameter ${name} is invalid. ` +
        'Reason: The request include parameter that is not valid for this queue type.',
    ),
  /** Group, deduplication and attempt ids. */
  invalidId: (name: string, value: string) =>
    invalidParameter(
      `Value ${value} for parameter ${name} is invalid. ` +
        `Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    ),
  messageNotInFlight: (handle: string) =>
    invalidParameter(
      `Value ${handle} for parameter ReceiptHandle is invalid. ` +
        'Reason: Message does not exist or is not available for visibility timeout change.',
    ),
  invalidContents: () =>
    new ServiceError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are ' +
        '#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    ),
  kmsAccessDenied: (message: string) => new ServiceError('KmsAccessDenied', message, { queryCode: 'KMS.AccessDeniedException' }),
  overLimit: () => new ServiceError('OverLimit', 'Too many messages in flight: delete some of those received.', { status: 403 }),
  emptyBatch: (entry: string) =>
    new ServiceError('EmptyBatchRequest', `There should be at least one ${entry} in the request.`, {
      queryCode: `${LEGACY}EmptyBatchRequest`,
    }),
  tooManyEntries: (count: number) =>
    new ServiceError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are 10. You have sent ${count}.`, {
      queryCode: `${LEGACY}TooManyEntriesInBatchRequest`,
    }),
  idsNotDistinct: (id: string) =>
    new ServiceError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`, { queryCode: `${LEGACY}BatchEntryIdsNotDistinct` }),
  invalidEntryId: () =>
    new ServiceError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      { queryCode: `${LEGACY}InvalidBatchEntryId` },
    ),
  batchTooLong: (bytes: number) =>
    new ServiceError('BatchRequestTooLong', `Batch requests cannot be longer than 1048576 bytes. You have sent ${bytes} bytes.`, {
      queryCode: `${LEGACY}BatchRequestTooLong`,
    }),
  purgeInProgress: (queue: string) =>
    new ServiceError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`, {
      status: 403,
      queryCode: `${LEGACY}PurgeQueueInProgress`,
    }),
};
