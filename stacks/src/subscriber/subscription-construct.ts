import { DeadLetterQueue, FunctionTarget, PlannedRule, QueueTarget, SubscriptionQueue } from '@busbar/constructs';
import type { DeliveryGuarantee } from '@busbar/constructs';
import { serviceTag, type IdleSubscription, type InboxDelivery, type InboxSubscription } from '@busbar/topology';
import { Tags } from 'aws-cdk-lib';
import type { IEventBus, IRuleTarget } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deletionOf } from '../deletion';

export interface SubscriptionConstructProps {
  /** Absent before its rule comes, and when no new events come any more. */
  readonly live?: InboxSubscription;
  /** Queues that `live` does not use. */
  readonly idle?: IdleSubscription;
  readonly bus: IEventBus;
  readonly busName: string;
}

/**
 * One subscription: the local rule, its delivery DLQ, and the queue that it fills. A function is not made here, it is in the
 * service team's own stack (see `SubscribedFunction`); the rule names its planned ARN. Queues without the rule are drawn in the
 * same place, so that they are the same resources before, with and after it.
 */
export class SubscriptionConstruct extends Construct {
  constructor(scope: Construct, id: string, { live, idle, bus, busName }: SubscriptionConstructProps) {
    super(scope, id);
    const subscription = live ?? idle;
    if (!subscription) return;
    const ruled = live ?? (idle?.idle.state === 'draining' ? idle : undefined);
    const rules = [subscription.rule.arn];
    const deadLetterQueue = new DeadLetterQueue(this, 'DeliveryDeadLetterQueue', {
      planned: subscription.deliveryDeadLetterQueue,
      rules,
      ...(!live && idle && { deletion: deletionOf(idle.idle) }),
    });
    const receiver = drawReceiver(this, {
      planned: subscription.delivery,
      rules,
      ...(!live && idle && { deletion: deletionOf(idle.idle) }),
    });
    // A queue that was the target before a function is.
    if (live && idle && idle.delivery.kind !== live.delivery.kind) {
      drawReceiver(this, { planned: idle.delivery, rules, deletion: deletionOf(idle.idle) });
    }
    if (ruled) this.drawRule(ruled, { bus, busName, target: receiver({ retry: ruled.retry, deadLetterQueue }) });
    Tags.of(this).add(serviceTag, subscription.service);
  }

  private drawRule(
    subscription: InboxSubscription,
    props: { readonly bus: IEventBus; readonly busName: string; readonly target: IRuleTarget },
  ): void {
    const rule = new PlannedRule(this, 'Rule', {
      ...props,
      planned: subscription.rule,
      description: `${subscription.service}/${subscription.name}: ${subscription.description}`.slice(0, 512),
      pattern: subscription.pattern,
    });
    // A rule that is there before the policies of its queues loses its first events.
    for (const part of this.node.children) if (part !== rule) rule.node.addDependency(part);
  }
}

interface ReceiverProps<Kind extends InboxDelivery['kind']> {
  readonly planned: Extract<InboxDelivery, { readonly kind: Kind }>;
  /** ARNs of the rules that may send to it. */
  readonly rules: readonly string[];
  readonly deletion?: 'retain' | 'delete';
}

/** The target of a rule that sends to what was drawn. */
type Receiver = (guarantee: DeliveryGuarantee) => IRuleTarget;

/** Draws what a delivery needs in the subscriber's stack. */
const receivers: {
  readonly [Kind in InboxDelivery['kind']]: (scope: Construct, props: ReceiverProps<Kind>) => Receiver;
} = {
  queue: (scope, props) => {
    const queue: IQueue = new SubscriptionQueue(scope, 'Delivery', props).queue;
    return (guarantee) => new QueueTarget(queue, guarantee);
  },
  function:
    (_scope, { planned }) =>
    (guarantee) =>
      new FunctionTarget(planned.function.arn, guarantee),
};

function drawReceiver<Kind extends InboxDelivery['kind']>(scope: Construct, props: ReceiverProps<Kind>): Receiver {
  return receivers[props.planned.kind](scope, props);
}
