import { parcelDelivered, sampleTopology, trickyFilter } from '@busbar/constructs/sample-topology';
import type { ConfiguredSubscription, InboxDelivery } from '@busbar/topology';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ConstructError } from '../src/construct-error';
import { EventSubscription, on, useTopology, type HandlerOptions } from '../src/index';

const topology = sampleTopology();
const region = 'eu-west-1';

function draw(options: Partial<HandlerOptions> = {}, { subscription = 'notify', account = '200000000001', of = topology } = {}) {
  const stack = new Stack(new App(), 'notify', { env: { account, region } });
  useTopology(stack, of);
  const handler = { code: Code.fromInline('exports.handler = async () => {};'), ...options };
  const drawn = new EventSubscription(stack, 'Notify', {
    service: 'service-1',
    events: [on(parcelDelivered, handler, trickyFilter, { subscription })],
  });
  return { stack, drawn, fn: drawn.function, template: () => Template.fromStack(stack) };
}

/** The sample with other subscriptions. */
function subscribed(
  change: (subscription: ConfiguredSubscription) => ConfiguredSubscription | readonly ConfiguredSubscription[],
) {
  return { ...topology, subscriptions: topology.subscriptions.flatMap(change) };
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
  const shared = subscribed((each) =>
    each.name === 'notify'
      ? [each, { ...each, name: 'remind', rule: { name: 'service-1-remind', arn: `${each.rule.arn}-remind` } }]
      : each,
  );
  const template = draw().template();
  template.resourceCountIs('AWS::Lambda::Permission', 1);
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: 'arn:aws:events:eu-west-1:200000000001:rule/acme-events/service-1-*',
  });
  expect(draw({}, { of: shared }).template().toJSON()).toEqual(template.toJSON());
});

test("goes on with an event for as long as the subscription's retry says", () => {
  const retry = { maximumEventAgeInSeconds: 120, maximumRetryAttempts: 0 };
  const strict = subscribed((each) => ('retry' in each.delivery ? { ...each, delivery: { ...each.delivery, retry } } : each));
  draw({}, { of: strict })
    .template()
    .hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.anyValue() },
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
    DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('ProcessingDeadLetterQueue'), 'Arn'] } },
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
  const both = subscribed((each) => (each.name === 'notify' ? [each, { ...each, name: 'remind', delivery: remind }] : each));
  const { stack, template } = draw({}, { of: both });
  new EventSubscription(stack, 'Remind', {
    service: 'service-1',
    events: [on(parcelDelivered, { code: Code.fromInline('//') }, trickyFilter, { subscription: 'remind' })],
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

test('refuses the stack of another account', () => {
  expect(() => draw({}, { account: '200000000009' })).toThrow(ConstructError);
  expect(() => draw({}, { account: '200000000009' })).toThrow('belongs to account 200000000001');
});

test('refuses a role that Lambda may not use, with the line to write', () => {
  const identities = topology.identities.map((each) => ({
    ...each,
    role: { ...each.role, trust: { ...each.role.trust, Statement: [] } },
  }));
  expect(() => draw({}, { of: { ...topology, identities } })).toThrow(
    'Write "runsOn: [lambda]" into config/services/service-1.yaml',
  );
});

test('a function whose rule comes with a later step is drawn', () => {
  const inboxes = topology.inboxes.map((inbox) => ({
    ...inbox,
    subscriptions: [],
    idle: inbox.subscriptions.map((subscription) => ({ ...subscription, idle: { state: 'not-started' as const } })),
  }));
  expect(
    draw({}, { of: { ...topology, inboxes } })
      .template()
      .toJSON(),
  ).toEqual(draw().template().toJSON());
});

test('a function whose only subscription waits for its event type is drawn, and admits the rule that will come', () => {
  const later = { ...subscribed((each) => ({ ...each, waiting: true })), inboxes: [] };
  const { template } = draw({}, { of: later });
  template().hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'service-1-notify' });
  template().resourceCountIs('AWS::Lambda::Permission', 1);
});
