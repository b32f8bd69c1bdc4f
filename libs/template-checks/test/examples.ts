import type { Template } from '../src';

export interface Examples {
  /** By what they show. */
  readonly good: Readonly<Record<string, Template>>;
  /** With the places that are found, `<logical id> <path>`. */
  readonly bad: Readonly<Record<string, readonly [template: Template, ...found: string[]]>>;
}

type Resources = NonNullable<Template['Resources']>;

const of = (Resources: Resources): Template => ({ Resources });
const resource = (Type: string, Properties: object) => ({ Type, Properties: Properties as Record<string, unknown> });
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const rule = (properties: object) => resource('AWS::Events::Rule', properties);
const queue = (properties: object = { MessageRetentionPeriod: 1_209_600 }) => resource('AWS::SQS::Queue', properties);
const bus = (properties: object) => resource('AWS::Events::EventBus', { Name: 'orders', ...properties });
const events = { Service: 'events.amazonaws.com' };
const guaranteed = { RetryPolicy: { MaximumRetryAttempts: 185 }, DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:1:elsewhere' } };
const toQueue = { Id: 't', Arn: arnOf('Queue'), ...guaranteed };
const toBus = { Id: 't', Arn: 'arn:aws:events:eu-west-1:222222222222:event-bus/other', RoleArn: arnOf('Role'), ...guaranteed };
const dead = (Arn: unknown) => ({ ...toBus, DeadLetterConfig: { Arn } });
/** @param sources ARNs that may send; undefined for anybody */
const admits = (sources: unknown, { queues = [{ Ref: 'Queue' }] as unknown[], Principal = events as unknown } = {}) =>
  resource('AWS::SQS::QueuePolicy', {
    Queues: queues,
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal,
          Action: 'sqs:SendMessage',
          ...(sources !== undefined && { Condition: { ArnEquals: { 'aws:SourceArn': sources } } }),
        },
      ],
    },
  });
/** A pipeline whose second stage deploys the stack. */
const pipeline = (StackName: string, conditions: object) =>
  resource('AWS::CodePipeline::Pipeline', {
    Stages: [
      { Name: 'Source', Actions: [{ Name: 'Source', Configuration: { BranchName: 'main' } }] },
      { Name: 'Deploy', Actions: [{ Name: 'Deploy', Configuration: { StackName } }], ...conditions },
    ],
  });
const bound = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111111111111:root' },
  Action: 'events:PutEvents',
  Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/a' } },
};
const many = (count: number, properties: (index: number) => object): Resources =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`Rule${index}`, rule({ EventBusName: 'orders', ...properties(index) })]),
  );
const key = (...statements: object[]) =>
  resource('AWS::KMS::Key', {
    KeyPolicy: { Statement: statements.map((each) => ({ Effect: 'Allow', Principal: events, ...each })) },
  });
const context = {
  StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': 'arn:aws:events:eu-west-1:1:event-bus/orders' },
};
const use = { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*', Condition: context };
const mapping = (properties: object) =>
  resource('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: arnOf('Queue'),
    FunctionName: { Ref: 'Function' },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...properties,
  });
const lambda = (properties: object = {}) => resource('AWS::Lambda::Function', properties);
const identity = (Resource: unknown, Action: unknown = 'events:PutEvents') =>
  resource('AWS::IAM::Policy', { PolicyDocument: { Statement: { Effect: 'Allow', Action, Resource } } });
const trust = (Condition?: object) =>
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: events, Action: 'sts:AssumeRole', ...(Condition && { Condition }) }],
    },
  });

