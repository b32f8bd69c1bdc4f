import { DeadLetterQueue, FunctionTarget, PlannedRule, QueueTarget, SubscriptionQueue } from '@busbar/constructs/planned';
import type { DeliveryGuarantee } from '@busbar/constructs/planned';
import { serviceTag, type IdleSubscription, type InboxDelivery, type InboxSubscription } from '@busbar/topology';
import { Tags } from 'aws-cdk-lib';
import type { IEventBus, IRuleTarget } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deletionOf } from '../deletion';
import { StackError } from '../stack-error';

export interface SubscriptionConstructProps {
  /** The subscription as it is live, as it was with other targets, as it will be; at least one, and at most one with a rule. */
  readonly forms: readonly (InboxSubscription | IdleSubscription)[];
  readonly bus: IEventBus;
  readonly busName: string;
}

/**
 * One subscription: the local rule, its delivery DLQ, and the queue that it fills. A function is not made here, it is in the
 * service team's own stack (see `EventSubscription`); the rule names its planned ARN. Queues without the rule are drawn in the
 * same place, so that they are the same resources before, with and after it.
 */
export class SubscriptionConstruct extends Construct {
  constructor(scope: Construct, id: string, { forms, bus, busName }: SubscriptionConstructProps) {
    super(scope, id);
    const ruled = forms.find(hasRule);
    const first = ruled ?? forms[0];
    if (!first) throw new StackError(`Subscription "${id}" has no form to draw.`);
    const rules = [first.rule.arn];
    const deadLetterQueue = new DeadLetterQueue(this, 'DeliveryDeadLetterQueue', {
      planned: first.deliveryDeadLetterQueue,
      rules,
      deletion: deletionOf(first),
    });
    const receivers = new Map<InboxDelivery['kind'], Receiver>();
    for (const form of [first, ...forms]) {
      const { delivery } = form;
      if (!receivers.has(delivery.kind)) {
        receivers.set(delivery.kind, drawReceiver(this, { planned: delivery, rules, deletion: deletionOf(form) }));
      }
    }
    const receiver = ruled && receivers.get(ruled.delivery.kind);
    if (receiver) this.drawRule(ruled, { bus, busName, target: receiver({ retry: ruled.retry, deadLetterQueue }) });
    Tags.of(this).add(serviceTag, first.service);
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
      enabled: subscription.paused !== true,
    });
    rule.followSiblings();
  }
}

function hasRule(form: InboxSubscription | IdleSubscription): boolean {
  return !('idle' in form) || form.idle.state === 'draining';
}

interface ReceiverProps<Kind extends InboxDelivery['kind']> {
  readonly planned: Extract<InboxDelivery, { readonly kind: Kind }>;
  /** ARNs of the rules that may send to it. */
  readonly rules: readonly string[];
  readonly deletion: 'retain' | 'delete';
}

/** The target of a rule that sends to what was drawn. */
type Receiver = (guarantee: DeliveryGuarantee) => IRuleTarget;

/** Draws what a delivery needs in the subscriber's stack. */
const receiverKinds: {
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
  return receiverKinds[props.planned.kind](scope, props);
}
