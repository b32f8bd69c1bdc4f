import { UnreadableInputError } from './errors';
import type { EventBridgeEvent, SqsBatch } from './envelope';

/**
 * Whether the input is a batch of SQS, and each of its messages can be reported as failed.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function isSqsBatch(input: unknown): input is SqsBatch {
  const records = recordsOf(input);
  return records !== undefined && records.length > 0 && records.every((record) => isSqsRecord(record) && hasMessageId(record));
}

/**
 * @param where what the value is, for the message: `The input`, `Message 1f…`
 * @throws UnreadableInputError when the value is not an EventBridge event; its message says what it is and what to do
 */
export function eventOf(value: unknown, where: string): EventBridgeEvent {
  if (isEventBridgeEvent(value)) return value;
  throw new UnreadableInputError(`${where} is ${describe(value)}`);
}

function isEventBridgeEvent(value: unknown): value is EventBridgeEvent {
  if (!isObject(value)) return false;
  return typeof value['detail-type'] === 'string' && typeof value['source'] === 'string' && 'detail' in value;
}

const ACCEPTED = 'EventConsumer accepts an event of EventBridge or a batch of SQS.';

/** Names AWS services, never what the events of others hold. */
function describe(value: unknown): string {
  const records = recordsOf(value);
  if (records !== undefined) return describeRecords(records);
  if (Array.isArray(value)) {
    return `a list of ${value.length}. ${ACCEPTED} Where events are delivered in batches, set the batch size (MaxBatchSize) to 1.`;
  }
  if (!isObject(value)) return `${value === null ? 'null' : typeof value}. ${ACCEPTED}`;
  if (value['Type'] === 'Notification' && 'TopicArn' in value) {
    return "an SNS notification around a message. Turn on raw message delivery for the queue's subscription to the topic.";
  }
  if (sourceOf(value) !== UNKNOWN) return `an event of ${sourceOf(value)}. ${ACCEPTED}`;
  return `an object without "detail-type", "source" and "detail". ${ACCEPTED}`;
}

function describeRecords(records: readonly unknown[]): string {
  if (records.length === 0) return `a batch without records. ${ACCEPTED}`;
  if (records.every(isSqsRecord)) {
    const missing = records.findIndex((record) => !hasMessageId(record));
    return `a batch of SQS whose message ${missing + 1} has no messageId, so that it could not be reported as failed.`;
  }
  const sources = [...new Set(records.map(sourceOf))].join(' and ');
  return `a batch of ${sources}. ${ACCEPTED} Route the events to the function, or to a queue that it reads.`;
}

const UNKNOWN = 'an unknown source';

/** SNS writes it with a capital letter. */
function sourceOf(value: unknown): string {
  if (!isObject(value)) return UNKNOWN;
  const source = value['eventSource'] ?? value['EventSource'];
  return typeof source === 'string' && /^aws:[\w-]{1,30}$/.test(source) ? source : UNKNOWN;
}

function recordsOf(input: unknown): readonly unknown[] | undefined {
  return isObject(input) && Array.isArray(input['Records']) ? input['Records'] : undefined;
}

function isSqsRecord(record: unknown): boolean {
  return isObject(record) && record['eventSource'] === 'aws:sqs';
}

function hasMessageId(record: unknown): boolean {
  return isObject(record) && typeof record['messageId'] === 'string' && record['messageId'] !== '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
