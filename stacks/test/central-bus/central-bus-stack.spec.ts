import { sampleTopology } from '@busbar/constructs/sample-topology';
import { Match } from 'aws-cdk-lib/assertions';
import { drawn } from '../draw';

const topology = sampleTopology();

test('has the planned policy, unchanged, as a property of the bus: one update replaces all of it', () => {
  const { template } = drawn(topology, 'central-bus');
  template.hasResourceProperties('AWS::Events::EventBus', { Policy: topology.bus.policy.document });
  template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
});

test('keeps bus and archive when the stack goes', () => {
  const { template } = drawn(topology, 'central-bus');
  template.hasResource('AWS::Events::EventBus', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: { Name: 'acme-events' },
  });
  template.hasResource('AWS::Events::Archive', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: { ArchiveName: 'acme-events-archive', RetentionDays: 30, KmsKeyIdentifier: Match.absent() },
  });
});

test('without a key of ours there is neither a key nor a queue for what it could not decrypt', () => {
  const { template } = drawn(topology, 'central-bus');
  template.resourceCountIs('AWS::KMS::Key', 0);
  template.resourceCountIs('AWS::SQS::Queue', 0);
  template.hasResourceProperties('AWS::Events::EventBus', { KmsKeyIdentifier: Match.absent(), DeadLetterConfig: Match.absent() });
});

describe('with a key of ours', () => {
  const encrypted = sampleTopology({ encryption: 'customer-managed' });
  const { template } = drawn(encrypted, 'central-bus');
  const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
  const busArn = topology.bus.arn;

  test("bus and archive are encrypted with it (CDK's bus.archive() drops the key)", () => {
    template.hasResourceProperties('AWS::Events::EventBus', { KmsKeyIdentifier: { 'Fn::GetAtt': [key, 'Arn'] } });
    template.hasResourceProperties('AWS::Events::Archive', { KmsKeyIdentifier: { 'Fn::GetAtt': [key, 'Arn'] } });
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
  });

  test('the key has exactly the planned policy and alias', () => {
    template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: encrypted.bus.key?.policy });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: encrypted.bus.key?.alias });
  });

  test("the bus's DLQ admits the bus, and does not need the key", () => {
    template.hasResourceProperties('AWS::Events::EventBus', {
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EncryptionDeadLetterQueue'), 'Arn'] } },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, KmsMasterKeyId: Match.absent() });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': busArn } } }),
        ]),
      },
    });
  });
});

describe('heartbeats', () => {
  const { template } = drawn(topology, 'central-bus');

  test('are published every minute by a function that is traced, logs for a week and is not retried', () => {
    const [id] = Object.keys(template.findResources('AWS::Lambda::Function'));
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'busbar-heartbeat',
      Runtime: 'nodejs22.x',
      Code: { ZipFile: topology.bus.heartbeat?.function.code },
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('LogGroup') } },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/busbar-heartbeat', RetentionInDays: 7 });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [id, 'Arn'] } })],
    });
  });

  test('may be asked for by the schedule and by the account of the pipeline, by nobody else', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).map(({ Properties }) => [
      Properties.Principal,
      Properties.SourceArn,
    ]);
    expect(permissions).toEqual([
      ['events.amazonaws.com', topology.bus.heartbeat?.schedule.arn],
      ['300000000000', undefined],
    ]);
  });

  test('are no resource of a bus that was planned without them', () => {
    const { heartbeat: _, ...bus } = topology.bus;
    drawn({ ...topology, bus }, 'central-bus').template.resourceCountIs('AWS::Lambda::Function', 0);
  });
});
