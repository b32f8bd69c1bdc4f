import { DeadLetterQueue, FunctionTarget, PlannedRule, QueueTarget, SubscriptionQueue } from '@busbar/constructs';
import type { DeliveryGuarantee } from '@busbar/constructs';
import { serviceTag, type InboxDelivery, type InboxSubscription } from '@busbar/topology';
import { Tags } from 'aws-cdk-lib';
import type { IEventBus, IRuleTarget } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

export interface SubscriptionConstructProps {
  readonly subscription: InboxSubscription;
  readonly bus: IEventBus;
  readonly busName: string;
}

/**
 * One subscription: the local rule, its delivery DLQ, and the queue that it fills. A function is not made here, it is in the
 * service team's own stack (see `SubscribedFunction`); the rule names its planned ARN.
 */
export class SubscriptionConstruct extends Construct {
  constructor(scope: Construct, id: string, { subscription, bus, busName }: SubscriptionConstructProps) {
    super(scope, id);
    const deadLetterQueue = new DeadLetterQueue(this, 'DeliveryDeadLetterQueue', {
      planned: subscription.deliveryDeadLetterQueue,
      rules: [subscription.rule.arn],
    });
    const rule = new PlannedRule(this, 'Rule', {
      planned: subscription.rule,
      bus,
      busName,
      description: `${subscription.service}/${subscription.name}: ${subscription.description}`.slice(0, 512),
      pattern: subscription.pattern,
      target: drawTarget(this, {
        planned: subscription.delivery,
        rule: subscription.rule.arn,
        guarantee: { retry: subscription.retry, deadLetterQueue },
      }),
    });
    // A rule that is there before the policies of its queues loses its first events.
    for (const part of this.node.children) if (part !== rule) rule.node.addDependency(part);
    Tags.of(this).add(serviceTag, subscription.service);
  }
}

interface TargetProps<Kind extends InboxDelivery['kind']> {
  readonly planned: Extract<InboxDelivery, { readonly kind: Kind }>;
  /** ARN of the local rule. */
  readonly rule: string;
  readonly guarantee: DeliveryGuarantee;
}

/** Draws what a delivery needs in the subscriber's stack, and the target that the local rule sends to. */
const targets: {
  readonly [Kind in InboxDelivery['kind']]: (scope: Construct, props: TargetProps<Kind>) => IRuleTarget;
} = {
  queue: (scope, { planned, rule, guarantee }) =>
    new QueueTarget(new SubscriptionQueue(scope, 'Delivery', { planned, rules: [rule] }).queue, guarantee),
  function: (_scope, { planned, guarantee }) => new FunctionTarget(planned.function.arn, guarantee),
};

function drawTarget<Kind extends InboxDelivery['kind']>(scope: Construct, props: TargetProps<Kind>): IRuleTarget {
  return targets[props.planned.kind](scope, props);
}
