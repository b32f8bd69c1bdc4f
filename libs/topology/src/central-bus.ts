import type { BusPolicyOptions, PolicyDocument } from '@busbar/iam-policy';
import { planBusPolicy } from './grants';
import { exceptHeartbeats, heartbeatPublisher, planHeartbeat } from './heartbeat/heartbeat';
import type { CentralBus, CentralBusKey, Grant } from './model';
import { names } from './names';
import type { QuotaLimits } from './quotas';
import type { StageView } from './stage-view';

export function planBus(view: StageView, grants: readonly Grant[], limits: QuotaLimits): CentralBus {
  const { platform } = view.manifest;
  const { busName, encryption, archiveRetentionDays } = platform;
  return {
    name: busName,
    arn: view.centralBusArn,
    encryption,
    ...(encryption === 'customer-managed' && { key: planKey(view) }),
    archive: { name: names.archive(busName), retentionDays: archiveRetentionDays, pattern: exceptHeartbeats },
    policy: planBusPolicy(grants, busPolicyOptions(view), limits),
    heartbeat: planHeartbeat(view),
  };
}

/** What the policy of the central bus is made of beside the grants. */
export function busPolicyOptions(view: StageView): BusPolicyOptions {
  return { busArn: view.centralBusArn, organizationId: view.manifest.organization.id, own: heartbeatPublisher(view) };
}

function planKey({ arns, stage, manifest: { platform }, centralBusArn }: StageView): CentralBusKey {
  return {
    alias: names.keyAlias(platform.busName),
    policy: keyPolicy(centralBusArn, arns.root(stage.centralAccount)),
    deadLetterQueue: arns.queue(stage.centralAccount, names.encryptionDeadLetterQueue(platform.busName)),
  };
}

/**
 * After https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html and, for the archive,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-archives.html.
 */
function keyPolicy(busArn: string, root: string): PolicyDocument {
  const Principal = { Service: 'events.amazonaws.com' };
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Administration', Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
      // Unconditioned: when a bus is made or changed, EventBridge looks at the key before there is an encryption context.
      { Sid: 'EventBridgeLooksAtKey', Effect: 'Allow', Principal, Action: 'kms:DescribeKey', Resource: '*' },
      {
        Sid: 'EventBridgeUsesKeyForBus',
        Effect: 'Allow',
        Principal,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': busArn, 'aws:SourceArn': busArn } },
      },
      // Archive operations send no aws:SourceArn; the encryption context alone binds them to the bus.
      {
        Sid: 'EventBridgeUsesKeyForArchive',
        Effect: 'Allow',
        Principal,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': busArn } },
      },
    ],
  };
}
