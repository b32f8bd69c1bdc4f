import { Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acceptFinding } from './accepted-findings';
import { requireHome } from './home';

export interface EventQueueProps {
  /** Name and ARN as planned. */
  readonly planned: { readonly name: string; readonly arn: string };
  /** ARNs of the EventBridge rules that may send to it, as target or as dead letter. @default - none */
  readonly rules?: readonly string[];
  /**
   * How long a message is kept. SQS counts from when it was first sent, also after it moved to a DLQ, so a DLQ has to keep
   * longer than the queue before it. @default - 7 days; a DLQ 14 days
   */
  readonly retention?: Duration;
  /** @default 30 s */
  readonly visibilityTimeout?: Duration;
  /** In the order of their message groups; the name ends in `.fifo`. EventBridge asks for deduplication by content. @default false */
  readonly fifo?: boolean;
  /** Encrypts the messages; EventBridge may use it for the rules. @default - a key of SQS */
  readonly encryptionKey?: IKey;
  /** Where a message goes that was received too often. @default - nowhere */
  readonly deadLetterQueue?: { readonly queue: DeadLetterQueue; readonly maxReceiveCount: number };
  /**
   * What becomes of it when it leaves the template. `retain`: it stays, with its messages, and only goes when the deployment that
   * made it fails, so that the next one can make it. `delete` is for one that was acknowledged to be needed no more. CloudFormation
   * goes by what the deployed template says, so one deployment says `delete` and the next one leaves it out. `discard`
   * is for one whose messages nobody needs, ever. @default retain
   */
  readonly deletion?: 'retain' | 'delete' | 'discard';
}

/**
 * A standard queue as Busbar has them: planned name, encrypted with a key of SQS, reachable over TLS only, and open to exactly
 * the named EventBridge rules (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).
 *
 * SQS-managed encryption even where the bus has a customer-managed key: EventBridge needs no key grant for it, so that a DLQ
 * still accepts events when that key is what fails.
 *
 * @throws ConstructError when the stack is not in the account and Region of the planned ARN
 */
export class EventQueue extends Queue {
  constructor(scope: Construct, id: string, props: EventQueueProps) {
    requireHome(scope, props.planned.arn);
    super(scope, id, {
      queueName: props.planned.name,
      ...(props.encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: props.encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      ...(props.fifo && { fifo: true, contentBasedDeduplication: true }),
      enforceSSL: true,
      retentionPeriod: props.retention ?? Duration.days(7),
      visibilityTimeout: props.visibilityTimeout ?? Duration.seconds(30),
      deadLetterQueue: props.deadLetterQueue,
    });
    this.keep(props.deletion ?? 'retain');
    if (props.rules?.length) admitRules(this, props.rules);
  }

  private keep(deletion: NonNullable<EventQueueProps['deletion']>): void {
    if (deletion === 'retain') {
      this.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      return;
    }
    this.applyRemovalPolicy(RemovalPolicy.DESTROY);
    if (deletion === 'discard') return;
    // CloudFormation takes over a deletion policy only together with a change of the resource.
    Tags.of(this).add('busbar:deletion', 'acknowledged');
  }
}

/** Lets rules send to a queue, and to nothing else by it. */
export function admitRules(queue: IQueue, rules: readonly string[]): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EventBridge',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: sentBy(rules),
    }),
  );
  if (queue.encryptionMasterKey) admitToKey(queue.encryptionMasterKey, rules);
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html: EventBridge encrypts what it sends. */
function admitToKey(key: IKey, rules: readonly string[]): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: sentBy(rules),
    }),
  );
}

function sentBy(rules: readonly string[]) {
  return { ArnEquals: { 'aws:SourceArn': rules.length === 1 ? rules[0] : rules } };
}

/** Takes what could not be delivered or processed, and keeps it as long as SQS can: 14 days. */
export class DeadLetterQueue extends EventQueue {
  constructor(
    scope: Construct,
    id: string,
    props: Pick<EventQueueProps, 'planned' | 'rules' | 'deletion' | 'fifo' | 'encryptionKey'>,
  ) {
    super(scope, id, { ...props, retention: Duration.days(14) });
    acceptFinding(
      this,
      'AwsSolutions-SQS3',
      'It is a dead-letter queue, of a rule, a bus or a function: the check knows those of queues only.',
    );
  }
}
