import { optionalInteger, optionalTexts, type JsonInput } from '../../wire/input';
import { md5OfAttributes, type MessageAttributes } from './message-attributes';
import { NO_ATTRIBUTES, type Message } from './message';
import type { Queue, ReceiveOptions } from './queue';
import { optionalId } from './fifo-id';
import { sqsError } from './sqs-error';

export interface ReceiveRequest extends ReceiveOptions {
  readonly show: Shown;
}

/** Which attributes the answer carries. */
interface Shown {
  readonly system: readonly SystemAttribute[];
  /** Undefined: none. */
  readonly own: ((name: string) => boolean) | undefined;
}

type SystemAttribute = (message: Message) => readonly [name: string, value: string | number | undefined];

const SYSTEM_ATTRIBUTES: Readonly<Record<string, SystemAttribute>> = {
  SenderId: ({ senderId }) => ['SenderId', senderId],
  SentTimestamp: ({ sentAt }) => ['SentTimestamp', sentAt],
  ApproximateReceiveCount: ({ receiveCount }) => ['ApproximateReceiveCount', receiveCount],
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAt }) => ['ApproximateFirstReceiveTimestamp', firstReceivedAt],
  AWSTraceHeader: ({ systemAttributes }) => ['AWSTraceHeader', systemAttributes['AWSTraceHeader']?.StringValue],
  MessageGroupId: ({ groupId }) => ['MessageGroupId', groupId],
  MessageDeduplicationId: ({ deduplicationId }) => ['MessageDeduplicationId', deduplicationId],
  DeadLetterQueueSourceArn: ({ deadLetterSource }) => ['DeadLetterQueueSourceArn', deadLetterSource],
};
/** Only FIFO queues number their messages. */
const SEQUENCE_NUMBER: SystemAttribute = (message) => ['SequenceNumber', message.sequenceNumber];
const ALL = Object.values(SYSTEM_ATTRIBUTES);
/** `ReceiveMessage` accepts the attribute names of `GetQueueAttributes` too, and returns nothing for them. */
const QUEUE_ATTRIBUTES = new Set([
  ...['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed', 'ApproximateNumberOfMessagesNotVisible'],
  ...['ContentBasedDeduplication', 'CreatedTimestamp', 'DeduplicationScope', 'DelaySeconds', 'FifoQueue', 'FifoThroughputLimit'],
  ...['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'LastModifiedTimestamp', 'MaximumMessageSize', 'MessageRetentionPeriod'],
  ...['Policy', 'QueueArn', 'ReceiveMessageWaitTimeSeconds', 'RedriveAllowPolicy', 'RedrivePolicy', 'SqsManagedSseEnabled'],
  'VisibilityTimeout',
]);

export function readReceive(input: JsonInput, { settings }: Queue): ReceiveRequest {
  const bounded = (name: string, fallback: number, least: number, most: number) => {
    const value = optionalInteger(input, name) ?? fallback;
    if (value < least || value > most) throw sqsError.outOfRange(name, value, least, most);
    return value;
  };
  const attemptId = optionalId(input, 'ReceiveRequestAttemptId');
  if (attemptId !== undefined && !settings.fifo) throw sqsError.otherQueueType('ReceiveRequestAttemptId', attemptId);
  return {
    ...(attemptId !== undefined && { attemptId }),
    maximum: bounded('MaxNumberOfMessages', 1, 1, 10),
    visibilityTimeoutMs: bounded('VisibilityTimeout', settings.visibilityTimeoutSeconds, 0, 43_200) * 1_000,
    waitMs: bounded('WaitTimeSeconds', settings.receiveWaitSeconds, 0, 20) * 1_000,
    show: {
      system: readSystem(
        [...(optionalTexts(input, 'AttributeNames') ?? []), ...(optionalTexts(input, 'MessageSystemAttributeNames') ?? [])],
        settings.fifo,
      ),
      own: readOwn(optionalTexts(input, 'MessageAttributeNames') ?? []),
    },
  };
}

function readSystem(names: readonly string[], fifo: boolean): readonly SystemAttribute[] {
  if (names.length === 0) return [];
  if (names.includes('All')) return fifo ? [...ALL, SEQUENCE_NUMBER] : ALL;
  return [...new Set(names)].flatMap((name) => {
    if (name === 'SequenceNumber') return fifo ? [SEQUENCE_NUMBER] : [];
    const attribute = SYSTEM_ATTRIBUTES[name];
    if (!attribute && !QUEUE_ATTRIBUTES.has(name)) throw sqsError.invalidAttribute(name);
    return attribute ? [attribute] : [];
  });
}

/** Names, `All`, or prefixes (`order.*`). */
function readOwn(names: readonly string[]): Shown['own'] {
  if (names.length === 0) return undefined;
  if (names.includes('All') || names.includes('.*')) return () => true;
  const whole = new Set(names);
  const beginnings = names.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -1));
  return (name) => whole.has(name) || beginnings.some((beginning) => name.startsWith(beginning));
}

/** Written by hand: the bodies are most of the answer, and are escaped already. */
export function receiveAnswer(messages: readonly Message[], show: Shown): string {
  if (messages.length === 0) return '{}';
  let json = '{"Messages":[';
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index] as Message;
    json +=
      `${index === 0 ? '' : ','}{"MessageId":"${message.id}","ReceiptHandle":"${message.receiptHandle}",` +
      `"MD5OfBody":"${message.body.md5}","Body":${message.body.json}`;
    if (show.system.length > 0) json += `,"Attributes":${systemAttributes(message, show.system)}`;
    if (show.own && message.attributes !== NO_ATTRIBUTES) json += ownAttributes(message, show.own);
    json += '}';
  }
  return `${json}]}`;
}

/** All that SQS knows of a message, as JSON. @param fifo whether it is of a FIFO queue */
export function allSystemAttributes(message: Message, fifo: boolean): string {
  return systemAttributes(message, fifo ? [...ALL, SEQUENCE_NUMBER] : ALL);
}

function systemAttributes(message: Message, wanted: readonly SystemAttribute[]): string {
  let json = '';
  for (const attribute of wanted) {
    const [name, value] = attribute(message);
    if (value !== undefined) json += `${json === '' ? '' : ','}"${name}":${JSON.stringify(String(value))}`;
  }
  return `{${json}}`;
}

function ownAttributes(message: Message, wanted: (name: string) => boolean): string {
  const shown: MessageAttributes = Object.fromEntries(Object.entries(message.attributes).filter(([name]) => wanted(name)));
  const md5 = md5OfAttributes(shown);
  return md5 === undefined ? '' : `,"MD5OfMessageAttributes":"${md5}","MessageAttributes":${JSON.stringify(shown)}`;
}
