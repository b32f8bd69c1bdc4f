import { names } from '../names';

/** `Put*` would be `PutEvents` too. */
const RULE = [
  ...['events:Delete*', 'events:Disable*', 'events:Enable*', 'events:PutRule', 'events:PutTargets', 'events:Remove*'],
  ...['events:TagResource', 'events:UntagResource'],
];
const QUEUE = ['AddPermission', 'DeleteQueue', 'RemovePermission', 'SetQueueAttributes', 'TagQueue', 'UntagQueue'].map(
  (action) => `sqs:${action}`,
);

/**
 * Actions that change the platform's resources, by kind of resource.
 * Prefixes where everything that begins so changes something: every character counts.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const changes = {
  role: [
    ...['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:DeleteRole', 'iam:DeleteRolePermissionsBoundary', 'iam:DetachRolePolicy'],
    ...['iam:PutRolePermissionsBoundary', 'iam:TagRole', 'iam:UntagRole', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole'],
    ...[
      'iam:CreatePolicy',
      'iam:CreatePolicyVersion',
      'iam:DeletePolicy',
      'iam:DeletePolicyVersion',
      'iam:SetDefaultPolicyVersion',
    ],
  ],
  inlinePolicy: ['iam:DeleteRolePolicy', 'iam:PutRolePolicy'],
  /** Without its key, nothing that it has encrypted can be read. */
  key: ['kms:Disable*', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
  rule: RULE,
  queue: QUEUE,
  /** Each is of one service and meets only the resources of that service. */
  resource: [
    ...['Cancel*', 'Continue*', 'Create*', 'Delete*', 'Execute*', 'Rollback*', 'Set*', 'Signal*', 'Update*'].map(
      (verb) => `cloudformation:${verb}`,
    ),
    ...['cloudwatch:DeleteAlarms', 'cloudwatch:DisableAlarmActions', 'cloudwatch:Put*'],
    ...['events:Create*', ...RULE, 'events:PutPermission', 'events:Update*'],
    ...[
      'lambda:AddPermission',
      'lambda:DeleteFunction*',
      'lambda:PutFunction*',
      'lambda:RemovePermission',
      'lambda:UpdateFunction*',
    ],
    ...['kms:DeleteAlias', 'kms:UpdateAlias'],
    ...['logs:Delete*', 'logs:PutRetentionPolicy'],
    ...['sns:AddPermission', 'sns:DeleteTopic', 'sns:RemovePermission', 'sns:SetTopicAttributes'],
    ...QUEUE,
    ...['ssm:DeleteParameter*', 'ssm:PutParameter'],
  ],
};

/** ARN patterns of the platform's resources, in every account and region. */
export function named(partition: string, buses: readonly string[]) {
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:*:*:${resource}`;
  const role = (name: string) => `arn:${partition}:iam::*:role/${name}`;
  return {
    roles: [role('busbar-*'), role('cdk-busbar-*'), `arn:${partition}:iam::*:policy/busbar-*`],
    rolesOfPlatform: [role('busbar-heartbeat'), role('busbar-route-*'), role('busbar-steps-*'), role('cdk-busbar-*')],
    rolesOfServices: [role('busbar-service-*')],
    buses: buses.map((bus) => arn('events', `event-bus/${bus}`)),
    rules: buses.map((bus) => arn('events', `rule/${bus}/*`)),
    queues: [arn('sqs', '*')],
    keys: [arn('kms', 'key/*')],
    resources: [
      arn('cloudformation', 'stack/busbar-*'),
      arn('cloudformation', 'stack/BusbarToolkit/*'),
      arn('cloudwatch', 'alarm:busbar-*'),
      ...buses.flatMap((bus) => ['archive/', 'event-bus/'].map((kind) => arn('events', `${kind}${bus}`))),
      ...buses.map((bus) => arn('events', `rule/${bus}/busbar-*`)),
      // The schedule of the heartbeat, on the default bus.
      arn('events', 'rule/busbar-*'),
      arn('kms', 'alias/busbar/*'),
      arn('lambda', 'function:busbar-*'),
      ...['/aws/lambda/busbar-*', '/busbar/*'].map((group) => arn('logs', `log-group:${group}`)),
      arn('sns', 'busbar-*'),
      arn('sqs', 'busbar-*'),
      ...buses.map((bus) => arn('sqs', names.encryptionDeadLetterQueue(bus))),
      arn('ssm', 'parameter/busbar/*'),
    ],
  };
}
