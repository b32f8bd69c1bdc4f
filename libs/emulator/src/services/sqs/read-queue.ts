import { DEDUPLICATION_SCOPES, FIFO_THROUGHPUT_LIMITS, type QueueSettings } from './queue';
import type { Resource } from '../../cloudformation/resource';

/** `AWS::SQS::Queue`, with AWS's defaults. */
export function readQueue(resource: Resource): QueueSettings {
  const { name, account, region } = resource.resolved;
  const redrive = resource.part('RedrivePolicy');
  const redriveAllow = resource.value('RedriveAllowPolicy');
  const kmsKey = resource.text('KmsMasterKeyId');
  const deduplicationScope = resource.choice('DeduplicationScope', DEDUPLICATION_SCOPES) ?? 'queue';
  const fifoThroughputLimit = resource.choice('FifoThroughputLimit', FIFO_THROUGHPUT_LIMITS) ?? 'perQueue';
  if (fifoThroughputLimit === 'perMessageGroupId' && deduplicationScope !== 'messageGroup') {
    throw resource.fail(
      'FifoThroughputLimit',
      'is "perMessageGroupId", and DeduplicationScope is "queue".',
      'Set DeduplicationScope to "messageGroup".',
    );
  }
  return {
    name,
    account,
    region,
    arn: resource.arn,
    fifo: resource.flag('FifoQueue'),
    contentBasedDeduplication: resource.flag('ContentBasedDeduplication'),
    deduplicationScope,
    fifoThroughputLimit,
    visibilityTimeoutSeconds: resource.integer('VisibilityTimeout', 0, 43_200) ?? 30,
    delaySeconds: resource.integer('DelaySeconds', 0, 900) ?? 0,
    retentionSeconds: resource.integer('MessageRetentionPeriod', 60, 1_209_600) ?? 345_600,
    maximumMessageBytes: resource.integer('MaximumMessageSize', 1_024, 1_048_576) ?? 1_048_576,
    tags: resource.tags(),
    receiveWaitSeconds: resource.integer('ReceiveMessageWaitTimeSeconds', 0, 20) ?? 0,
    ...(kmsKey !== undefined && { kmsKey }),
    ...(redriveAllow !== undefined && { redriveAllowPolicy: JSON.stringify(redriveAllow) }),
    ...(redrive && {
      redrive: {
        deadLetterQueueArn: redrive.requiredText('deadLetterTargetArn'),
        maxReceiveCount: redrive.integer('maxReceiveCount', 1, 1_000) ?? 10,
      },
    }),
  };
}
