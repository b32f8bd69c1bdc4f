import { sampleTopology } from '@busbar/constructs/sample-topology';
import type { Inbox } from '@busbar/topology';
import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { drawn } from '../draw';

const topology = sampleTopology();
const { app, template } = drawn(topology, 'account');
const ruleArn = (name: string) => `arn:aws:events:eu-west-1:200000000001:rule/acme-events/${name}`;

test('the bus admits the route roles, by their ARN under the central account, as planned', () => {
  template.hasResourceProperties('AWS::Events::EventBus', { Name: 'acme-events', Policy: topology.inboxes[0]?.policy.document });
  template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
});

test('a subscription into a queue: rule, queue, and a DLQ on either side', () => {
  template.hasResource('AWS::Events::Rule', {
    DependsOn: Match.arrayWith([
      Match.stringLikeRegexp('DeliveryQueuePolicy'),
      Match.stringLikeRegexp('DeliveryDeadLetterQueuePolicy'),
    ]),
    Properties: {
      Name: 'service-1-invoice',
      EventBusName: { Ref: Match.stringLikeRegexp('^Bus') },
      Targets: [
        {
          Id: 'queue',
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeliveryQueue'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeliveryDeadLetterQueue'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
        },
      ],
    },
  });
  const names = Object.values(template.findResources('AWS::SQS::Queue')).map(({ Properties }) => Properties.QueueName);
  expect(names.sort()).toEqual([
    'busbar-heartbeat',
    'service-1-invoice',
    'service-1-invoice-delivery-dlq',
    'service-1-invoice-processing-dlq',
    'service-1-notify-delivery-dlq',
  ]);
});

test('each rule has the pattern of its subscription', () => {
  const patterns = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => [
    Properties.Name,
    Properties.EventPattern,
  ]);
  const [{ subscriptions, heartbeat }] = topology.inboxes as [Inbox];
  expect(patterns).toEqual([
    [heartbeat?.rule.name, heartbeat?.pattern],
    ...subscriptions.map(({ rule, pattern }) => [rule.name, pattern]),
  ]);
});

test.each([
  ['service-1-invoice', 2],
  ['service-1-notify', 1],
])('the queues that rule %s sends to admit it and no other: %d', (name, count) => {
  template.resourcePropertiesCountIs(
    'AWS::SQS::QueuePolicy',
    {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': ruleArn(name) } } }),
        ]),
      },
    },
    count,
  );
});

test("a subscription into a function names the planned function, which is the service team's", () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    Name: 'service-1-notify',
    Targets: [Match.objectLike({ Id: 'function', Arn: 'arn:aws:lambda:eu-west-1:200000000001:function:service-1-notify' })],
  });
  template.resourceCountIs('AWS::Lambda::Function', 0);
});

test('everything of a subscription carries its service, everything of the stack its stage', () => {
  const queues = Object.values(template.findResources('AWS::SQS::Queue'));
  for (const queue of queues.filter(({ Properties }) => Properties.QueueName !== 'busbar-heartbeat')) {
    expect(queue['Properties'].Tags).toEqual([{ Key: 'busbar:service', Value: 'service-1' }]);
  }
  expect(Stack.of(app.node.findChild('account')).tags.tagValues()).toEqual({
    'busbar:company': 'acme',
    'busbar:stage': 'dev',
    'busbar:unit': 'account',
  });
});

test('there is no support stack and nothing is exported', () => {
  expect(app.node.children.filter(Stack.isStack)).toHaveLength(1);
  expect(Object.entries(template.toJSON()['Outputs'])).toEqual([
    ['Deployed', expect.not.objectContaining({ Export: expect.anything() })],
  ]);
});

test('the account of a service that only publishes has its role with its boundary, the parameter that names the bus, and no bus', () => {
  const { template } = drawn({ ...topology, inboxes: [] }, 'account');
  expect(Object.values(template.toJSON()['Resources']).map((resource) => (resource as { Type: string }).Type)).toEqual([
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Role',
    'AWS::SSM::Parameter',
  ]);
});

describe('heartbeats', () => {
  test('go to a small queue that its rule may fill and the steps of the pipeline may read', () => {
    template.hasResource('AWS::SQS::Queue', {
      DeletionPolicy: 'Delete',
      Properties: { QueueName: 'busbar-heartbeat', MessageRetentionPeriod: 300, SqsManagedSseEnabled: true },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': ruleArn('busbar-heartbeat') } },
          }),
          Match.objectLike({
            Action: ['sqs:ReceiveMessage', 'sqs:GetQueueUrl'],
            Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::300000000000:role/busbar-steps-dev' } },
          }),
        ]),
      },
    });
  });

  test('are late when they are retried, so they are not', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: 'busbar-heartbeat',
      Targets: [{ Id: 'queue', Arn: Match.anyValue(), RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } }],
    });
  });
});

test('the rule of a paused subscription is there, disabled', () => {
  const [inbox] = topology.inboxes;
  if (!inbox) throw new Error('The topology has no inbox.');
  const subscriptions = inbox.subscriptions.map((each) => (each.name === 'invoice' ? { ...each, paused: true as const } : each));
  const { template: paused } = drawn({ ...topology, inboxes: [{ ...inbox, subscriptions }] }, 'account');
  paused.hasResourceProperties('AWS::Events::Rule', { Name: 'service-1-invoice', State: 'DISABLED' });
  paused.hasResourceProperties('AWS::Events::Rule', { Name: 'service-1-notify', State: 'ENABLED' });
  paused.resourceCountIs('AWS::SQS::Queue', Object.keys(template.findResources('AWS::SQS::Queue')).length);
});
