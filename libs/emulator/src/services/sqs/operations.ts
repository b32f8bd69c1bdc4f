import { denialMessage, resourceTags, type Authorizer } from '../../identity/authorizer';
import { asObject, optionalInteger, optionalList, optionalText, optionalTexts, type JsonInput } from '../../wire/input';
import type { Call, Operation, Operations } from '../../wire/call';
import { ServiceError } from '../../wire/service-error';
import type { Clock } from '../../time/clock';
import type { Schedule } from '../../time/schedule';
import { queueArn } from '@busbar/arn';
import { messageMoveOperations } from './message-move-operations';
import { queueAttributes } from './queue-attributes';
import type { Queue } from './queue';
import type { QueueEncryption, QueueUse } from './queue-encryption';
import { readReceive, receiveAnswer } from './receive-message';
import { bytesOfEntry, readMessage, sendReceipt } from './send-message';
import { sqsError } from './sqs-error';

/** The queues of all accounts, by ARN. */
export type Queues = ReadonlyMap<string, Queue>;

/** They change infrastructure, which comes from the templates. */
const OF_TEMPLATES = [
  'AddPermission',
  'CreateQueue',
  'DeleteQueue',
  'RemovePermission',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
];

/** Of all messages of a batch together. */
const MAX_BATCH_BYTES = 1_048_576;
const PURGE_INTERVAL_MS = 60_000;
const ENTRY_ID = /^[\w-]{1,80}$/;
const RECEIPT_HANDLE = /^[0-9a-f-]{36}\.[0-9a-z]+$/;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
export function sqsOperations(
  queues: Queues,
  authorizer: Authorizer,
  encryption: QueueEncryption,
  { clock, schedule }: { readonly clock: Clock; readonly schedule: Schedule },
): Operations {
  const created = Math.floor(clock.now() / 1_000);
  const purges = new Map<Queue, number>();

  /** The queue of the request, if the caller may do that with it. */
  const open = (input: JsonInput, call: Call, action: string): Queue => {
    const url = optionalText(input, 'QueueUrl');
    if (!url) throw sqsError.missingParameter('QueueUrl');
    const queue = queues.get(arnOfUrl(url, call));
    if (!queue) throw sqsError.queueDoesNotExist();
    authorize(call, action, queue.settings.arn, queue);
    return queue;
  };

  /** The same, if the key of the queue lets the caller use it. */
  const openEncrypted = (input: JsonInput, call: Call, action: string, use: QueueUse): Queue => {
    const queue = open(input, call, action);
    const denial = encryption.denial(queue.settings, use, call.caller);
    if (denial !== undefined) throw sqsError.kmsAccessDenied(denial);
    return queue;
  };

  const authorize = ({ caller }: Call, action: string, resource: string, queue?: Queue): void => {
    const decision = authorizer.decide(caller, {
      action: `sqs:${action}`,
      resource,
      resourceAccount: queue?.settings.account ?? caller.account,
      ...(queue?.policy && { resourcePolicy: queue.policy }),
      ...(queue && { context: resourceTags(queue.settings.tags) }),
    });
    if (decision.allowed) return;
    const message = denialMessage(caller, `sqs:${action.toLowerCase()}`, resource, decision);
    throw new ServiceError('AccessDeniedException', message, { status: 403, queryCode: 'AccessDenied' });
  };

  const keyDenial = ({ caller }: Call, source: Queue, destination: Queue): string | undefined =>
    encryption.denial(source.settings, 'receive', caller) ?? encryption.denial(destination.settings, 'send', caller);

  const operations: Record<string, Operation> = {
    SendMessage(input, call) {
      const queue = openEncrypted(input, call, 'SendMessage', 'send');
      const draft = readMessage(input, queue, call.caller.userId);
      return JSON.stringify(sendReceipt(queue.send(draft), draft, queue.settings.fifo));
    },

    SendMessageBatch(input, call) {
      const queue = openEncrypted(input, call, 'SendMessage', 'send');
      const entries = batchEntries(input, 'SendMessageBatchRequestEntry');
      const bytes = entries.reduce((sum, entry) => sum + bytesOfEntry(entry), 0);
      if (bytes > MAX_BATCH_BYTES) throw sqsError.batchTooLong(bytes);
      return batchAnswer(entries, (entry) => {
        const draft = readMessage(entry, queue, call.caller.userId);
        return sendReceipt(queue.send(draft), draft, queue.settings.fifo);
      });
    },

    ReceiveMessage(input, call) {
      const queue = openEncrypted(input, call, 'ReceiveMessage', 'receive');
      const request = readReceive(input, queue);
      if (queue.isOverInFlightLimit && !queue.settings.fifo) throw sqsError.overLimit();
      return new Promise((resolve) => {
        const leave = queue.receive(request, (messages) => resolve(receiveAnswer(messages, request.show)));
        call.onAbandoned(leave);
      });
    },

    DeleteMessage(input, call) {
      const queue = open(input, call, 'DeleteMessage');
      deleteMessage(queue, input);
      return '{}';
    },

    DeleteMessageBatch(input, call) {
      const queue = open(input, call, 'DeleteMessage');
      return batchAnswer(batchEntries(input, 'DeleteMessageBatchRequestEntry'), (entry) => {
        deleteMessage(queue, entry);
        return {};
      });
    },

    ChangeMessageVisibility(input, call) {
      changeVisibility(open(input, call, 'ChangeMessageVisibility'), input);
      return '{}';
    },

    ChangeMessageVisibilityBatch(input, call) {
      const queue = open(input, call, 'ChangeMessageVisibility');
      return batchAnswer(batchEntries(input, 'ChangeMessageVisibilityBatchRequestEntry'), (entry) => {
        changeVisibility(queue, entry);
        return {};
      });
    },

    PurgeQueue(input, call) {
      const queue = open(input, call, 'PurgeQueue');
      const now = clock.now();
      if (now - (purges.get(queue) ?? -Infinity) < PURGE_INTERVAL_MS) throw sqsError.purgeInProgress(queue.settings.name);
      purges.set(queue, now);
      queue.purge();
      return '{}';
    },

    GetQueueUrl(input, call) {
      const name = optionalText(input, 'QueueName');
      if (!name) throw sqsError.missingParameter('QueueName');
      const account = optionalText(input, 'QueueOwnerAWSAccountId') ?? call.caller.account;
      const queue = queues.get(queueArn(account, call.region, name));
      if (!queue) throw sqsError.queueDoesNotExist();
      authorize(call, 'GetQueueUrl', queue.settings.arn, queue);
      return JSON.stringify({ QueueUrl: urlOf(queue, call) });
    },

    GetQueueAttributes(input, call) {
      const queue = open(input, call, 'GetQueueAttributes');
      const names = optionalTexts(input, 'AttributeNames') ?? [];
      return JSON.stringify({ Attributes: queueAttributes(queue, names, created) });
    },

    ListQueues(input, call) {
      authorize(call, 'ListQueues', queueArn(call.caller.account, call.region, '*'));
      const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
      const mine = [...queues.values()].filter(
        ({ settings }) =>
          settings.account === call.caller.account && settings.region === call.region && settings.name.startsWith(prefix),
      );
      return page(input, mine.map((queue) => urlOf(queue, call)).sort(), 'QueueUrls');
    },

    ListDeadLetterSourceQueues(input, call) {
      const queue = open(input, call, 'ListDeadLetterSourceQueues');
      const sources = [...queues.values()].filter((source) => source.settings.redrive?.deadLetterQueueArn === queue.settings.arn);
      return page(input, sources.map((source) => urlOf(source, call)).sort(), 'queueUrls');
    },

    ListQueueTags(input, call) {
      const { tags } = open(input, call, 'ListQueueTags').settings;
      return JSON.stringify(Object.keys(tags).length === 0 ? {} : { Tags: tags });
    },

    ...messageMoveOperations({ queues, authorize, keyDenial, clock, schedule }),
  };
  for (const name of OF_TEMPLATES) {
    operations[name] = () => {
      throw new ServiceError(
        'UnsupportedOperation',
        `${name} changes infrastructure. This runtime is made from CloudFormation templates: change those, and start it again.`,
        { queryCode: 'AWS.SimpleQueueService.UnsupportedOperation' },
      );
    };
  }
  return new Map(Object.entries(operations));
}

