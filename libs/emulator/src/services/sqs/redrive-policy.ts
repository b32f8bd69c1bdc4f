import type { Resource } from '../../cloudformation';
import type { QueueSettings } from './queue';

/** Queues that `byQueue` may name. */
const MOST_SOURCES = 10;

/**
 * Refuses a `RedrivePolicy` that SQS refuses.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 *
 * @throws ResourceError
 */
export function checkRedrive(queue: QueueSettings, resource: Resource, to: QueueSettings, target: Resource | undefined): void {
  const { account, region, fifo, arn } = queue;
  if (to.account !== account || to.region !== region) {
    const found = `names ${to.arn}, which is in another account or region.`;
    throw resource.fail('RedrivePolicy', found, 'Name a queue of the same account and region.');
  }
  if (to.fifo !== fifo) {
    throw resource.fail(
      'RedrivePolicy',
      `names ${to.arn}, which is a ${to.fifo ? 'FIFO' : 'standard'} queue.`,
      'The dead-letter queue of a FIFO queue is a FIFO queue, and of a standard queue a standard one.',
    );
  }
  const allow = target?.part('RedriveAllowPolicy');
  const permission = allow?.text('redrivePermission');
  const isAllowed = permission === 'byQueue' ? allow?.texts('sourceQueueArns').includes(arn) : permission !== 'denyAll';
  if (isAllowed === false) {
    const found = `names ${to.arn}, whose RedriveAllowPolicy does not allow it.`;
    throw resource.fail('RedrivePolicy', found, 'Add this queue to its sourceQueueArns, or name another one.');
  }
}

/** @throws ResourceError */
export function checkRedriveAllowPolicy(resource: Resource): void {
  const policy = resource.part('RedriveAllowPolicy');
  if (!policy) return;
  const permission = policy.choice('redrivePermission', ['allowAll', 'denyAll', 'byQueue']);
  const sources = policy.texts('sourceQueueArns').length;
  if (permission === 'byQueue' ? sources < 1 || sources > MOST_SOURCES : sources > 0) {
    const found = `has ${sources} queues, and redrivePermission is ${permission ?? 'not given'}.`;
    throw policy.fail('sourceQueueArns', found, `Give 1 to ${MOST_SOURCES} queues with byQueue, and none otherwise.`);
  }
}
