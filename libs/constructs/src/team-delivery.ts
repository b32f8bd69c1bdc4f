import type { QueueOfService, ServiceSubscription, ServiceTopology } from '@busbar/topology/service';
import { Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ConstructError } from './construct-error';
import type { Delivery } from './delivery';
import { EventFunction } from './event-function';
import { admitRules, DeadLetterQueue } from './event-queue';
import { PlannedRule } from './planned-rule';
import { FunctionTarget, QueueTarget, type DeliveryGuarantee } from './rule-targets';
import { SubscriptionQueue } from './subscription-queue';

export interface TeamDeliveryProps {
  readonly topology: ServiceTopology;
  readonly subscription: ServiceSubscription;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly retry: ServiceSubscription['retry'];
  readonly delivery: Delivery;
  readonly visibilityTimeoutSeconds: number;
  readonly encryptionKey?: IKey;
  /** The function that the rule sends to. @default - it sends to a queue */
  readonly target?: IFunction;
  /** The queue that the rule sends to. @default - one that is made */
  readonly queue?: IQueue;
}

interface DrawnQueue {
  readonly queue: IQueue;
  /** Of what was made. */
  readonly names?: { readonly queue: string; readonly processingDeadLetterQueue: string };
}

/** What the team draws of a subscription: the local rule, its delivery DLQ, and the queue with its processing DLQ. */
export class TeamDelivery extends Construct {
  readonly rule: PlannedRule;
  readonly deliveryDeadLetterQueue: DeadLetterQueue;
  /** What consumers read from; undefined where the rule sends to a function. */
  readonly queue: IQueue | undefined;
  /** Physical names of what was made; undefined where a queue was given, or the rule sends to a function. */
  readonly queueName: string | undefined;
  readonly processingDeadLetterQueueName: string | undefined;
  readonly busName: string;

  constructor(scope: Construct, id: string, props: TeamDeliveryProps) {
    super(scope, id);
    const { subscription, topology, pattern, retry, encryptionKey } = props;
    const { subscriberBus, service, stage } = topology;
    if (!subscriberBus) {
      throw new ConstructError(
        `Account ${topology.account} has no subscriber bus in stage "${stage}", since nothing that "${service}" subscribes to may be ` +
          `published there yet (${subscription.eventType}). Leave the subscription out of this stage.`,
      );
    }
    this.deliveryDeadLetterQueue = new DeadLetterQueue(this, 'DeliveryDeadLetterQueue', {
      planned: subscription.deliveryDeadLetterQueue,
      rules: [subscription.rule.arn],
      ...(encryptionKey && { encryptionKey }),
    });
    const guarantee: DeliveryGuarantee = { retry, deadLetterQueue: this.deliveryDeadLetterQueue };
    const drawn = props.delivery === 'direct' ? undefined : this.drawQueue(props);
    this.queue = drawn?.queue;
    this.queueName = drawn?.names?.queue;
    const isPushed = props.target instanceof EventFunction;
    this.processingDeadLetterQueueName = isPushed
      ? subscription.delivery.processingDeadLetterQueue.name
      : drawn?.names?.processingDeadLetterQueue;
    this.busName = subscriberBus.name;
    const groupId = props.delivery === 'fifo' ? subscription.name : undefined;
    const rule = new PlannedRule(this, 'Rule', {
      planned: subscription.rule,
      bus: EventBus.fromEventBusArn(this, 'Bus', subscriberBus.arn),
      busName: subscriberBus.name,
      description: `${service}/${subscription.name}: ${subscription.description}`.slice(0, 512),
      pattern,
      enabled: subscription.started && !subscription.paused,
      target: drawn ? new QueueTarget(drawn.queue, guarantee, groupId) : this.functionTarget(props, guarantee),
    });
    rule.followSiblings();
    this.rule = rule;
  }

  private drawQueue(props: TeamDeliveryProps): DrawnQueue {
    const { subscription, queue, delivery, visibilityTimeoutSeconds, encryptionKey } = props;
    const rules = [subscription.rule.arn];
    if (queue) {
      if (queue.fifo !== (delivery === 'fifo')) {
        throw new ConstructError(
          `The queue for "${subscription.name}" is ${queue.fifo ? '' : 'not '}a FIFO queue. Give "delivery" accordingly.`,
        );
      }
      admitRules(queue, rules);
      return { queue };
    }
    const written = subscription.delivery as QueueOfService;
    const planned = delivery === 'fifo' ? inOrder(written) : written;
    const made = new SubscriptionQueue(this, 'Delivery', {
      planned: { ...planned, visibilityTimeoutSeconds },
      rules,
      fifo: delivery === 'fifo',
      ...(encryptionKey && { encryptionKey }),
    });
    const names = { queue: planned.queue.name, processingDeadLetterQueue: planned.processingDeadLetterQueue.name };
    return { queue: made.queue, names };
  }

  private functionTarget({ subscription, target, retry }: TeamDeliveryProps, guarantee: DeliveryGuarantee): FunctionTarget {
    if (!target) {
      throw new ConstructError(`Subscription "${subscription.name}" is delivered to a function: give on(…) one, or its code.`);
    }
    if (target instanceof EventFunction) target.admit(subscription);
    else {
      target.addPermission(`Rule-${this.node.id}`, {
        principal: new ServicePrincipal('events.amazonaws.com'),
        sourceArn: subscription.rule.arn,
        scope: this,
      });
      this.keepFailures(subscription, target, retry);
    }
    return new FunctionTarget(target.functionArn, guarantee);
  }

  /** Lambda drops an event that its own retries have not helped, unless something takes it. A function that sees to it is left alone. */
  private keepFailures({ delivery }: ServiceSubscription, target: IFunction, retry: ServiceSubscription['retry']): void {
    if (!(target instanceof LambdaFunction)) return;
    if (target.deadLetterQueue || target.deadLetterTopic || target.node.tryFindChild('EventInvokeConfig')) return;
    const failures = new DeadLetterQueue(this, 'ProcessingDeadLetterQueue', { planned: delivery.processingDeadLetterQueue });
    target.configureAsyncInvoke({
      maxEventAge: Duration.seconds(Math.min(retry.maximumEventAgeInSeconds, 21_600)),
      retryAttempts: Math.min(retry.maximumRetryAttempts, 2),
      onFailure: new SqsDestination(failures),
    });
  }
}

/** SQS asks for the suffix; a FIFO queue has a FIFO queue for its dead letters. */
function inOrder(planned: QueueOfService): QueueOfService {
  const fifo = ({ name, arn }: QueueOfService['queue']) => ({ name: `${name}.fifo`, arn: `${arn}.fifo` });
  return { ...planned, queue: fifo(planned.queue), processingDeadLetterQueue: fifo(planned.processingDeadLetterQueue) };
}
