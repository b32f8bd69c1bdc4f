import type { Resource } from '../../cloudformation';
import { DEDUPLICATION_SCOPES, FIFO_THROUGHPUT_LIMITS, type QueueSettings } from './queue';

const NAME = /^[\w-]{1,80}$/;
const NAME_FIX = 'Give 1 to 80 letters, digits, dashes and underscores.';

/**
 * `AWS::SQS::Queue`, with AWS's defaults, refused where SQS refuses it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
export function readQueue(resource: Resource): QueueSettings {
  if (resource.flag('FifoQueue')) checkFifo(resource);
  else checkStandard(resource);
  checkEncryption(resource);
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

function checkFifo(resource: Resource): void {
  const { name } = resource.resolved;
  if (!name.endsWith('.fifo')) {
    throw resource.fail('QueueName', `is "${name}", and FifoQueue is true.`, 'End the name of a FIFO queue with ".fifo".');
  }
  resource.checkName('QueueName', /^(?=.{1,80}$)[\w-]+\.fifo$/, NAME_FIX);
}

function checkStandard(resource: Resource): void {
  const { name } = resource.resolved;
  if (name.endsWith('.fifo')) {
    throw resource.fail(
      'QueueName',
      `is "${name}", and FifoQueue is not true.`,
      'Set FifoQueue to true, or end the name differently.',
    );
  }
  resource.checkName('QueueName', NAME, NAME_FIX);
  const given = ['DeduplicationScope', 'FifoThroughputLimit'].find((property) => resource.value(property) !== undefined);
  const ofFifo = given ?? (resource.flag('ContentBasedDeduplication') ? 'ContentBasedDeduplication' : undefined);
  if (ofFifo !== undefined) {
    throw resource.fail(ofFifo, 'is given for a standard queue.', 'Set FifoQueue to true, or leave it out.');
  }
}

function checkEncryption(resource: Resource): void {
  resource.integer('KmsDataKeyReusePeriodSeconds', 60, 86_400);
  if (resource.text('KmsMasterKeyId') === undefined || !resource.flag('SqsManagedSseEnabled')) return;
  throw resource.fail(
    'SqsManagedSseEnabled',
    'is true beside a KmsMasterKeyId.',
    'Keep one of the two: a queue has one encryption.',
  );
}
