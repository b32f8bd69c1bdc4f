import { RemovalPolicy } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { CfnEventBus, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { requireHome } from './home';

export interface PlannedBusProps {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** The policy document. */
  readonly policy: object;
  /** ARN of the key that encrypts it, and of the queue for events which that key could not encrypt or decrypt. */
  readonly encryption?: { readonly keyArn: string; readonly deadLetterQueueArn: string };
}

/**
 * An event bus with its resource policy as a property, so that one update replaces the whole policy: with a resource for each
 * statement (`AWS::Events::EventBusPolicy`) old and new ones would count against the policy's quota together. A bus must not have
 * both forms, since each removes what the other wrote.
 *
 * On the L1 classes because `EventBus` writes a key policy of its own where AWS documents another, and gives the bus's DLQ none.
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
      policy: props.policy,
      kmsKeyIdentifier: props.encryption?.keyArn,
      deadLetterConfig: props.encryption && { arn: props.encryption.deadLetterQueueArn },
    });
    // Whoever has its ARN publishes to it, and a bus that was made again has none of the old one's archive and rules.
    this.resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.bus = EventBus.fromEventBusAttributes(this, 'Imported', {
      eventBusName: this.resource.ref,
      eventBusArn: this.resource.attrArn,
      eventBusPolicy: '',
    });
  }
}
