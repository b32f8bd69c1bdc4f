import { parcelDelivered, sampleTopology, trickyFilter } from '@busbar/constructs/sample-topology';
import type { ConfiguredSubscription, Topology } from '@busbar/topology';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  ConstructError,
  EventSubscription,
  on,
  useTopology,
  type EventReceiver,
  type EventSubscriptionProps,
  type RequestedEvent,
} from '../src/index';

const sample = sampleTopology();
const code = { code: Code.fromInline('exports.handler = async () => {};') };
const rule = 'arn:aws:events:eu-west-1:200000000001:rule/acme-events/service-1-invoice-team';

/** The one subscription of the sample into a queue, as its team draws it. */
function drawnByTeam({ subscriptions, ...topology }: Topology, change: Partial<ConfiguredSubscription> = {}): Topology {
  const named = <Thing extends { readonly name: string; readonly arn: string }>(thing: Thing): Thing => ({
    ...thing,
    name: thing.name.replace('invoice', 'invoice-team'),
    arn: thing.arn.replace('invoice', 'invoice-team'),
  });
  return {
    ...topology,
    subscriptions: subscriptions
      .filter(({ name }) => name === 'invoice')
      .map((each): ConfiguredSubscription => ({
        ...each,
        drawnBy: 'team',
        rule: named(each.rule),
        deliveryDeadLetterQueue: named(each.deliveryDeadLetterQueue),
        delivery:
          'queue' in each.delivery
            ? {
                ...each.delivery,
                queue: named(each.delivery.queue),
                processingDeadLetterQueue: named(each.delivery.processingDeadLetterQueue),
              }
            : each.delivery,
        ...change,
      })),
  };
}

const team = drawnByTeam(sample);

function newStack(topology: Topology): Stack {
  const stack = new Stack(new App(), 'billing', { env: { account: '200000000001', region: 'eu-west-1' } });
  useTopology(stack, topology);
  return stack;
}

interface DrawOptions extends Partial<EventSubscriptionProps> {
  readonly topology?: Topology;
  readonly receiver?: (stack: Stack) => EventReceiver;
}

function draw({ topology = team, receiver, ...props }: DrawOptions = {}) {
  const stack = newStack(topology);
  const events = [on(parcelDelivered, receiver?.(stack), trickyFilter, { subscription: 'invoice' })];
  const drawn = new EventSubscription(stack, 'Invoices', { service: 'service-1', events, ...props });
  return { stack, drawn, template: Template.fromStack(stack) };
}

/** CDK's own matchers do not accept the null in it. */
function patternOf(template: Template): unknown {
  return Object.values(template.findResources('AWS::Events::Rule'))[0]?.Properties.EventPattern;
}

const teamsFunction = (stack: Stack) =>
  new LambdaFunction(stack, 'Own', {
    ...code,
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    timeout: Duration.seconds(5),
  });

describe('where the platform draws the queue', () => {
  const platform = { topology: sample };

  test('code becomes a function that takes its messages, for as long as the queue hides them', () => {
    const { template } = draw({ ...platform, receiver: () => code });
    template.resourceCountIs('AWS::SQS::Queue', 0);
    template.resourceCountIs('AWS::Events::Rule', 0);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: 'arn:aws:sqs:eu-west-1:200000000001:service-1-invoice',
      FunctionName: { Ref: Match.anyValue() },
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    // 45 s are six times seven, and a bit.
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 7,
      Role: 'arn:aws:iam::200000000001:role/busbar-service-service-1',
    });
  });

  test('a function of the team may consume the queue', () => {
    const { template } = draw({ ...platform, receiver: teamsFunction });
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: Match.arrayWith(['sqs:ReceiveMessage', 'sqs:DeleteMessage']),
            Resource: 'arn:aws:sqs:eu-west-1:200000000001:service-1-invoice',
          }),
        ],
      },
    });
  });

  test('without a receiver there is nothing to draw, and the queue is known', () => {
    const { template, drawn } = draw(platform);
    expect(template.toJSON()['Resources']).toBeUndefined();
    expect(drawn.queue.queueName).toBe('service-1-invoice');
  });

  it.each<[string, DrawOptions, string]>([
    ['another queue', { receiver: (stack) => new Queue(stack, 'Mine') }, 'write "drawnBy: team" into the subscription'],
    [
      'a function that works for longer than a message is hidden',
      { receiver: () => ({ ...code, timeout: Duration.seconds(8) }) },
      'Write "visibilityTimeoutSeconds: 48" into its delivery, or shorten the timeout to 7 s',
    ],
    ['another delivery', { delivery: 'fifo' }, 'Write "drawnBy: team" into the subscription'],
    ['another retry', { retry: { maximumRetryAttempts: 3 } }, 'Write "retry: { maximumRetryAttempts: 3 }" into the subscription'],
  ])('refuses %s', (_, options, message) => {
    expect(() => draw({ ...platform, ...options })).toThrow(ConstructError);
    expect(() => draw({ ...platform, ...options })).toThrow(message);
  });

  test('refuses a key for queues that the platform draws', () => {
    const stack = newStack(sample);
    const encryption = new Key(stack, 'Key');
    const events = [on(parcelDelivered, undefined, trickyFilter, { subscription: 'invoice' })];
    const refused = () => new EventSubscription(stack, 'Invoices', { service: 'service-1', events, encryption });
    expect(refused).toThrow('Write "drawnBy: team" there to encrypt them');
  });
});

