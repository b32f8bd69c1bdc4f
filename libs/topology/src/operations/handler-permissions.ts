/**
 * What CloudFormation calls to create, update and delete a resource, by type. Written down from the documentation of each type's
 * handlers and of the service's actions. **Not tried on AWS**: where one is missing, a deployment fails with "not authorized", and
 * nothing of the stack changes.
 */
export interface HandlerPermissions {
  /** Stacks that use the type: those of a stage (of service teams too), of the pipelines in the tooling account, or both. */
  readonly stacks: 'stage' | 'pipeline' | 'both';
  /** Where only some configurations draw it: when. */
  readonly onlyWhen?: string;
  readonly actions: readonly string[];
  /** For `Fn::Sub`: the resources that the actions are allowed on. */
  readonly resources: readonly string[];
  /** Further statements, on other resources. */
  readonly also?: readonly {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  }[];
  readonly source: string;
}

const here = (service: string, resource: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
const inAccount = (service: string, resource: string): string =>
  `arn:\${AWS::Partition}:${service}::\${AWS::AccountId}:${resource}`;
const reference = (service: string, type: string): string =>
  `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-${type}.html; https://docs.aws.amazon.com/service-authorization/latest/reference/list_${service}.html`;

/** Busbar names all of its roles so; what CDK makes for a service team's stack is not covered. */
const roles = [inAccount('iam', 'role/busbar-*')];

const roleActions = [
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:GetRole',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
  'iam:UpdateAssumeRolePolicy',
  'iam:PutRolePolicy',
  'iam:DeleteRolePolicy',
  'iam:GetRolePolicy',
  'iam:ListRolePolicies',
  'iam:ListAttachedRolePolicies',
  'iam:AttachRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:DeleteRolePermissionsBoundary',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:ListRoleTags',
] as const;

export const handlerPermissions: Readonly<Record<string, HandlerPermissions>> = {
  'AWS::Events::EventBus': {
    stacks: 'stage',
    actions: [
      ...['CreateEventBus', 'UpdateEventBus', 'DeleteEventBus', 'DescribeEventBus', 'PutPermission', 'RemovePermission'],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ].map((action) => `events:${action}`),
    resources: [here('events', 'event-bus/*')],
    source: reference('amazoneventbridge', 'events-eventbus'),
  },
  'AWS::Events::Rule': {
    stacks: 'stage',
    actions: [
      ...[
        'PutRule',
        'DeleteRule',
        'DescribeRule',
        'EnableRule',
        'DisableRule',
        'PutTargets',
        'RemoveTargets',
        'ListTargetsByRule',
      ],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ].map((action) => `events:${action}`),
    resources: [here('events', 'rule/*')],
    also: [
      {
        actions: ['iam:PassRole'],
        resources: roles,
        condition: { StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' } },
      },
    ],
    source: reference('amazoneventbridge', 'events-rule'),
  },
  'AWS::Events::Archive': {
    stacks: 'stage',
    actions: ['CreateArchive', 'UpdateArchive', 'DeleteArchive', 'DescribeArchive'].map((action) => `events:${action}`),
    resources: [here('events', 'archive/*'), here('events', 'event-bus/*')],
    source: reference('amazoneventbridge', 'events-archive'),
  },
  'AWS::SQS::Queue': {
    stacks: 'stage',
    actions: [
      ...['CreateQueue', 'DeleteQueue', 'GetQueueUrl', 'GetQueueAttributes', 'SetQueueAttributes'],
      ...['TagQueue', 'UntagQueue', 'ListQueueTags'],
    ].map((action) => `sqs:${action}`),
    resources: [here('sqs', '*')],
    source: reference('amazonsqs', 'sqs-queue'),
  },
  'AWS::SQS::QueuePolicy': {
    stacks: 'stage',
    actions: ['sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'],
    resources: [here('sqs', '*')],
    source: reference('amazonsqs', 'sqs-queuepolicy'),
  },
  'AWS::IAM::Role': {
    stacks: 'both',
    actions: roleActions,
    resources: roles,
    source: reference('awsidentityandaccessmanagementiam', 'iam-role'),
  },
  'AWS::IAM::Policy': {
    stacks: 'both',
    actions: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:GetRolePolicy'],
    resources: roles,
    source: reference('awsidentityandaccessmanagementiam', 'iam-policy'),
  },
  'AWS::IAM::ManagedPolicy': {
    stacks: 'stage',
    onlyWhen: 'the account has service roles, which it bounds',
    actions: [
      ...['CreatePolicy', 'DeletePolicy', 'GetPolicy', 'ListPolicyVersions', 'CreatePolicyVersion', 'DeletePolicyVersion'],
      ...['GetPolicyVersion', 'SetDefaultPolicyVersion', 'ListEntitiesForPolicy', 'TagPolicy', 'UntagPolicy', 'ListPolicyTags'],
    ].map((action) => `iam:${action}`),
    resources: [inAccount('iam', 'policy/busbar-service-*')],
    source: reference('awsidentityandaccessmanagementiam', 'iam-managedpolicy'),
  },
  'AWS::KMS::Key': {
    stacks: 'both',
    actions: [
      ...['DescribeKey', 'GetKeyPolicy', 'PutKeyPolicy', 'EnableKeyRotation', 'DisableKeyRotation', 'GetKeyRotationStatus'],
      ...[
        'UpdateKeyDescription',
        'EnableKey',
        'DisableKey',
        'ScheduleKeyDeletion',
        'TagResource',
        'UntagResource',
        'ListResourceTags',
      ],
    ].map((action) => `kms:${action}`),
    resources: [here('kms', 'key/*')],
    // A key has no ARN before it is there.
    also: [{ actions: ['kms:CreateKey'], resources: ['*'] }],
    source: reference('awskeymanagementservice', 'kms-key'),
  },
  'AWS::KMS::Alias': {
    stacks: 'stage',
    onlyWhen: 'encryption: customer-managed',
    actions: ['kms:CreateAlias', 'kms:UpdateAlias', 'kms:DeleteAlias'],
    resources: [here('kms', 'alias/busbar/*'), here('kms', 'key/*')],
    also: [{ actions: ['kms:ListAliases'], resources: ['*'] }],
    source: reference('awskeymanagementservice', 'kms-alias'),
  },
  'AWS::Lambda::Function': {
    stacks: 'stage',
    actions: [
      ...['CreateFunction', 'DeleteFunction', 'GetFunction', 'GetFunctionConfiguration', 'GetFunctionCodeSigningConfig'],
      ...['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'PutFunctionConcurrency', 'DeleteFunctionConcurrency'],
      ...['GetRuntimeManagementConfig', 'PutRuntimeManagementConfig', 'GetFunctionRecursionConfig', 'PutFunctionRecursionConfig'],
      ...['TagResource', 'UntagResource', 'ListTags'],
    ].map((action) => `lambda:${action}`),
    resources: [here('lambda', 'function:*')],
    also: [
      {
        actions: ['iam:PassRole'],
        resources: roles,
        condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      },
      // The code: an asset in the bootstrap's bucket.
      {
        actions: ['s3:GetObject'],
        resources: ['arn:${AWS::Partition}:s3:::cdk-busbar-assets-${AWS::AccountId}-${AWS::Region}/*'],
      },
    ],
    source: reference('awslambda', 'lambda-function'),
  },
  'AWS::Lambda::Permission': {
    stacks: 'stage',
    actions: ['lambda:AddPermission', 'lambda:RemovePermission', 'lambda:GetPolicy'],
    resources: [here('lambda', 'function:*')],
    source: reference('awslambda', 'lambda-permission'),
  },
  'AWS::Lambda::EventInvokeConfig': {
    stacks: 'stage',
    actions: [
      ...['PutFunctionEventInvokeConfig', 'UpdateFunctionEventInvokeConfig'],
      ...['DeleteFunctionEventInvokeConfig', 'GetFunctionEventInvokeConfig'],
    ].map((action) => `lambda:${action}`),
    resources: [here('lambda', 'function:*')],
    source: reference('awslambda', 'lambda-eventinvokeconfig'),
  },
  'AWS::Lambda::EventSourceMapping': {
    stacks: 'stage',
    onlyWhen: 'a service team’s function polls a queue',
    actions: ['UpdateEventSourceMapping', 'DeleteEventSourceMapping', 'GetEventSourceMapping'].map(
      (action) => `lambda:${action}`,
    ),
    resources: [here('lambda', 'event-source-mapping:*')],
    // Authorized on any resource: the function is a condition key.
    also: [{ actions: ['lambda:CreateEventSourceMapping'], resources: ['*'] }],
    source: reference('awslambda', 'lambda-eventsourcemapping'),
  },
  'AWS::Logs::LogGroup': {
    stacks: 'both',
    actions: [
      ...[
        'CreateLogGroup',
        'DeleteLogGroup',
        'PutRetentionPolicy',
        'DeleteRetentionPolicy',
        'AssociateKmsKey',
        'DisassociateKmsKey',
      ],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ].map((action) => `logs:${action}`),
    resources: [here('logs', 'log-group:*')],
    also: [{ actions: ['logs:DescribeLogGroups'], resources: ['*'] }],
    source: reference('amazoncloudwatchlogs', 'logs-loggroup'),
  },
  ...Object.fromEntries(
    (['DeliverySource', 'DeliveryDestination', 'Delivery'] as const).map((kind) => [
      `AWS::Logs::${kind}`,
      {
        stacks: 'stage' as const,
        onlyWhen: 'the stage has `logs`',
        actions: (kind === 'Delivery'
          ? ['CreateDelivery', 'GetDelivery', 'DeleteDelivery']
          : [`Put${kind}`, `Get${kind}`, `Delete${kind}`]
        ).map((action) => `logs:${action}`),
        resources: [here('logs', 'delivery-source:*'), here('logs', 'delivery-destination:*'), here('logs', 'delivery:*')],
        also: [{ actions: ['events:AllowVendedLogDeliveryForResource'], resources: [here('events', 'event-bus/*')] }],
        source: reference('amazoncloudwatchlogs', `logs-${kind.toLowerCase()}`),
      },
    ]),
  ),
  'AWS::Logs::ResourcePolicy': {
    stacks: 'stage',
    onlyWhen: 'the stage has `logs`',
    actions: ['logs:PutResourcePolicy', 'logs:DeleteResourcePolicy', 'logs:DescribeResourcePolicies'],
    resources: ['*'],
    source: reference('amazoncloudwatchlogs', 'logs-resourcepolicy'),
  },
  'AWS::SSM::Parameter': {
    stacks: 'stage',
    onlyWhen: 'services find bus and queues by parameters',
    actions: [
      'PutParameter',
      'DeleteParameter',
      'GetParameters',
      'AddTagsToResource',
      'RemoveTagsFromResource',
      'ListTagsForResource',
    ].map((action) => `ssm:${action}`),
    resources: [here('ssm', 'parameter/busbar/*')],
    source: reference('awssystemsmanager', 'ssm-parameter'),
  },
  'AWS::CloudWatch::Alarm': {
    stacks: 'stage',
    actions: ['PutMetricAlarm', 'DeleteAlarms', 'DescribeAlarms', 'TagResource', 'UntagResource', 'ListTagsForResource'].map(
      (action) => `cloudwatch:${action}`,
    ),
    resources: [here('cloudwatch', 'alarm:*')],
    source: reference('amazoncloudwatch', 'cloudwatch-alarm'),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    stacks: 'stage',
    actions: ['PutCompositeAlarm', 'DeleteAlarms', 'DescribeAlarms', 'TagResource', 'UntagResource', 'ListTagsForResource'].map(
      (action) => `cloudwatch:${action}`,
    ),
    resources: [here('cloudwatch', 'alarm:*')],
    source: reference('amazoncloudwatch', 'cloudwatch-compositealarm'),
  },
  'AWS::CloudWatch::Dashboard': {
    stacks: 'stage',
    actions: ['cloudwatch:PutDashboard', 'cloudwatch:GetDashboard', 'cloudwatch:DeleteDashboards'],
    resources: [inAccount('cloudwatch', 'dashboard/*')],
    source: reference('amazoncloudwatch', 'cloudwatch-dashboard'),
  },
  'AWS::SNS::Topic': {
    stacks: 'stage',
    actions: [
      ...['CreateTopic', 'DeleteTopic', 'GetTopicAttributes', 'SetTopicAttributes', 'ListSubscriptionsByTopic'],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ].map((action) => `sns:${action}`),
    resources: [here('sns', 'busbar-*')],
    source: reference('amazonsns', 'sns-topic'),
  },
  'AWS::SNS::TopicPolicy': {
    stacks: 'stage',
    actions: ['sns:GetTopicAttributes', 'sns:SetTopicAttributes'],
    resources: [here('sns', 'busbar-*')],
    source: reference('amazonsns', 'sns-topicpolicy'),
  },
  'AWS::SNS::Subscription': {
    stacks: 'stage',
    actions: ['Subscribe', 'Unsubscribe', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes'].map(
      (action) => `sns:${action}`,
    ),
    resources: [here('sns', 'busbar-*')],
    source: reference('amazonsns', 'sns-subscription'),
  },
  'AWS::Oam::Sink': {
    stacks: 'stage',
    actions: ['CreateSink', 'GetSink', 'DeleteSink', 'PutSinkPolicy', 'GetSinkPolicy', 'TagResource', 'UntagResource'].map(
      (action) => `oam:${action}`,
    ),
    resources: [here('oam', 'sink/*')],
    source: reference('amazoncloudwatchobservabilityaccessmanager', 'oam-sink'),
  },
  'AWS::Oam::Link': {
    stacks: 'stage',
    onlyWhen: 'the sink’s ARN is in the stage’s file',
    actions: ['CreateLink', 'GetLink', 'UpdateLink', 'DeleteLink', 'TagResource', 'UntagResource'].map(
      (action) => `oam:${action}`,
    ),
    // The sink is in the central account.
    resources: [here('oam', 'link/*'), 'arn:${AWS::Partition}:oam:${AWS::Region}:*:sink/*'],
    also: [{ actions: ['cloudwatch:Link'], resources: ['*'] }],
    source: reference('amazoncloudwatchobservabilityaccessmanager', 'oam-link'),
  },
  'AWS::S3::Bucket': {
    stacks: 'pipeline',
    actions: [
      ...[
        'CreateBucket',
        'DeleteBucket',
        'ListBucket',
        'GetBucketTagging',
        'PutBucketTagging',
        'PutBucketVersioning',
        'GetBucketVersioning',
      ],
      ...['PutEncryptionConfiguration', 'GetEncryptionConfiguration', 'PutBucketPublicAccessBlock', 'GetBucketPublicAccessBlock'],
      ...['PutLifecycleConfiguration', 'GetLifecycleConfiguration', 'PutBucketOwnershipControls', 'GetBucketOwnershipControls'],
      ...['PutBucketLogging', 'GetBucketLogging'],
    ].map((action) => `s3:${action}`),
    resources: ['arn:${AWS::Partition}:s3:::busbar-*'],
    source: reference('amazons3', 's3-bucket'),
  },
  'AWS::S3::BucketPolicy': {
    stacks: 'pipeline',
    actions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    resources: ['arn:${AWS::Partition}:s3:::busbar-*'],
    source: reference('amazons3', 's3-bucketpolicy'),
  },
  'AWS::CodeBuild::Project': {
    stacks: 'pipeline',
    actions: ['codebuild:CreateProject', 'codebuild:UpdateProject', 'codebuild:DeleteProject', 'codebuild:BatchGetProjects'],
    resources: [here('codebuild', 'project/*')],
    also: [
      {
        actions: ['iam:PassRole'],
        resources: roles,
        condition: { StringEquals: { 'iam:PassedToService': 'codebuild.amazonaws.com' } },
      },
    ],
    source: reference('awscodebuild', 'codebuild-project'),
  },
  'AWS::CodePipeline::Pipeline': {
    stacks: 'pipeline',
    actions: [
      ...['CreatePipeline', 'UpdatePipeline', 'DeletePipeline', 'GetPipeline', 'GetPipelineState'],
      ...['TagResource', 'UntagResource', 'ListTagsForResource'],
    ].map((action) => `codepipeline:${action}`),
    resources: [here('codepipeline', 'busbar-*')],
    also: [
      {
        actions: ['iam:PassRole'],
        resources: roles,
        condition: { StringEquals: { 'iam:PassedToService': 'codepipeline.amazonaws.com' } },
      },
      {
        actions: ['codeconnections:PassConnection', 'codestar-connections:PassConnection'],
        resources: [
          'arn:${AWS::Partition}:codeconnections:*:*:connection/*',
          'arn:${AWS::Partition}:codestar-connections:*:*:connection/*',
        ],
      },
    ],
    source: reference('awscodepipeline', 'codepipeline-pipeline'),
  },
};
