import type { PolicyDocument, PolicyStatement } from '@busbar/iam-policy';
import type { PlannedPolicy } from './model';
import { names, serviceTag, type Arns } from './names';
import type { StageView } from './stage-view';

/** What reads and changes nothing of the platform. */
const READS = [
  ...['cloudformation:Describe*', 'cloudformation:Get*', 'cloudformation:List*'],
  ...['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*', 'sns:Get*', 'sns:List*'],
  ...['ssm:DescribeParameters', 'ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
  'ssm:ListTagsForResource',
];
const QUEUE_ADMINISTRATION = [
  ...['sqs:AddPermission', 'sqs:DeleteQueue', 'sqs:PurgeQueue', 'sqs:RemovePermission', 'sqs:SetQueueAttributes'],
  ...['sqs:TagQueue', 'sqs:UntagQueue'],
];

/**
 * The permissions boundary of an account's service roles. Whatever a team grants to its role (a table, a bucket, a topic of its own)
 * goes through; identities, and what is the platform's or another service's, do not. The same for every service of the account: it
 * knows a service by the tag of its role.
 */
export function planServiceBoundary({ arns, stage, manifest }: StageView, account: string): PlannedPolicy {
  const bus = manifest.platform.busName;
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'WhatThePoliciesAllow', Effect: 'Allow', Action: '*', Resource: '*' },
      refuse('Identities', {
        Action: ['account:*', 'iam:*', 'identitystore:*', 'organizations:*', 'sso:*'],
        Resource: '*',
      }),
      refuse('RolesOfThePlatform', {
        Action: 'sts:AssumeRole',
        Resource: [arns.role('*', 'busbar-*').arn, arns.role('*', 'cdk-busbar-*').arn],
      }),
      refuse('BusAndRules', {
        NotAction: ['events:PutEvents', 'events:Describe*', 'events:List*'],
        Resource: [arns.bus(account, bus), arns.rule(account, bus, '*')],
      }),
      // Only routes put events on a subscriber bus.
      ...(account === stage.centralAccount
        ? []
        : [refuse('SubscriberBus', { Action: 'events:PutEvents', Resource: arns.bus(account, bus) })]),
      ...queueStatements(arns, account),
      refuse('StacksAlarmsAndParameters', {
        NotAction: READS,
        Resource: [
          arns.of('cloudformation', account, 'stack/busbar-*'),
          arns.of('cloudwatch', account, 'alarm:busbar-*'),
          arns.of('sns', account, 'busbar-*'),
          arns.of('ssm', account, 'parameter/busbar/*'),
        ],
      }),
      refuse('Keys', {
        NotAction: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*'],
        Resource: arns.of('kms', account, 'key/*'),
        Condition: { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': names.keyAlias('*') } },
      }),
    ],
  };
  return { ...arns.policy(account, names.serviceBoundary), document };
}

/** By the tag that every queue of a service has. */
function queueStatements(arns: Arns, account: string): readonly PolicyStatement[] {
  const tag = `aws:ResourceTag/${serviceTag}`;
  const Resource = arns.queue(account, '*').arn;
  return [
    refuse('QueuesOfOtherServices', {
      Action: 'sqs:*',
      Resource,
      Condition: { Null: { [tag]: 'false' }, StringNotEquals: { [tag]: `\${aws:PrincipalTag/${serviceTag}}` } },
    }),
    refuse('QueueAdministration', { Action: QUEUE_ADMINISTRATION, Resource, Condition: { Null: { [tag]: 'false' } } }),
  ];
}

function refuse(Sid: string, what: Omit<PolicyStatement, 'Sid' | 'Effect'>): PolicyStatement {
  return { Sid, Effect: 'Deny', ...what };
}