describe('where the team draws', () => {
  test('code becomes rule, queues, their policies, a function and what feeds it', () => {
    const { template } = draw({ receiver: () => code });
    const types = Object.values<{ Type: string }>(template.toJSON()['Resources']).map(({ Type }) => Type);
    expect(types.sort()).toEqual([
      ...Array<string>(6).fill('AWS::CloudWatch::Alarm'),
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::SQS::Queue',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::SQS::QueuePolicy',
    ]);
  });

  test('the rule has the exact pattern, on the subscriber bus, with retry and dead letters', () => {
    const { template } = draw();
    expect(patternOf(template)).toEqual(sample.subscriptions[0]?.pattern);
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: 'service-1-invoice-team',
      EventBusName: 'acme-events',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeliveryQueue'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeliveryDeadLetterQueue'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
        },
      ],
    });
  });

  test('the rule starts a step later than the queues, so that their policies are in effect', () => {
    const [inbox] = team.inboxes;
    const form = team.subscriptions[0];
    if (!inbox || !form) throw new Error('the sample has changed');
    const prepared = {
      ...team,
      inboxes: [
        { ...inbox, subscriptions: [], idle: [{ ...form, resourceName: 'invoice', idle: { state: 'not-started' as const } }] },
      ],
    };
    draw({ topology: prepared }).template.hasResourceProperties('AWS::Events::Rule', { State: 'DISABLED' });
  });

  test('only the rule may send to the queue and to its delivery DLQ', () => {
    const { template } = draw();
    const policies = template.findResources('AWS::SQS::QueuePolicy');
    const senders = Object.values(policies).flatMap(({ Properties }) =>
      (Properties.PolicyDocument.Statement as { Effect: string; Condition: unknown }[]).filter(
        ({ Effect }) => Effect === 'Allow',
      ),
    );
    expect(senders.map(({ Condition }) => Condition)).toEqual([
      { ArnEquals: { 'aws:SourceArn': rule } },
      { ArnEquals: { 'aws:SourceArn': rule } },
    ]);
  });

  test('the queue hides messages for six times the timeout and the window', () => {
    const { template } = draw({
      receiver: () => ({ ...code, timeout: Duration.seconds(20) }),
      batch: { size: 100, windowSeconds: 5, maxConcurrency: 3 },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'service-1-invoice-team', VisibilityTimeout: 125 });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 3 },
    });
  });

  test('everything has the tag of the service, by which its role may read the queues', () => {
    const { template } = draw({ receiver: () => code });
    const queues = Object.values(template.findResources('AWS::SQS::Queue'));
    for (const { Properties } of queues) expect(Properties.Tags).toContainEqual({ Key: 'busbar:service', Value: 'service-1' });
  });

  test('a FIFO queue keeps the order: the rule is one message group', () => {
    const { template } = draw({ delivery: 'fifo', receiver: () => code });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'service-1-invoice-team.fifo',
      FifoQueue: true,
      ContentBasedDeduplication: true,
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'service-1-invoice-team-processing-dlq.fifo',
      FifoQueue: true,
    });
    // EventBridge has standard queues only for dead letters.
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'service-1-invoice-team-delivery-dlq',
      FifoQueue: Match.absent(),
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ SqsParameters: { MessageGroupId: 'invoice' } })],
    });
  });

  test('directly, the rule invokes the function, and Lambda’s own retries follow the subscription’s', () => {
    const { template, drawn } = draw({ delivery: 'direct', receiver: () => code });
    expect(() => drawn.queue).toThrow('has no queue: its events go straight to functions');
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
    template.hasResourceProperties('AWS::Lambda::Permission', { SourceArn: rule, Principal: 'events.amazonaws.com' });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 });
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'service-1-invoice-team-processing-dlq' });
  });

  test('a function of the team gets a place for what it fails on', () => {
    const { template } = draw({ delivery: 'direct', receiver: teamsFunction });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('ProcessingDeadLetterQueue'), 'Arn'] } },
      },
    });
  });

  test('a queue of the team is where the rule sends', () => {
    const { template } = draw({ receiver: (stack) => new Queue(stack, 'Mine') });
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] } })],
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp('^Mine') }],
      PolicyDocument: { Statement: [Match.objectLike({ Condition: { ArnEquals: { 'aws:SourceArn': rule } } })] },
    });
  });

  test('a key of the team encrypts all queues, and EventBridge may use it for the rule', () => {
    const stack = newStack(team);
    const events = [on(parcelDelivered, code, trickyFilter)];
    new EventSubscription(stack, 'Invoices', { service: 'service-1', events, encryption: new Key(stack, 'Key') });
    const template = Template.fromStack(stack);
    const queues = Object.values(template.findResources('AWS::SQS::Queue'));
    expect(queues.map(({ Properties }) => Properties.KmsMasterKeyId === undefined)).toEqual([false, false, false]);
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'events.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Condition: { ArnEquals: { 'aws:SourceArn': rule } },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: ['busbar-service-service-1'],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt' })]) },
    });
  });

  it.each<[string, DrawOptions, number]>([
    ['essential, as the subscription says', {}, 6],
    ['standard', { alarms: 'standard' }, 12],
    ['none', { alarms: 'none' }, 0],
    ['those of a queue without a function', { receiver: (stack) => new Queue(stack, 'Mine') }, 2],
  ])('has alarms: %s', (_, options, count) => {
    draw({ receiver: () => code, ...options }).template.resourceCountIs('AWS::CloudWatch::Alarm', count);
  });

  test('its alarms go to the topic of the team, or to one that is given', () => {
    const { template } = draw({ receiver: () => code });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: ['arn:aws:sns:eu-west-1:200000000001:busbar-alarms-parcels'],
    });
    const stack = newStack(team);
    const events = [on(parcelDelivered, code, trickyFilter)];
    new EventSubscription(stack, 'Invoices', { service: 'service-1', events, alarmTopic: new Topic(stack, 'Own') });
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Own') }],
    });
  });

  test("the team's own retry holds", () => {
    draw({ retry: { maximumRetryAttempts: 3 } }).template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 } })],
    });
  });

  test('its rule may ask for less than the route brings', () => {
    const all = drawnByTeam(sample, { pattern: { source: ['acme.parcel'], 'detail-type': ['parcel.delivered@1'] } });
    expect(patternOf(draw({ topology: all }).template)).toMatchObject({ detail: { data: trickyFilter } });
  });

  it.each<[string, DrawOptions, string]>([
    [
      'a batch that Lambda does not accept',
      { receiver: () => code, batch: { size: 20 } },
      'above 10, Lambda needs batch.windowSeconds',
    ],
    [
      'one call at a time',
      { receiver: () => code, batch: { maxConcurrency: 1 } },
      'batch.maxConcurrency is 1. It must be an integer from 2',
    ],
    ['a retry that EventBridge does not accept', { retry: { maximumRetryAttempts: 186 } }, 'an integer from 0 to 185'],
    ['nothing to invoke', { delivery: 'direct' }, 'is delivered to a function: give on(…) one, or its code'],
    [
      'a standard queue as a FIFO queue',
      { delivery: 'fifo', receiver: (stack) => new Queue(stack, 'Mine') },
      'is not a FIFO queue',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => draw(options)).toThrow(ConstructError);
    expect(() => draw(options)).toThrow(message);
  });
});

