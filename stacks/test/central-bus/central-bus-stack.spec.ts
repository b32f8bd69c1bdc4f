import { sampleTopology } from '@busbar/constructs/testing';
import { Match } from 'aws-cdk-lib/assertions';
import { drawn } from '../draw';

const topology = sampleTopology();

test('puts every statement of the planned policy, unchanged, one after the other', () => {
  const { template } = drawn(topology, 'central-bus');
  const put = Object.entries(template.findResources('AWS::Events::EventBusPolicy'));
  expect(put.map(([, { Properties }]) => Properties.Statement)).toEqual(topology.bus.policy.document.Statement);
  expect(put.map(([, { Properties }]) => Properties.StatementId)).toEqual(['Publish1', 'Publish2']);
  expect(put.map(([, { DependsOn }]) => DependsOn)).toEqual([undefined, [put[0]?.[0]]]);
});

test('refuses a policy statement without a name', () => {
  const [statement] = topology.bus.policy.document.Statement;
  if (!statement) throw new Error('the sample has changed');
  const policy = {
    ...topology.bus.policy,
    document: { Version: '2012-10-17' as const, Statement: [{ ...statement, Sid: undefined }] },
  };
  expect(() => drawn({ ...topology, bus: { ...topology.bus, policy } }, 'central-bus')).toThrow('has no Sid');
});

test('keeps bus and archive when the stack goes', () => {
  const { template } = drawn(topology, 'central-bus');
  template.hasResource('AWS::Events::EventBus', { DeletionPolicy: 'Retain', Properties: { Name: 'acme-events' } });
  template.hasResource('AWS::Events::Archive', {
    DeletionPolicy: 'Retain',
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
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
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
