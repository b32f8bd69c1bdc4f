import { sampleTopology } from '@busbar/constructs/testing';
import type { InboxDelivery, InboxSubscription } from '@busbar/topology';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ConstructError } from '../src/construct-error';
import { SubscribedFunction, type SubscribedFunctionProps } from '../src/subscribed-function';

const topology = sampleTopology();
const region = 'eu-west-1';

function draw(props: Partial<SubscribedFunctionProps> = {}, account = '200000000001') {
  const stack = new Stack(new App(), 'notify', { env: { account, region } });
  const fn = new SubscribedFunction(stack, 'Notify', {
    topology,
    service: 'service-1',
    subscription: 'notify',
    code: Code.fromInline('exports.handler = async () => {};'),
    ...props,
  });
  return { stack, fn, template: () => Template.fromStack(stack) };
}

test('has the planned name and role, and knows the central bus', () => {
  draw()
    .template()
    .hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'service-1-notify',
      Role: 'arn:aws:iam::200000000001:role/busbar-service-service-1',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Environment: { Variables: { EVENT_BUS_ARN: 'arn:aws:events:eu-west-1:100000000000:event-bus/acme-events' } },
    });
});

test('has the tag on its processing DLQ by which the role of its service may read it', () => {
  draw()
    .template()
    .hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'service-1-notify-processing-dlq',
      Tags: [{ Key: 'busbar:service', Value: 'service-1' }],
    });
});

test('admits the local rules of its service by their prefix, so that a further subscription changes nothing', () => {
  const [inbox] = topology.inboxes;
  const notify = inbox?.subscriptions.find(({ name }) => name === 'notify');
  if (!inbox || !notify) throw new Error('the sample has changed');
  const remind = {
    ...notify,
    name: 'remind',
    rule: { name: 'service-1-remind', arn: notify.rule.arn.replace('notify', 'remind') },
  };
  const shared = { ...topology, inboxes: [{ ...inbox, subscriptions: [...inbox.subscriptions, remind] }] };
  const template = draw().template();
  template.resourceCountIs('AWS::Lambda::Permission', 1);
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: 'arn:aws:events:eu-west-1:200000000001:rule/acme-events/service-1-*',
  });
  expect(draw({ topology: shared }).template().toJSON()).toEqual(template.toJSON());
});

test("goes on with an event for as long as the subscription's retry says", () => {
  const [inbox] = topology.inboxes;
  if (!inbox) throw new Error('the sample has changed');
  const retry = { maximumEventAgeInSeconds: 120, maximumRetryAttempts: 0 };
  const strict = inbox.subscriptions.map((each) =>
    'retry' in each.delivery ? { ...each, delivery: { ...each.delivery, retry } } : each,
  );
  draw({ topology: { ...topology, inboxes: [{ ...inbox, subscriptions: strict }] } })
    .template()
    .hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^Notify') },
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 120,
      MaximumRetryAttempts: 0,
    });
});

test('keeps what the code fails on', () => {
  const template = draw().template();
  template.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'service-1-notify-processing-dlq',
    MessageRetentionPeriod: 1209600,
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NotifyProcessingDeadLetterQueue'), 'Arn'] } },
  });
});

test("gives the service's role what this function needs: its log group, its DLQ, and what the team grants", () => {
  const { stack, fn, template } = draw();
  const table = new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  table.grantReadData(fn);
  template().hasResourceProperties('AWS::IAM::Policy', {
    Roles: ['busbar-service-service-1'],
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'sqs:SendMessage' }),
        Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
        Match.objectLike({ Action: Match.arrayWith(['dynamodb:GetItem']) }),
      ]),
    },
  });
});

test('two functions of a service do not overwrite the policy of each other on the role', () => {
  const remind: InboxDelivery = {
    kind: 'function',
    function: { name: 'service-1-remind', arn: 'arn:aws:lambda:eu-west-1:200000000001:function:service-1-remind' },
    processingDeadLetterQueue: {
      name: 'service-1-remind-processing-dlq',
      arn: 'arn:aws:sqs:eu-west-1:200000000001:service-1-remind-processing-dlq',
    },
    definedIn: 'workspace',
    admits: 'arn:aws:events:eu-west-1:200000000001:rule/acme-events/service-1-*',
    retry: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 2 },
  };
  const other = topology.inboxes.map((inbox) => ({
    ...inbox,
    subscriptions: inbox.subscriptions.map((each) =>
      each.name === 'notify' ? { ...each, name: 'remind', delivery: remind } : each,
    ),
  }));
  const { stack, template } = draw();
  new SubscribedFunction(stack, 'Remind', {
    topology: { ...topology, inboxes: other },
    service: 'service-1',
    subscription: 'remind',
    code: Code.fromInline('//'),
  });
  const names = Object.values(template().findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties.PolicyName);
  expect(new Set(names).size).toBe(2);
});

test("takes Lambda's options, and adds to the environment", () => {
  const template = draw({
    runtime: Runtime.PYTHON_3_13,
    handler: 'app.handler',
    memorySize: 512,
    environment: { A: 'b' },
  }).template();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'python3.13',
    Handler: 'app.handler',
    MemorySize: 512,
    Environment: { Variables: { A: 'b', EVENT_BUS_ARN: topology.bus.arn } },
  });
});

it.each<[string, Partial<SubscribedFunctionProps>, string | undefined, string]>([
  [
    'an unknown subscription',
    { subscription: 'nope' },
    undefined,
    'has no subscription "nope" in stage "dev" (it has: invoice, notify)',
  ],
  ['an unknown service', { service: 'nobody' }, undefined, '(it has: none)'],
  ['a subscription into a queue', { subscription: 'invoice' }, undefined, 'is delivered to a queue, not to a function'],
  ['the stack of another account', {}, '200000000009', 'belongs to account 200000000001 in eu-west-1'],
])('refuses %s', (_, props, account, message) => {
  expect(() => draw(props, account)).toThrow(ConstructError);
  expect(() => draw(props, account)).toThrow(message);
});

test('refuses a service without an identity', () => {
  expect(() => draw({ topology: { ...topology, identities: [] } })).toThrow('Service "service-1" has no account in stage "dev"');
});

test('a function whose rule comes with a later step is drawn', () => {
  const inboxes = topology.inboxes.map((inbox) => ({
    ...inbox,
    subscriptions: [],
    idle: inbox.subscriptions.map((subscription) => ({ ...subscription, idle: { state: 'not-started' as const } })),
  }));
  expect(
    draw({ topology: { ...topology, inboxes } })
      .template()
      .toJSON(),
  ).toEqual(draw().template().toJSON());
});

test('a function whose only subscription waits for its event type is drawn, and admits the rule that will come', () => {
  const [inbox] = topology.inboxes;
  const { service, name, eventType, delivery } = inbox?.subscriptions.find((each) => each.name === 'notify') as InboxSubscription;
  const waiting = [{ service, name, eventType, delivery, account: '200000000001' }];
  const later = { ...topology, waiting, inboxes: [] };
  const { template } = draw({ topology: later });
  template().hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'service-1-notify' });
  template().resourceCountIs('AWS::Lambda::Permission', 1);
});
