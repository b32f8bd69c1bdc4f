import { asObject, optionalInteger, optionalText, type JsonInput } from '../../wire/input';
import { bytesOfAttributes, md5OfAttributes, type MessageAttribute, type MessageAttributes } from './message-attributes';
import { MessageBody } from '../../delivery/message-body';
import type { NewMessage, SentMessage } from './message';
import type { Queue } from './queue';
import { optionalId } from './fifo-id';
import { sqsError } from './sqs-error';

/** Reads what `SendMessage` and an entry of `SendMessageBatch` have in common. */
export function readMessage(input: JsonInput, queue: Queue, senderId: string): NewMessage {
  const text = optionalText(input, 'MessageBody');
  if (!text) throw sqsError.missingParameter('MessageBody');
  if (!isXmlText(text)) throw sqsError.invalidContents();
  const body = new MessageBody(text);
  const attributes = readAttributes(input, 'MessageAttributes');
  const systemAttributes = readAttributes(input, 'MessageSystemAttributes');
  const unknown = Object.keys(systemAttributes ?? {}).find((name) => name !== 'AWSTraceHeader');
  if (unknown !== undefined) throw sqsError.invalidParameter(`Message system attribute name '${unknown}' is invalid.`);
  const { maximumMessageBytes } = queue.settings;
  if (body.bytes + bytesOfAttributes(attributes ?? {}) > maximumMessageBytes) {
    throw sqsError.invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maximumMessageBytes} bytes.`,
    );
  }
  const delaySeconds = optionalInteger(input, 'DelaySeconds');
  if (delaySeconds !== undefined && (delaySeconds < 0 || delaySeconds > 900)) {
    throw sqsError.outOfRange('DelaySeconds', delaySeconds, 0, 900);
  }
  // A FIFO queue delays all its messages or none, so only its own delay counts. 0 says nothing else, and is accepted.
  if (delaySeconds !== undefined && delaySeconds > 0 && queue.settings.fifo)
    throw sqsError.otherQueueType('DelaySeconds', delaySeconds);
  return {
    body,
    senderId,
    ...(attributes && { attributes }),
    ...(systemAttributes && { systemAttributes }),
    ...(delaySeconds !== undefined && !queue.settings.fifo && { delaySeconds }),
    ...readGroupAndDeduplication(input, queue),
  };
}

/** Group and deduplication. A standard queue accepts a group id, for fair sharing, and gives it back. */
function readGroupAndDeduplication(input: JsonInput, queue: Queue): Pick<NewMessage, 'groupId' | 'deduplicationId'> {
  const groupId = optionalId(input, 'MessageGroupId');
  const deduplicationId = optionalId(input, 'MessageDeduplicationId');
  if (!queue.settings.fifo) {
    if (deduplicationId !== undefined) throw sqsError.otherQueueType('MessageDeduplicationId', deduplicationId);
  } else {
    if (groupId === undefined) throw sqsError.missingParameter('MessageGroupId');
    if (deduplicationId === undefined && !queue.settings.contentBasedDeduplication) {
      throw sqsError.invalidParameter(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
    }
  }
  return { ...(groupId !== undefined && { groupId }), ...(deduplicationId !== undefined && { deduplicationId }) };
}

/**
 * Bytes that an entry of a batch adds to it: body, and name, type and value of each attribute. What is malformed counts as nothing, since its
 * own entry is refused for it.
 */
export function bytesOfEntry(entry: JsonInput): number {
  const bytesOf = (value: unknown, encoding: BufferEncoding = 'utf8') =>
    typeof value === 'string' ? Buffer.byteLength(value, encoding) : 0;
  const attributes = entry['MessageAttributes'];
  let bytes = bytesOf(entry['MessageBody']);
  if (typeof attributes !== 'object' || attributes === null) return bytes;
  for (const [name, attribute] of Object.entries(attributes as Record<string, unknown>)) {
    const { DataType, StringValue, BinaryValue } = (attribute ?? {}) as Record<string, unknown>;
    bytes += bytesOf(name) + bytesOf(DataType) + bytesOf(StringValue) + bytesOf(BinaryValue, 'base64');
  }
  return bytes;
}

const ATTRIBUTE_NAME = /^[\w.-]{1,256}$/;
/** Where the value of an attribute is, by the first word of its data type. */
const VALUE_PROPERTIES = { Binary: 'BinaryValue', Number: 'StringValue', String: 'StringValue' } as const;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;

function readAttributes(input: JsonInput, parameter: string): MessageAttributes | undefined {
  const given = input[parameter];
  if (given === undefined || given === null) return undefined;
  const entries = Object.entries(asObject(given));
  if (entries.length === 0) return undefined;
  if (entries.length > 10) {
    throw sqsError.invalidParameter(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, readAttribute(name, asObject(value))]));
}

function readAttribute(name: string, value: JsonInput): MessageAttribute {
  if (!ATTRIBUTE_NAME.test(name) || /^(AWS|Amazon)\./i.test(name)) {
    throw sqsError.invalidParameter(`Message (user) attribute name '${name}' is invalid.`);
  }
  const type = optionalText(value, 'DataType') ?? '';
  const [, kind] = DATA_TYPE.exec(type) ?? [];
  if (kind === undefined) {
    throw sqsError.invalidParameter(
      `The message (user) attribute '${name}' has an invalid message attribute type, ` +
        'the set of supported type prefixes is Binary, Number, and String.',
    );
  }
  const property = VALUE_PROPERTIES[kind as keyof typeof VALUE_PROPERTIES];
  const content = optionalText(value, property);
  if (!content)
    throw sqsError.invalidParameter(`The message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
  if (kind === 'Number' && Number.isNaN(Number(content))) {
    throw sqsError.invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType: type, [property]: content };
}

/** Control characters, unpaired surrogates and non-characters. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function isXmlText(text: string): boolean {
  return !NOT_XML.test(text);
}

/** The answer to `SendMessage`, and of one entry of a batch. */
export function sendReceipt(message: SentMessage, draft: NewMessage, fifo: boolean): Record<string, string> {
  // A duplicate is answered with the earlier message, but clients compare the digests with what they sent now.
  const ofAttributes = draft.attributes && md5OfAttributes(draft.attributes);
  const ofSystem = draft.systemAttributes && md5OfAttributes(draft.systemAttributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: draft.body.md5,
    ...(ofAttributes !== undefined && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystem !== undefined && { MD5OfMessageSystemAttributes: ofSystem }),
    ...(fifo && { SequenceNumber: message.sequenceNumber }),
  };
}
