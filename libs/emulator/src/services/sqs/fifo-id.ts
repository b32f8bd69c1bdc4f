import { optionalText, type JsonInput } from '../../wire/input';
import { sqsError } from './sqs-error';

/** Letters, digits and punctuation of ASCII. */
const ID = /^[!-~]{1,128}$/;

/**
 * Reads `MessageGroupId`, `MessageDeduplicationId` or `ReceiveRequestAttemptId`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function optionalId(input: JsonInput, name: string): string | undefined {
  const id = optionalText(input, name);
  if (id !== undefined && !ID.test(id)) throw sqsError.invalidId(name, id);
  return id;
}