/** What each rule accepts and what it finds. Several are mistakes of well-known samples. */
export const examples: Readonly<Record<string, Examples>> = {
  'Busbar-BusPolicyBound': {
    good: { 'a role': of({ Bus: bus({ Policy: { Statement: [bound] } }) }) },
    bad: {
      'everybody in the organization, whatever the source': [
        of({
          Bus: bus({
            Policy: { Statement: [{ ...bound, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }] },
          }),
        }),
        'Bus Policy/Statement/0',
      ],
      'the deprecated form, which knows no sources': [
        of({
          Policy: resource('AWS::Events::EventBusPolicy', {
            Principal: '*',
            Action: 'events:PutEvents',
            Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' },
          }),
        }),
        'Policy Principal',
      ],
    },
  },
  'Busbar-SourcesOfOneAccount': {
    good: {
      'several sources of one account': of({
        Bus: bus({ Policy: { Statement: [{ ...bound, Condition: { StringEquals: { 'events:source': ['a', 'b'] } } }] } }),
      }),
      'one source of several accounts': of({
        Bus: bus({
          Policy: {
            Statement: [{ ...bound, Principal: { AWS: ['1', '2'] }, Condition: { StringEquals: { 'events:source': 'a' } } }],
          },
        }),
      }),
    },
    bad: {
      'Blue can publish as Orange': [
        of({
          Policy: resource('AWS::Events::EventBusPolicy', {
            Statement: {
              ...bound,
              Principal: { AWS: ['1', '2', '3'] },
              Condition: { StringEquals: { 'events:source': ['blue', 'purple', 'orange'] } },
            },
          }),
        }),
        'Policy Statement',
      ],
      'several roles in a condition': [
        of({
          Bus: bus({
            Policy: {
              Statement: [
                {
                  ...bound,
                  Condition: { ArnEquals: { 'aws:PrincipalArn': ['r', 's'] }, StringEquals: { 'events:source': ['a', 'b'] } },
                },
              ],
            },
          }),
        }),
        'Bus Policy/Statement/0',
      ],
    },
  },
  'Busbar-OneBusPolicy': {
    good: { 'a property': of({ Bus: bus({ Policy: { Statement: [bound] } }) }) },
    bad: {
      'both forms': [
        of({
          Bus: bus({ Policy: { Statement: [bound] } }),
          Other: resource('AWS::Events::EventBusPolicy', { EventBusName: { Ref: 'Bus' }, StatementId: 's', Statement: bound }),
        }),
        'Bus Policy',
      ],
    },
  },
  'Busbar-BusPolicySize': {
    good: { 'a short one': of({ Bus: bus({ Policy: { Statement: [bound] } }) }) },
    bad: {
      'as a property': [of({ Bus: bus({ Policy: { Statement: Array(60).fill(bound) } }) }), 'Bus Policy'],
      'as sixty resources': [
        of({
          Bus: bus({}),
          ...Object.fromEntries(
            Array.from({ length: 60 }, (_, index) => [
              `Policy${index}`,
              resource('AWS::Events::EventBusPolicy', { EventBusName: 'orders', StatementId: `s${index}`, Statement: bound }),
            ]),
          ),
        }),
        'Bus',
      ],
    },
  },
  'Busbar-BusPolicyStatement': {
    good: { 'a statement': of({ Policy: resource('AWS::Events::EventBusPolicy', { Statement: bound }) }) },
    bad: {
      'the deprecated form': [
        of({ Policy: resource('AWS::Events::EventBusPolicy', { Principal: '111111111111', Action: 'events:PutEvents' }) }),
        'Policy Principal',
        'Policy Action',
      ],
    },
  },
  'Busbar-TargetGuaranteed': {
    good: { 'a target with both': of({ Rule: rule({ Targets: [toBus] }) }) },
    bad: {
      'a target without retry policy': [
        of({ Rule: rule({ Targets: [toBus, { ...toBus, RetryPolicy: undefined }] }) }),
        'Rule Targets/1',
      ],
    },
  },
  'Busbar-BusTargetRole': {
    good: { 'a bus with a role': of({ Rule: rule({ Targets: [toBus] }) }) },
    bad: { 'a bus without': [of({ Rule: rule({ Targets: [{ ...toBus, RoleArn: undefined }] }) }), 'Rule Targets/0'] },
  },
  'Busbar-BusTargetInput': {
    good: {
      'a bus of the same account': of({
        Rule: rule({
          Targets: [
            { ...toBus, Arn: { 'Fn::Sub': 'arn:aws:events:eu-west-1:${AWS::AccountId}:event-bus/other' }, InputPath: '$.detail' },
          ],
        }),
      }),
    },
    bad: {
      'a bus of another account': [of({ Rule: rule({ Targets: [{ ...toBus, InputPath: '$.detail' }] }) }), 'Rule Targets/0'],
    },
  },
  'Busbar-NotTheDefaultBus': {
    good: { 'a bus of its own': of({ Rule: rule({ Targets: [toBus] }) }) },
    bad: {
      'what CDK makes of a queue in another account': [
        of({
          Rule: rule({
            Targets: [
              {
                ...toBus,
                Arn: {
                  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:eu-west-1:222222222222:event-bus/default']],
                },
              },
            ],
          }),
        }),
        'Rule Targets/0',
      ],
    },
  },
  'Busbar-TargetAdmits': {
    good: {
      'a queue by reference': of({ Rule: rule({ Targets: [toQueue] }), Queue: queue(), Policy: admits(arnOf('Rule')) }),
      'a queue by Fn::Sub': of({
        Rule: rule({ Targets: [toQueue] }),
        Queue: queue(),
        Policy: admits({ 'Fn::Sub': '${Rule.Arn}' }),
      }),
      'a queue by name': of({
        Rule: rule({ Name: 'r', Targets: [toQueue] }),
        Queue: queue(),
        Policy: admits('arn:aws:events:eu-west-1:1:rule/orders/r'),
      }),
      'a queue of another template': of({ Rule: rule({ Targets: [toBus] }) }),
      'a function': of({
        Rule: rule({ Targets: [{ ...toQueue, Arn: arnOf('Function') }] }),
        Function: lambda(),
        Permission: resource('AWS::Lambda::Permission', {
          FunctionName: { Ref: 'Function' },
          Principal: 'events.amazonaws.com',
          SourceArn: arnOf('Rule'),
        }),
      }),
    },
    bad: {
      'a queue without a policy': [of({ Rule: rule({ Targets: [toQueue] }), Queue: queue() }), 'Rule Targets/0'],
      'a queue that admits another rule': [
        of({
          Rule: rule({ Targets: [toQueue] }),
          Other: rule({ Targets: [] }),
          Queue: queue(),
          Policy: admits({ 'Fn::Sub': '${Other.Arn}' }),
        }),
        'Rule Targets/0',
      ],
      'a queue that may only be read': [
        of({
          Rule: rule({ Targets: [toQueue] }),
          Queue: queue(),
          Policy: resource('AWS::SQS::QueuePolicy', {
            Queues: [{ Ref: 'Queue' }],
            PolicyDocument: { Statement: { Effect: 'Allow', Principal: events, Action: 'sqs:ReceiveMessage' } },
          }),
        }),
        'Rule Targets/0',
      ],
      'a function without a permission': [
        of({ Rule: rule({ Targets: [{ ...toQueue, Arn: arnOf('Function') }] }), Function: lambda() }),
        'Rule Targets/0',
      ],
    },
  },
  'Busbar-DeadLettersAdmitted': {
    good: {
      'each rule is named': of({
        One: rule({ Targets: [dead(arnOf('Queue'))] }),
        Two: rule({ Targets: [dead(arnOf('Queue'))] }),
        Queue: queue(),
        Policy: admits([arnOf('One'), arnOf('Two')]),
      }),
    },
    bad: {
      'one rule is named twice, the other never': [
        of({
          One: rule({ Targets: [dead(arnOf('Queue'))] }),
          Two: rule({ Targets: [dead(arnOf('Queue'))] }),
          Queue: queue(),
          Policy: admits([arnOf('One'), arnOf('One')]),
        }),
        'Two Targets/0',
      ],
      'a queue by its literal ARN': [
        of({ Rule: rule({ Targets: [dead('arn:aws:sqs:eu-west-1:1:dead')] }), Queue: queue({ QueueName: 'dead' }) }),
        'Rule Targets/0',
      ],
    },
  },
  'Busbar-DeadLetterQueueStandard': {
    good: { 'a standard queue': of({ Rule: rule({ Targets: [toBus] }) }) },
    bad: {
      'a FIFO queue of the template': [
        of({ Rule: rule({ Targets: [dead(arnOf('Queue'))] }), Queue: queue({ FifoQueue: true }) }),
        'Rule Targets/0',
      ],
      'a FIFO queue by its name': [
        of({ Rule: rule({ Targets: [dead('arn:aws:sqs:eu-west-1:1:dead.fifo')] }) }),
        'Rule Targets/0',
      ],
    },
  },
  'Busbar-PatternLength': {
    good: { 'a short one': of({ Rule: rule({ EventPattern: { source: ['x'] } }) }) },
    bad: { 'a long one': [of({ Rule: rule({ EventPattern: { source: ['x'.repeat(2048)] } }) }), 'Rule EventPattern'] },
  },
  'Busbar-PatternNamesSource': {
    good: {
      'a source': of({ Rule: rule({ EventPattern: { source: ['a'] }, Targets: [toBus] }) }),
      'a detail-type in every branch': of({
        Rule: rule({ EventPattern: { $or: [{ 'detail-type': ['x'] }, { source: [{ prefix: 'a.' }] }] }, Targets: [toBus] }),
      }),
      'everything, but to a queue': of({ Rule: rule({ EventPattern: { account: ['1'] }, Targets: [toQueue] }) }),
    },
    bad: {
      'everything but its own': [
        of({ Rule: rule({ EventPattern: { source: [{ 'anything-but': ['self'] }] }, Targets: [toBus] }) }),
        'Rule EventPattern',
      ],
      'one open branch': [
        of({ Rule: rule({ EventPattern: { $or: [{ source: ['a'] }, { account: ['1'] }] }, Targets: [toBus] }) }),
        'Rule EventPattern',
      ],
      'an empty prefix': [
        of({ Rule: rule({ EventPattern: { source: [{ prefix: '' }] }, Targets: [toBus] }) }),
        'Rule EventPattern',
      ],
    },
  },
  'Busbar-WildcardRules': {
    good: { thirty: of(many(30, () => ({ EventPattern: { source: [{ wildcard: 'a*b' }] } }))) },
    bad: { 'one more': [of(many(31, () => ({ EventPattern: { source: [{ wildcard: 'a*b' }] } }))), 'Rule30 EventPattern'] },
  },
  'Busbar-RulesPerBus': {
    good: {
      'three hundred on one bus, one on another': of({ ...many(300, () => ({})), Other: rule({ EventBusName: 'other' }) }),
    },
    bad: { 'one more': [of(many(301, () => ({}))), 'Rule300 EventPattern'] },
  },
  'Busbar-QueueOpen': {
    good: {
      'one rule': of({ Policy: admits('arn:aws:events:eu-west-1:1:rule/orders/r') }),
      'named accounts': of({ Policy: admits(undefined, { Principal: { AWS: '111111111111' } }) }),
    },
    bad: {
      'any rule of any account': [of({ Policy: admits(undefined) }), 'Policy PolicyDocument/Statement/0'],
      anybody: [of({ Policy: admits(undefined, { Principal: '*' }) }), 'Policy PolicyDocument/Statement/0'],
    },
  },
  'Busbar-DeadLettersKept': {
    good: {
      'fourteen days': of({ Rule: rule({ Targets: [dead(arnOf('Queue'))] }), Queue: queue(), Policy: admits(arnOf('Rule')) }),
      'a queue that takes no dead letters': of({ Queue: queue({}) }),
    },
    bad: {
      "SQS's default": [
        of({ Rule: rule({ Targets: [dead(arnOf('Queue'))] }), Queue: queue({}), Policy: admits(arnOf('Rule')) }),
        'Queue',
      ],
      'a redrive queue that forgets sooner than its source': [
        of({
          Source: queue({ RedrivePolicy: { deadLetterTargetArn: arnOf('Queue'), maxReceiveCount: 3 } }),
          Queue: queue({ MessageRetentionPeriod: 60 }),
        }),
        'Queue MessageRetentionPeriod',
      ],
    },
  },
  'Busbar-BusDeadLettersAdmitted': {
    good: {
      'a policy': of({ Bus: bus({ DeadLetterConfig: { Arn: arnOf('Queue') } }), Queue: queue(), Policy: admits(arnOf('Bus')) }),
    },
    bad: {
      'what CDK makes of deadLetterQueue': [
        of({ Bus: bus({ DeadLetterConfig: { Arn: arnOf('Queue') } }), Queue: queue() }),
        'Bus DeadLetterConfig',
      ],
    },
  },
  'Busbar-VisibilityTimeout': {
    good: { 'six times': of({ Map: mapping({}), Queue: queue({ VisibilityTimeout: 60 }), Function: lambda({ Timeout: 10 }) }) },
    bad: {
      'the defaults of SQS for a slow function': [
        of({ Map: mapping({}), Queue: queue({}), Function: lambda({ Timeout: 10 }) }),
        'Map EventSourceArn',
      ],
    },
  },
  'Busbar-PartialBatchFailures': {
    good: {
      reported: of({ Map: mapping({}), Queue: queue({}), Function: lambda() }),
      'one message a batch': of({
        Map: mapping({ FunctionResponseTypes: undefined, BatchSize: 1 }),
        Queue: queue({}),
        Function: lambda(),
      }),
    },
    bad: {
      'not reported': [
        of({ Map: mapping({ FunctionResponseTypes: undefined }), Queue: queue({}), Function: lambda() }),
        'Map FunctionResponseTypes',
      ],
    },
  },
  'Busbar-PublishNamesBus': {
    good: {
      'one bus': of({ Policy: identity('arn:aws:events:eu-west-1:1:event-bus/orders') }),
      'an administrator': of({ Policy: identity('*', '*') }),
    },
    bad: {
      'every bus': [of({ Policy: identity('*') }), 'Policy PolicyDocument'],
      'every bus, among other actions of a role': [
        of({
          Role: resource('AWS::IAM::Role', {
            AssumeRolePolicyDocument: {},
            Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['events:Put*'], Resource: ['*'] }] } }],
          }),
        }),
        'Role Policies/0/PolicyDocument/Statement/0',
      ],
    },
  },
  'Busbar-RoleForOneRule': {
    good: { 'one rule': of({ Role: trust({ ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:1:rule/orders/r' } }) }) },
    bad: { 'any rule': [of({ Role: trust() }), 'Role AssumeRolePolicyDocument/Statement/0'] },
  },
  'Busbar-FunctionOpen': {
    good: {
      'one rule': of({
        Permission: resource('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com', SourceArn: arnOf('Rule') }),
      }),
    },
    bad: {
      'any rule': [
        of({ Permission: resource('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com' }) }),
        'Permission Principal',
      ],
    },
  },
  'Busbar-ArchiveKey': {
    good: {
      'the same key': of({
        Bus: bus({ KmsKeyIdentifier: 'alias/k' }),
        Archive: resource('AWS::Events::Archive', { SourceArn: arnOf('Bus'), KmsKeyIdentifier: 'alias/k' }),
      }),
      'no key at all': of({ Bus: bus({}), Archive: resource('AWS::Events::Archive', { SourceArn: arnOf('Bus') }) }),
    },
    bad: {
      'what CDK makes of archive({ kmsKey })': [
        of({
          Bus: bus({ KmsKeyIdentifier: 'alias/k' }),
          Archive: resource('AWS::Events::Archive', { SourceArn: arnOf('Bus'), KmsKeyIdentifier: '' }),
        }),
        'Archive KmsKeyIdentifier',
      ],
    },
  },
  'Busbar-KeyAdmitsEventBridge': {
    good: {
      'described without a context': of({
        Bus: bus({ KmsKeyIdentifier: arnOf('Key') }),
        Key: key({ Action: 'kms:DescribeKey', Resource: '*' }, use),
      }),
      'the key of something else': of({ Key: key() }),
    },
    bad: {
      'what CDK makes of EventBus({ kmsKey })': [
        of({
          Bus: bus({ KmsKeyIdentifier: arnOf('Key') }),
          Key: key({ ...use, Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'] }),
        }),
        'Key KeyPolicy',
      ],
      'one that may not decrypt': [
        of({
          Bus: bus({ KmsKeyIdentifier: { Ref: 'Key' } }),
          Key: key({ Action: ['kms:DescribeKey', 'kms:GenerateDataKey'], Resource: '*' }),
        }),
        'Key KeyPolicy',
      ],
    },
  },
  'Busbar-NoStageRollback': {
    good: {
      'a pipeline that only fails': of({ Pipeline: pipeline('busbar-central-bus', { OnFailure: { Result: 'FAIL' } }) }),
      'a pipeline without conditions': of({ Pipeline: pipeline('busbar-central-bus', {}) }),
      'a pipeline of a team that deploys its own stacks': of({
        Pipeline: pipeline('orders', { OnFailure: { Result: 'ROLLBACK' } }),
      }),
    },
    bad: {
      'rolling back when an action fails': [
        of({ Pipeline: pipeline('busbar-routing-1', { OnFailure: { Result: 'ROLLBACK' } }) }),
        'Pipeline Stages/1/OnFailure/Result',
      ],
      'rolling back by a condition': [
        of({
          Pipeline: pipeline('busbar-account-111111111111', {
            OnFailure: { Conditions: [{ Result: 'ROLLBACK' }] },
            OnSuccess: { Conditions: [{ Result: 'FAIL' }, { Result: 'ROLLBACK' }] },
          }),
        }),
        'Pipeline Stages/1/OnFailure/Conditions/0/Result',
        'Pipeline Stages/1/OnSuccess/Conditions/1/Result',
      ],
    },
  },
};
