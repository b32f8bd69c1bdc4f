import { JsonApi, type CredentialsProvider } from '../aws/json-api';
import type { QueueAddress } from './queue-address';

/** As much of an SQS message as is asked for. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: { readonly ApproximateReceiveCount?: string; readonly MessageGroupId?: string };
}

export interface ReceiveOptions {
  readonly waitTimeSeconds: number;
  readonly visibilityTimeoutSeconds: number | undefined;
  /** Aborts the poll, unless its response has begun. */
  readonly signal: AbortSignal;
}

/** The two calls that polling a queue consists of. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export class SqsApi {
  readonly #api: JsonApi;
  readonly #queueUrl: string;

  constructor({ url, region }: QueueAddress, maxSockets: number, credentials: CredentialsProvider | undefined) {
    this.#queueUrl = url;
    const endpoint = new URL(url).origin;
    this.#api = new JsonApi({
      ...{ endpoint, region, service: 'sqs', target: 'AmazonSQS', version: '1.0', maxSockets },
      ...(credentials && { credentials }),
    });
  }

  /** At most ten messages; none when the queue stayed empty for `waitTimeSeconds`. */
  async receive({ waitTimeSeconds, visibilityTimeoutSeconds, signal }: ReceiveOptions): Promise<readonly ReceivedMessage[]> {
    const input = {
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: waitTimeSeconds,
      VisibilityTimeout: visibilityTimeoutSeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
    };
    const response = await this.#api.call('ReceiveMessage', input, { timeoutMs: (waitTimeSeconds + 5) * 1_000, signal });
    return (response as { Messages?: readonly ReceivedMessage[] }).Messages ?? [];
  }

  /** Gives the handles that SQS did not delete by its own fault. */
  async deleteBatch(receiptHandles: readonly string[]): Promise<readonly string[]> {
    const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    const response = await this.#api.call('DeleteMessageBatch', { QueueUrl: this.#queueUrl, Entries }, { timeoutMs: 5_000 });
    const { Failed = [] } = response as { Failed?: readonly { Id: string; SenderFault: boolean }[] };
    return Failed.filter(({ SenderFault }) => !SenderFault).flatMap(({ Id }) => receiptHandles[Number(Id)] ?? []);
  }

  close(): void {
    this.#api.close();
  }
}
