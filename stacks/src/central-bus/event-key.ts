import type { CentralBusKey } from '@busbar/topology';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface EventKeyProps {
  readonly busName: string;
  readonly planned: CentralBusKey;
}

/**
 * The customer-managed key of the bus and its archive, with the planned key policy: CDK's own grants differ from what
 * EventBridge asks for.
 */
export class EventKey extends Key {
  constructor(scope: Construct, id: string, { busName, planned }: EventKeyProps) {
    super(scope, id, {
      description: `Events on bus ${busName} and in its archive`,
      alias: planned.alias,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      policy: PolicyDocument.fromJson(planned.policy),
    });
  }
}