describe('what the manifest does not route', () => {
  const request = (topology: Topology, events: readonly RequestedEvent[], id = 'LostParcels') =>
    expect(() => new EventSubscription(newStack(topology), id, { service: 'service-1', events }));

  test('is an error with the lines to add', () => {
    request(sample, [on(parcelDelivered, code, { status: ['lost'] })]).toThrow(
      [
        'service: service-1',
        'subscriptions:',
        '  - name: lost-parcels',
        '    description: <what the service does with the events>',
        '    eventType: parcel.delivered@1',
        '    filter: {"status":["lost"]}',
        '    drawnBy: team',
      ].join('\n'),
    );
  });

  test('says what there is instead', () => {
    request(sample, [on(parcelDelivered, code, { status: ['lost'] })]).toThrow('it has "invoice" with the filter {"status"');
  });

  test('is more than the route brings', () => {
    request(team, [on(parcelDelivered, code)]).toThrow(
      'asks for every parcel.delivered@1, which config/subscriptions/service-1.yaml',
    );
  });

  test('is less than the platform’s rule sends', () => {
    const all = sample.subscriptions.map((each) => ({
      ...each,
      pattern: { source: ['acme.parcel'], 'detail-type': ['parcel.delivered@1'] },
    }));
    request({ ...sample, subscriptions: all }, [on(parcelDelivered, code, { status: ['lost'] })]).toThrow(
      'which config/subscriptions',
    );
  });

  test('is said where several subscriptions give the same', () => {
    request(sample, [on(parcelDelivered, code, trickyFilter)]).toThrow('Say which: on(…, { subscription: "invoice" })');
  });

  test('is said where one is asked for twice', () => {
    request(team, [on(parcelDelivered, code, trickyFilter), on(parcelDelivered, code, trickyFilter)]).toThrow('asks twice');
  });

  test('is a pattern that EventBridge does not accept', () => {
    request(team, [on(parcelDelivered, code, { status: [{ sounds: 'like' }] })]).toThrow(
      'EventBridge does not accept the filter',
    );
  });
});