/** `http://any-host/<account>/<name>`: clients may know the queue by another address of the emulator, or by AWS's. */
function arnOfUrl(url: string, { region }: Call): string {
  const [, account = '', name = ''] = /\/(\d{12})\/([^/?#]+)\/?$/.exec(url) ?? [];
  return queueArn(account, region, name);
}

function urlOf({ settings }: Queue, { endpoint }: Call): string {
  return `${endpoint}/${settings.account}/${settings.name}`;
}

function receiptHandle(input: JsonInput): string {
  const handle = optionalText(input, 'ReceiptHandle');
  if (!handle) throw sqsError.missingParameter('ReceiptHandle');
  if (!RECEIPT_HANDLE.test(handle)) throw sqsError.invalidReceiptHandle(handle);
  return handle;
}

function deleteMessage(queue: Queue, input: JsonInput): void {
  const handle = receiptHandle(input);
  if (queue.delete(handle) === 'expired') throw sqsError.expiredReceiptHandle(handle);
}

function changeVisibility(queue: Queue, input: JsonInput): void {
  const handle = receiptHandle(input);
  const seconds = optionalInteger(input, 'VisibilityTimeout');
  if (seconds === undefined) throw sqsError.missingParameter('VisibilityTimeout');
  if (seconds < 0 || seconds > 43_200) throw sqsError.outOfRange('VisibilityTimeout', seconds, 0, 43_200);
  if (!queue.changeVisibility(handle, seconds * 1_000)) throw sqsError.messageNotInFlight(handle);
}

function batchEntries(input: JsonInput, entryName: string): readonly JsonInput[] {
  const entries = (optionalList(input, 'Entries') ?? []).map(asObject);
  if (entries.length === 0) throw sqsError.emptyBatch(entryName);
  if (entries.length > 10) throw sqsError.tooManyEntries(entries.length);
  const ids = new Set<string>();
  for (const entry of entries) {
    const id = optionalText(entry, 'Id');
    if (id === undefined) throw sqsError.missingParameter('Id');
    if (!ENTRY_ID.test(id)) throw sqsError.invalidEntryId();
    if (ids.has(id)) throw sqsError.idsNotDistinct(id);
    ids.add(id);
  }
  return entries;
}

/** What goes wrong with one entry fails that entry only. */
function batchAnswer(entries: readonly JsonInput[], handle: (entry: JsonInput) => Record<string, string>): string {
  const Successful: Record<string, string>[] = [];
  const Failed: Record<string, string | boolean>[] = [];
  for (const entry of entries) {
    const Id = optionalText(entry, 'Id') ?? '';
    try {
      Successful.push({ Id, ...handle(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === 'SerializationException') throw error;
      Failed.push({ Id, SenderFault: true, Code: error.queryCode ?? error.code, Message: error.message });
    }
  }
  return JSON.stringify({ Successful, ...(Failed.length > 0 && { Failed }) });
}

/** The token is the position where the next page begins. */
function page(input: JsonInput, urls: readonly string[], member: string): string {
  const size = optionalInteger(input, 'MaxResults') ?? 1_000;
  if (size < 1 || size > 1_000) throw sqsError.outOfRange('MaxResults', size, 1, 1_000);
  const start = Number(optionalText(input, 'NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw sqsError.invalidParameter('Invalid or expired next token.');
  const end = start + size;
  return JSON.stringify({ [member]: urls.slice(start, end), ...(end < urls.length && { NextToken: String(end) }) });
}
