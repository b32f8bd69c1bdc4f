import { permanentFailure, type AttemptFailure, type Delivery, type GivenUp, type Target } from '../../delivery/delivery';
import { MessageBody } from '../../delivery/message-body';
import type { TargetAccess } from '../../delivery/target-access';
import type { TargetProblem, TargetResource } from '../../delivery/target-resource';
import { resourceTags } from '../../identity/authorizer';
import { deadLetterAttributes } from './dead-letter';
import type { Queue } from './queue';
import type { QueueEncryption } from './queue-encryption';

/** A queue as the target of a rule, and as its dead-letter queue. */
export class QueueTarget implements TargetResource {
  readonly #queue: Queue;
  readonly #encryption: QueueEncryption;

  constructor(queue: Queue, encryption: QueueEncryption) {
    this.#queue = queue;
    this.#encryption = encryption;
  }

  deliver(delivery: Delivery, access: TargetAccess): AttemptFailure | undefined {
    const queue = this.#queue;
    const { target } = delivery;
    const { arn, account, fifo, contentBasedDeduplication, maximumMessageBytes, tags } = queue.settings;
    const sender = access.sender(delivery);
    if ('errorCode' in sender) return sender;
    const owner = { account, policy: queue.policy };
    const denial = access.denial(sender, delivery, {
      action: 'sqs:SendMessage',
      resource: arn,
      owner,
      context: resourceTags(tags),
    });
    if (denial) return target.roleArn === undefined ? hidden(denial) : denial;
    const withoutKey = this.#encryption.denial(queue.settings, 'send', sender, delivery.origin.arn);
    if (withoutKey !== undefined) return { ...permanentFailure('NO_PERMISSIONS', withoutKey), denied: true };
    const body = delivery.payload();
    if (!(body instanceof MessageBody)) return body;
    if (body.bytes > maximumMessageBytes) {
      const message = `The message is longer than the ${maximumMessageBytes} bytes that the queue accepts.`;
      return permanentFailure('ERROR_FROM_TARGET', message);
    }
    const groupId = messageGroupId(target);
    if (fifo && !contentBasedDeduplication) {
      const message = 'The queue has no content-based deduplication, which EventBridge relies on.';
      return permanentFailure('INVALID_PARAMETER', message);
    }
    queue.send({ body, senderId: sender.userId, ...(groupId !== undefined && { groupId }), ...traceOf(delivery) });
    return undefined;
  }

  deadLetter(delivery: Delivery, givenUp: GivenUp, access: TargetAccess): string | undefined {
    const queue = this.#queue;
    const { origin, target, original } = delivery;
    const { arn, account, region, fifo, maximumMessageBytes, tags } = queue.settings;
    if (fifo) return 'The dead-letter queue is a FIFO queue; EventBridge sends to standard queues only.';
    if (region !== origin.region) return 'The dead-letter queue is in another region than the rule.';
    const owner = { account, policy: queue.policy };
    const denial = access.denial(origin.sender, delivery, {
      action: 'sqs:SendMessage',
      resource: arn,
      owner,
      context: resourceTags(tags),
    });
    if (denial) return denial.message;
    const withoutKey = this.#encryption.denial(queue.settings, 'send', origin.sender, origin.arn);
    if (withoutKey !== undefined) return withoutKey;
    if (original.bytes > maximumMessageBytes) return 'The event is longer than the dead-letter queue accepts.';
    queue.send({
      body: original,
      senderId: origin.sender.userId,
      attributes: deadLetterAttributes(origin.arn, target.arn, givenUp),
      ...traceOf(delivery),
    });
    return undefined;
  }

  refuseTarget(target: Target): TargetProblem | undefined {
    const property = 'SqsParameters';
    const groupId: unknown = messageGroupId(target);
    if (groupId === undefined) {
      if (!this.#queue.settings.fifo) return undefined;
      return {
        property,
        found: `has no MessageGroupId, and the target is a FIFO queue: Parameter(s) SqsParameters must be specified for target: ${target.id}.`,
        fix: 'Give SqsParameters.MessageGroupId.',
      };
    }
    if (typeof groupId === 'string' && GROUP_ID.test(groupId)) return undefined;
    const found = `has the MessageGroupId ${JSON.stringify(groupId)}.`;
    return { property, found, fix: 'Give 1 to 128 letters, digits and punctuation characters.' };
  }

  refuseDeadLetterQueue(): TargetProblem | undefined {
    if (!this.#queue.settings.fifo) return undefined;
    const found = `is ${this.#queue.settings.arn}, which is a FIFO queue.`;
    return { property: 'DeadLetterConfig.Arn', found, fix: 'Name a standard queue: EventBridge accepts no other.' };
  }
}

/** What SQS accepts as a message group: 1 to 128 printable ASCII characters without blanks. */
const GROUP_ID = /^[!-~]{1,128}$/;

function messageGroupId({ properties }: Target): string | undefined {
  const parameters = properties['SqsParameters'] as { readonly MessageGroupId?: string } | undefined;
  return parameters?.MessageGroupId;
}

/** SQS does not tell EventBridge whether a queue is closed to it or does not exist. */
function hidden({ message, ...denial }: AttemptFailure): AttemptFailure {
  return {
    ...denial,
    errorCode: 'NO_RESOURCE',
    message: `The specified queue does not exist or you do not have access to it. ${message}`,
  };
}

function traceOf({ traceHeader }: Delivery) {
  return traceHeader === undefined
    ? undefined
    : { systemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } } };
}
