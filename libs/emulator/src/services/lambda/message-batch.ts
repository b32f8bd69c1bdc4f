import { matches } from '@busbar/event-pattern';
import { allSystemAttributes, md5OfAttributes, type Message, type MessageAttributes } from '../sqs';
import type { EventSourceMapping } from './event-source-mapping';

/** Of the event that a function is invoked with. */
const MOST_PAYLOAD_BYTES = 6_291_556;

/** A message as one poll got it: the handle of a message is another one after the next receive. */
export interface ReceivedMessage {
  readonly message: Message;
  readonly receiptHandle: string;
}

/** Messages that a function gets together. */
export interface MessageBatch {
  readonly messages: readonly ReceivedMessage[];
  /** The event, as JSON. */
  readonly payload: string;
}

/**
 * The events for some messages: one, unless they are too long for that.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function batchesOf(
  messages: readonly ReceivedMessage[],
  mapping: Pick<EventSourceMapping, 'queueArn' | 'region'>,
): readonly MessageBatch[] {
  const batches: { messages: ReceivedMessage[]; records: string[]; bytes: number }[] = [];
  for (const message of messages) {
    const record = recordOf(message, mapping);
    const bytes = Buffer.byteLength(record) + 1;
    let last = batches.at(-1);
    if (!last || last.bytes + bytes > MOST_PAYLOAD_BYTES) batches.push((last = { messages: [], records: [], bytes: 20 }));
    last.messages.push(message);
    last.records.push(record);
    last.bytes += bytes;
  }
  return batches.map(({ messages: batch, records }) => ({ messages: batch, payload: `{"Records":[${records.join(',')}]}` }));
}

/** Whether a message goes to the function. A body that is a JSON object or list is matched as such, any other one as a string. */
export function passesFilters(received: ReceivedMessage, mapping: EventSourceMapping): boolean {
  const { filters } = mapping;
  if (filters.length === 0) return true;
  const { body } = received.message;
  const event = recordOf(received, mapping, jsonBody(body.text) ?? body.json);
  return filters.some(({ pattern }) => matches(pattern, event));
}

/** As AWS's documentation names them. */
export type BatchResponse =
  | { readonly kind: 'read'; readonly failed: ReadonlySet<string> }
  /** Everything failed: what the function returned means nothing. */
  | { readonly kind: 'bad'; readonly why: string };

/**
 * Which messages a function says that failed. Nothing (`null`, `{}`, an empty list) means that none did.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 *
 * @param json what the function returned
 */
export function readBatchResponse(json: string, messages: readonly ReceivedMessage[]): BatchResponse {
  const response: unknown = JSON.parse(json);
  if (!response) return { kind: 'read', failed: NONE };
  if (typeof response !== 'object' || Array.isArray(response)) return bad('is neither an object nor null');
  const items = (response as { readonly batchItemFailures?: unknown }).batchItemFailures;
  if (items === undefined || items === null) return { kind: 'read', failed: NONE };
  if (!Array.isArray(items)) return bad('has batchItemFailures that are no list');
  const ids = new Set(messages.map(({ message }) => message.id));
  const failed = new Set<string>();
  for (const item of items as readonly unknown[]) {
    const id = (item as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || id === '') return bad('has a batch item failure without an itemIdentifier');
    if (!ids.has(id)) return bad(`names the itemIdentifier ${JSON.stringify(id.slice(0, 100))}, which is not in the batch`);
    failed.add(id);
  }
  return { kind: 'read', failed };
}

const NONE: ReadonlySet<string> = new Set();

function bad(what: string): BatchResponse {
  return { kind: 'bad', why: `The function's response ${what}: the whole batch failed.` };
}

function recordOf(
  { message, receiptHandle }: ReceivedMessage,
  { queueArn, region }: Pick<EventSourceMapping, 'queueArn' | 'region'>,
  body: string = message.body.json,
): string {
  const md5 = md5OfAttributes(message.attributes);
  return (
    `{"messageId":"${message.id}","receiptHandle":"${receiptHandle}","body":${body},` +
    `"attributes":${allSystemAttributes(message, queueArn.endsWith('.fifo'))},` +
    `"messageAttributes":${JSON.stringify(lambdaAttributes(message.attributes))},` +
    (md5 === undefined ? '' : `"md5OfMessageAttributes":"${md5}",`) +
    `"md5OfBody":"${message.body.md5}","eventSource":"aws:sqs","eventSourceARN":"${queueArn}","awsRegion":"${region}"}`
  );
}

/** Lambda spells them in its own way. */
function lambdaAttributes(attributes: MessageAttributes): object {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
}

function jsonBody(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : undefined;
  } catch {
    return undefined;
  }
}
