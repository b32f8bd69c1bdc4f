import type { Queue } from './queue';
import { sqsError } from './sqs-error';

/** What `GetQueueAttributes` gives; `created` in seconds since the epoch. */
export function queueAttributes(queue: Queue, names: readonly string[], created: number): Record<string, string> {
  const all = attributesOf(queue, created);
  if (names.includes('All')) return Object.fromEntries(Object.entries(all).filter(hasValue));
  const wanted: [string, string | undefined][] = names.map((name) => {
    if (!(name in all)) throw sqsError.invalidAttribute(name);
    return [name, all[name]];
  });
  return Object.fromEntries(wanted.filter(hasValue));
}

function hasValue(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

function attributesOf({ settings, counts, policy }: Queue, created: number): Record<string, string | undefined> {
  return {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(counts.available),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(created),
    LastModifiedTimestamp: String(created),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MaximumMessageSize: String(settings.maximumMessageBytes),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.receiveWaitSeconds),
    SqsManagedSseEnabled: settings.kmsKey === undefined ? 'true' : 'false',
    KmsMasterKeyId: settings.kmsKey,
    Policy: policy && JSON.stringify(policy.document),
    RedrivePolicy:
      settings.redrive &&
      JSON.stringify({
        deadLetterTargetArn: settings.redrive.deadLetterQueueArn,
        maxReceiveCount: settings.redrive.maxReceiveCount,
      }),
    RedriveAllowPolicy: settings.redriveAllowPolicy,
    FifoQueue: settings.fifo ? 'true' : undefined,
    ContentBasedDeduplication: settings.fifo ? String(settings.contentBasedDeduplication) : undefined,
    DeduplicationScope: settings.fifo ? settings.deduplicationScope : undefined,
    FifoThroughputLimit: settings.fifo ? settings.fifoThroughputLimit : undefined,
  };
}
