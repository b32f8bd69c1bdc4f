import { parseArn } from '@busbar/arn';
import { CommandError, exitCode } from '../exit';
import type { OpenAccount } from './accounts';
import type { Queues } from './services';

/** SQS through the bootstrap's lookup role. */
export function awsQueues(open: OpenAccount): Queues {
  return {
    async messages(arn) {
      const { SQSClient, GetQueueUrlCommand, GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
      const { account = '', region = '', resource: name = '' } = parseArn(arn) ?? {};
      const client = new SQSClient(open(account, region, 'lookup'));
      try {
        const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }));
        const { Attributes = {} } = await client.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: [
              'ApproximateNumberOfMessages',
              'ApproximateNumberOfMessagesNotVisible',
              'ApproximateNumberOfMessagesDelayed',
            ],
          }),
        );
        return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
      } catch (error) {
        if (error instanceof Error && /NonExistentQueue|QueueDoesNotExist/.test(error.name)) return undefined;
        if (error instanceof CommandError) throw error;
        const message = error instanceof Error ? error.message : String(error);
        throw new CommandError(exitCode.environment, `SQS does not say how full ${arn} is: ${message}`, undefined, error);
      } finally {
        client.destroy();
      }
    },
  };
}
