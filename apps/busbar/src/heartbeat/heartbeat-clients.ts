import type { Topology } from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import type { ClientSettings } from '../redrive/account-clients';
import type { HeartbeatAccess } from './await-heartbeats';

/** For how long a message that was read is not read again. */
const HIDDEN_SECONDS = 20;

/**
 * AWS clients that publish and read heartbeats.
 *
 * @param settingsOf the settings for an account; the same for all when the queues and the function admit the caller, as they do the
 *   steps of the pipeline
 * @param waitSeconds for how long a request waits for the first message, 20 at most
 */
export async function heartbeatClients(
  { bus, centralAccount }: Pick<Topology, 'bus' | 'centralAccount'>,
  settingsOf: (account: string) => ClientSettings,
  waitSeconds = 5,
): Promise<HeartbeatAccess & { close(): void }> {
  const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda');
  const { SQSClient, GetQueueUrlCommand, ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  const lambda = new LambdaClient(settingsOf(centralAccount));
  const queues = new Map<string, InstanceType<typeof SQSClient>>();
  const clientOf = (account: string) => {
    const client = queues.get(account) ?? new SQSClient(settingsOf(account));
    queues.set(account, client);
    return client;
  };
  return {
    async publish() {
      const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: bus.heartbeat?.function.arn }));
      if (FunctionError === undefined) return;
      const said = (JSON.parse(Payload?.transformToString() || '{}') as { readonly errorMessage?: string }).errorMessage;
      throw new CommandError(
        exitCode.checkFailed,
        `The function ${bus.heartbeat?.function.arn ?? ''} failed: ${said ?? FunctionError}`,
        `Look into its log group ${bus.heartbeat?.logGroup.name ?? ''}.`,
      );
    },
    async receive({ account, name }) {
      const client = clientOf(account);
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }));
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: waitSeconds,
          VisibilityTimeout: HIDDEN_SECONDS,
        }),
      );
      return Messages.flatMap(({ Body }) => (Body === undefined ? [] : [Body]));
    },
    now: () => new Date(),
    close() {
      lambda.destroy();
      for (const client of queues.values()) client.destroy();
    },
  };
}
