import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SubscriptionQueue } from '../src/subscription-queue';

const arn = (name: string) => ({ name, arn: `arn:aws:sqs:eu-west-1:200000000001:${name}` });
const rule = 'arn:aws:events:eu-west-1:200000000001:rule/acme-events/invoice';

const stack = new Stack(new App(), 'subscriber', { env: { account: '200000000001', region: 'eu-west-1' } });
new SubscriptionQueue(stack, 'Invoice', {
  planned: {
    kind: 'queue',
    queue: arn('invoice'),
    visibilityTimeoutSeconds: 45,
    processingDeadLetterQueue: arn('invoice-dlq'),
    maxReceiveCount: 4,
  },
  rules: [rule],
});
const template = Template.fromStack(stack);

test('the queue moves what was received too often to the DLQ', () => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'invoice',
    VisibilityTimeout: 45,
    SqsManagedSseEnabled: true,
    RedrivePolicy: {
      deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('ProcessingDeadLetterQueue'), 'Arn'] },
      maxReceiveCount: 4,
    },
  });
});

test('the DLQ keeps longer than the queue: SQS counts from when the message was first sent', () => {
  const retention = (name: string) => {
    const [queue] = Object.values(template.findResources('AWS::SQS::Queue', { Properties: { QueueName: name } }));
    return queue?.['Properties'].MessageRetentionPeriod as number;
  };
  expect(retention('invoice-dlq')).toBeGreaterThan(retention('invoice'));
});

test('both queues refuse requests without TLS', () => {
  template.resourcePropertiesCountIs(
    'AWS::SQS::QueuePolicy',
    {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    },
    2,
  );
});

test('only the queue admits EventBridge, and only the rule', () => {
  template.resourcePropertiesCountIs(
    'AWS::SQS::QueuePolicy',
    {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': rule } },
          }),
        ]),
      },
    },
    1,
  );
});
