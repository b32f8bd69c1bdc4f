import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ClientSettings } from './account-clients';
import type { DeadLetter, RedrivenEvent } from './dead-letter';
import type { Mailbox, RedriveOptions } from './redrive';
import type { Destination } from './sources';

/** Long enough to look at a full DLQ before its messages can be received again. */
const HIDDEN_SECONDS = 600;

/** A DLQ, by its name in the account of the settings. @throws the SDK's errors */
export async function openMailbox(name: string, settings: ClientSettings): Promise<Mailbox & { close(): void }> {
  const sqs = new SQSClient(settings);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return {
    receive: async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      return Messages.map(
        ({ MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} }): DeadLetter => ({
          messageId: MessageId,
          receipt: ReceiptHandle,
          body: Body,
          sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)),
          attributes: Object.fromEntries(
            Object.entries(MessageAttributes).map(([key, { StringValue = '' }]) => [key, StringValue]),
          ),
        }),
      );
    },
    remove: async ({ receipt }) => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receipt }));
    },
    release: async ({ receipt }) => {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receipt, VisibilityTimeout: 0 }));
    },
    close: () => sqs.destroy(),
  };
}

type Send = RedriveOptions['send'];

interface Sender {
  readonly send: Send;
  readonly close: () => void;
}

/** What delivers to the destination as EventBridge or SQS would have. */
export function openDestination(destination: Destination, settings: ClientSettings): Promise<Sender> {
  return senders[destination.kind](destination, settings);
}

const senders: Readonly<Record<Destination['kind'], (destination: Destination, settings: ClientSettings) => Promise<Sender>>> = {
  queue: async ({ name }, settings) => {
    const sqs = new SQSClient(settings);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    const send: Send = async ({ body }) => void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body })));
    return { send, close: () => sqs.destroy() };
  },
  function: async ({ arn }, settings) => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const lambda = new LambdaClient(settings);
    const send: Send = async ({ body }) =>
      void (await lambda.send(new InvokeCommand({ FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(body) })));
    return { send, close: () => lambda.destroy() };
  },
  bus: async ({ arn }, settings) => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const events = new EventBridgeClient(settings);
    const send: Send = async (_, event) => {
      const { Entries: [entry] = [] } = await events.send(new PutEventsCommand({ Entries: [entryOf(event, arn)] }));
      if (entry?.ErrorCode !== undefined) throw Object.assign(new Error(entry.ErrorMessage), { name: entry.ErrorCode });
    };
    return { send, close: () => events.destroy() };
  },
};

/** With the time of the event: it happened then. */
function entryOf({ source, 'detail-type': type, detail, time, resources }: RedrivenEvent, bus: string) {
  return {
    EventBusName: bus,
    Source: source,
    DetailType: type,
    Detail: JSON.stringify(detail),
    ...(time !== undefined && { Time: new Date(time) }),
    ...(resources && { Resources: [...resources] }),
  };
}
