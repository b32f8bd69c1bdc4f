import { requireHome } from '@busbar/constructs';
import type { PackedPolicy } from '@busbar/topology';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { CfnEventBus, CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { StackError } from './stack-error';

export interface PlannedBusProps {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly policy: PackedPolicy;
  /** ARN of the key that encrypts it, and of the queue for events which that key could not encrypt or decrypt. */
  readonly encryption?: { readonly keyArn: string; readonly deadLetterQueueArn: string };
}

/**
 * An event bus with its resource policy, statement by statement as planned: one `AWS::Events::EventBusPolicy` each. EventBridge
 * has one policy a bus, and every statement changes it, so CloudFormation has to make them one after the other.
 *
 * On the L1 classes because `EventBus` writes a key policy of its own where AWS documents another, and gives the bus's DLQ none.
 *
 * @throws StackError when a statement has no `Sid` (it is the statement's name)
 */
export class PlannedBus extends Construct {
  readonly resource: CfnEventBus;
  /** For rules in the same stack: refers to the resource, so that the bus is made first. */
  readonly bus: IEventBus;

  constructor(scope: Construct, id: string, props: PlannedBusProps) {
    super(scope, id);
    requireHome(this, props.arn);
    this.resource = new CfnEventBus(this, 'Resource', {
      name: props.name,
      description: props.description,
      kmsKeyIdentifier: props.encryption?.keyArn,
      deadLetterConfig: props.encryption && { arn: props.encryption.deadLetterQueueArn },
    });
    this.bus = EventBus.fromEventBusAttributes(this, 'Imported', {
      eventBusName: this.resource.ref,
      eventBusArn: this.resource.attrArn,
      eventBusPolicy: '',
    });
    this.admit(props.policy);
  }

  private admit(policy: PackedPolicy): void {
    let before: CfnEventBusPolicy | undefined;
    for (const statement of policy.document.Statement) {
      if (!statement.Sid) throw new StackError(`A statement of the policy of bus "${this.resource.name}" has no Sid.`);
      const resource = new CfnEventBusPolicy(this, statement.Sid, {
        eventBusName: this.resource.ref,
        statementId: statement.Sid,
        statement,
      });
      if (before) resource.addResourceDependency(before);
      before = resource;
    }
  }
}
