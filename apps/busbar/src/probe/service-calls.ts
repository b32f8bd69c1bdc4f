import type { ProbeContext, ProbeEvent, PublishStep, Side } from './experiment';
import type { ClientSettings, World } from './world';

/** What one call gave: `ok`, or AWS's error codes. */
export interface Answer {
  readonly observed: string;
  /** AWS's words, which are shown and not compared. */
  readonly detail?: string;
}

interface Received {
  readonly messages: number;
  /** From dead letters. */
  readonly errorCodes: readonly string[];
}

/** Calls to EventBridge, SQS and STS in the accounts of a world. The SDK is loaded by the first one. */
export class ServiceCalls {
  readonly #world: World;
  readonly #context: ProbeContext;

  constructor(world: World, context: ProbeContext) {
    this.#world = world;
    this.#context = context;
  }

  /** One `PutEvents` call. */
  async publish({ side, role, events }: Omit<PublishStep, 'kind' | 'observe'>): Promise<Answer> {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const client = new EventBridgeClient(await this.#settings(side, role));
    try {
      const Entries = events.map((event) => ({
        EventBusName: event.bus,
        Source: event.source,
        DetailType: DETAIL_TYPE,
        Detail: detailOf(event),
      }));
      const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
      const messages = results.flatMap(({ ErrorMessage }) => ErrorMessage ?? []);
      return {
        observed: results.map(({ ErrorCode }) => ErrorCode ?? 'ok').join(', '),
        ...(messages.length > 0 && { detail: messages.join(' ') }),
      };
    } catch (error) {
      return failure(error);
    } finally {
      client.destroy();
    }
  }

  /** Receives and deletes what is there now. */
  async receive(side: Side, role: string | undefined, queue: string): Promise<Received | Answer> {
    const { SQSClient, ReceiveMessageCommand, DeleteMessageCommand } = await import('@aws-sdk/client-sqs');
    const settings = await this.#settings(side, role);
    const client = new SQSClient(settings);
    try {
      const host = settings.endpoint ?? `https://sqs.${this.#context.region}.${domainOf(this.#context.partition)}`;
      const QueueUrl = `${host}/${this.#context.accounts[side]}/${queue}`;
      const request = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
      const { Messages = [] } = await client.send(new ReceiveMessageCommand(request));
      for (const { ReceiptHandle } of Messages) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return {
        messages: Messages.length,
        errorCodes: Messages.flatMap(({ MessageAttributes }) => MessageAttributes?.['ERROR_CODE']?.StringValue ?? []),
      };
    } catch (error) {
      return failure(error);
    } finally {
      client.destroy();
    }
  }

  /** Of the profile, or of a session of the role. */
  async #settings(side: Side, role: string | undefined): Promise<ClientSettings> {
    const settings = this.#world.settings(side);
    if (role === undefined) return settings;
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const client = new STSClient(settings);
    try {
      const { partition, accounts } = this.#context;
      const RoleArn = `arn:${partition}:iam::${accounts[side]}:role/${role}`;
      const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'busbar-probe' }));
      const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = Credentials ?? {};
      const credentials = { accessKeyId, secretAccessKey, ...(SessionToken !== undefined && { sessionToken: SessionToken }) };
      const { profile: _, ...others } = settings;
      return { ...others, credentials };
    } finally {
      client.destroy();
    }
  }
}

const DETAIL_TYPE = 'probe';

function detailOf({ source, entryBytes }: ProbeEvent): string {
  const empty = JSON.stringify({ filling: '' });
  const filling = entryBytes === undefined ? 0 : entryBytes - source.length - DETAIL_TYPE.length - empty.length;
  return JSON.stringify({ filling: 'x'.repeat(filling) });
}

/** An error of a service is an answer; one of the network or of the credentials is not. */
function failure(error: unknown): Answer {
  const { name, message, $fault } = error as { name?: string; message?: string; $fault?: string };
  if ($fault === undefined || name === undefined) throw error;
  return { observed: name, ...(message && { detail: message }) };
}

function domainOf(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
