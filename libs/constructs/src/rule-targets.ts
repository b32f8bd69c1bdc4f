import type { RetryPolicy } from '@busbar/manifest';
import type { IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/*
 * The targets of `aws-cdk-lib/aws-events-targets` reach into the target's account when it is not the rule's: support stacks,
 * mirror rules on the default bus, policies left out with a warning in the log. These only render what they are given:
 * none of them returns a `targetResource`, which is what sets that machinery off.
 */

/** What EventBridge does when the target does not accept an event. Neither part has a default: a default would lose events unnoticed. */
export interface DeliveryGuarantee {
  readonly retry: RetryPolicy;
  /** Its policy has to admit the rule; see `EventQueue`. */
  readonly deadLetterQueue: IQueue;
}

abstract class PlannedTarget implements IRuleTarget {
  protected constructor(
    private readonly id: string,
    private readonly arn: string,
    private readonly guarantee: DeliveryGuarantee,
    private readonly role?: IRole,
    private readonly messageGroupId?: string,
  ) {}

  bind(): RuleTargetConfig & { readonly id: string } {
    return {
      id: this.id,
      arn: this.arn,
      role: this.role,
      ...(this.messageGroupId !== undefined && { sqsParameters: { messageGroupId: this.messageGroupId } }),
      deadLetterConfig: { arn: this.guarantee.deadLetterQueue.queueArn },
      retryPolicy: {
        maximumEventAgeInSeconds: this.guarantee.retry.maximumEventAgeInSeconds,
        maximumRetryAttempts: this.guarantee.retry.maximumRetryAttempts,
      },
    };
  }
}

/**
 * An event bus of any account in the same Region. The role is not optional: EventBridge refuses a cross-account bus target
 * without one (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html). The receiving bus has to
 * admit the role.
 */
export class BusTarget extends PlannedTarget {
  constructor(busArn: string, props: DeliveryGuarantee & { readonly role: IRole }) {
    super('bus', busArn, props, props.role);
  }
}

/** A queue of the rule's own account, whose policy admits the rule. */
export class QueueTarget extends PlannedTarget {
  /** @param messageGroupId for a FIFO queue: all events of the rule are one group, since a rule has one constant for it */
  constructor(queue: IQueue, props: DeliveryGuarantee, messageGroupId?: string) {
    super('queue', queue.queueArn, props, undefined, messageGroupId);
  }
}

/** A function of the rule's own account, which permits the rule; see `EventSubscription`. */
export class FunctionTarget extends PlannedTarget {
  constructor(functionArn: string, props: DeliveryGuarantee) {
    super('function', functionArn, props);
  }
}
