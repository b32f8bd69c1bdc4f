import type { CentralBus } from '@busbar/topology';
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccountRootPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * The customer-managed key of the bus and its archive. CDK's own grants differ from what EventBridge asks for, so the key
 * policy is written here, after
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html and, for the archive,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-archives.html.
 */
export class EventKey extends Key {
  constructor(scope: Construct, id: string, bus: CentralBus) {
    const eventBridge = [new ServicePrincipal('events.amazonaws.com')];
    super(scope, id, {
      description: `Events on bus ${bus.name} and in its archive`,
      alias: `alias/busbar/${bus.name}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'Administration',
            effect: Effect.ALLOW,
            principals: [new AccountRootPrincipal()],
            actions: ['kms:*'],
            resources: ['*'],
          }),
          // Unconditioned: when a bus is made or changed, EventBridge looks at the key before there is an encryption context.
          new PolicyStatement({
            sid: 'EventBridgeLooksAtKey',
            effect: Effect.ALLOW,
            principals: eventBridge,
            actions: ['kms:DescribeKey'],
            resources: ['*'],
          }),
          new PolicyStatement({
            sid: 'EventBridgeUsesKeyForBus',
            effect: Effect.ALLOW,
            principals: eventBridge,
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            resources: ['*'],
            conditions: {
              StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': bus.arn, 'aws:SourceArn': bus.arn },
            },
          }),
          // Archive operations send no aws:SourceArn; the encryption context alone binds them to the bus.
          new PolicyStatement({
            sid: 'EventBridgeUsesKeyForArchive',
            effect: Effect.ALLOW,
            principals: eventBridge,
            actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
            resources: ['*'],
            conditions: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': bus.arn } },
          }),
        ],
      }),
    });
  }
}
