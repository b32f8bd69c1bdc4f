import { CENTRAL, Company, REGION, SUBSCRIBER, type Templates } from './company';

type Properties = Record<string, unknown>;

const queueArn = (name: string, account = SUBSCRIBER, region = REGION) => `arn:aws:sqs:${region}:${account}:${name}`;

/** Adds a queue `Q` to the subscriber's account. */
const queue =
  (properties: Properties) =>
  ({ subscriber }: Templates) =>
    void Object.assign(subscriber.Resources, { Q: { Type: 'AWS::SQS::Queue', Properties: properties } });

/** Changes the target of the rule of the subscriber's queue, or adds some. */
const target =
  (change: Properties, ...more: Properties[]) =>
  ({ subscriber }: Templates) => {
    const { Targets } = subscriber.Resources['QueueRule']?.Properties as { Targets: Properties[] };
    Object.assign(Targets[0] ?? {}, change);
    Targets.push(...more);
  };

/** Changes the target of the route to the bus of another account. */
const route =
  (change: Properties) =>
  ({ central }: Templates) => {
    const { Targets } = central.Resources['Route']?.Properties as { Targets: Properties[] };
    Object.assign(Targets[0] ?? {}, change);
  };

const resource =
  (stack: keyof Templates, logicalId: string, change: Properties) =>
  ({ [stack]: { Resources } }: Templates) =>
    void Object.assign(Resources[logicalId]?.Properties ?? {}, change);

const FIFO = { QueueName: 'q.fifo', FifoQueue: true };
const targets = (count: number) => Array.from({ length: count }, (_, index) => ({ Id: `t${index}`, Arn: queueArn('parcels') }));
const redriveTo = (arn: string) => ({ RedrivePolicy: { deadLetterTargetArn: arn, maxReceiveCount: 3 } });
const retry = (RetryPolicy: Properties) => target({ RetryPolicy });
const steps = { Arn: queueArn('steps.fifo') };

describe('a template that AWS refuses is refused', () => {
  it.each<[string, (templates: Templates) => void, string]>([
    [
      'a FIFO queue without .fifo',
      queue({ QueueName: 'q', FifoQueue: true }),
      'subscriber/Q: QueueName is "q", and FifoQueue is true. End',
    ],
    [
      'a .fifo name without the flag',
      queue({ QueueName: 'q.fifo' }),
      'subscriber/Q: QueueName is "q.fifo", and FifoQueue is not true. Set',
    ],
    ['a .fifo name of a standard queue', queue({ QueueName: 'q.fifo', FifoQueue: 'false' }), 'and FifoQueue is not true'],
    ['a long name', queue({ QueueName: 'q'.repeat(81) }), 'subscriber/Q: QueueName is "qqq'],
    ['a long FIFO name', queue({ QueueName: `${'q'.repeat(76)}.fifo`, FifoQueue: true }), 'Give 1 to 80 letters'],
    ['a name with a dot', queue({ QueueName: 'a.b' }), 'QueueName is "a.b". Give 1 to 80 letters'],
    [
      'deduplication of a standard queue',
      queue({ ContentBasedDeduplication: true }),
      'Q: ContentBasedDeduplication is given for a standard queue.',
    ],
    [
      'a scope of a standard queue',
      queue({ DeduplicationScope: 'queue' }),
      'Q: DeduplicationScope is given for a standard queue.',
    ],
    [
      'a limit of a standard queue',
      queue({ FifoThroughputLimit: 'perQueue' }),
      'Q: FifoThroughputLimit is given for a standard queue.',
    ],
    [
      'an unknown scope',
      queue({ ...FIFO, DeduplicationScope: 'group' }),
      'DeduplicationScope is "group". Write queue or messageGroup.',
    ],
    ['an unknown limit', queue({ ...FIFO, FifoThroughputLimit: 'none' }), 'FifoThroughputLimit is "none". Write perQueue'],
    [
      'a limit per group without its scope',
      queue({ ...FIFO, FifoThroughputLimit: 'perMessageGroupId' }),
      'FifoThroughputLimit is "perMessageGroupId", and DeduplicationScope is "queue". Set DeduplicationScope to "messageGroup".',
    ],
    [
      'two encryptions',
      queue({ KmsMasterKeyId: 'alias/x', SqsManagedSseEnabled: true }),
      'SqsManagedSseEnabled is true beside a KmsMasterKeyId',
    ],
    ['a short key reuse', queue({ KmsDataKeyReusePeriodSeconds: 59 }), 'KmsDataKeyReusePeriodSeconds is 59.'],
    ['a long visibility time-out', queue({ VisibilityTimeout: 43_201 }), 'VisibilityTimeout is 43201.'],
    ['a long delay', queue({ DelaySeconds: 901 }), 'DelaySeconds is 901.'],
    ['a short retention', queue({ MessageRetentionPeriod: 59 }), 'MessageRetentionPeriod is 59.'],
    ['a large message size', queue({ MaximumMessageSize: 1_048_577 }), 'MaximumMessageSize is 1048577.'],
    ['a long poll', queue({ ReceiveMessageWaitTimeSeconds: 21 }), 'ReceiveMessageWaitTimeSeconds is 21.'],
    [
      'a FIFO redrive of a standard queue',
      queue(redriveTo(queueArn('steps.fifo'))),
      'Q: RedrivePolicy names arn:aws:sqs:eu-west-1:300000000003:steps.fifo, which is a FIFO queue.',
    ],
    [
      'a standard redrive of a FIFO queue',
      queue({ ...FIFO, ...redriveTo(queueArn('parcels')) }),
      'parcels, which is a standard queue.',
    ],
    ['a redrive to another account', queue(redriveTo(queueArn('route-dlq', CENTRAL))), 'which is in another account or region'],
    ['a redrive to nowhere', queue(redriveTo(queueArn('nowhere'))), 'which is in no template'],
    [
      'too many receives',
      queue({ RedrivePolicy: { deadLetterTargetArn: queueArn('parcels'), maxReceiveCount: 1_001 } }),
      'RedrivePolicy.maxReceiveCount is 1001.',
    ],
    [
      'a redrive that its queue denies',
      (templates) => {
        resource('subscriber', 'ProcessingDlq', { RedriveAllowPolicy: { redrivePermission: 'denyAll' } })(templates);
      },
      'subscriber/parcelsQueue: RedrivePolicy names arn:aws:sqs:eu-west-1:300000000003:parcels-dlq, whose RedriveAllowPolicy does not allow it.',
    ],
    [
      'a redrive that its queue allows to others only',
      resource('subscriber', 'ProcessingDlq', {
        RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [queueArn('x')] },
      }),
      'whose RedriveAllowPolicy does not allow it',
    ],
    [
      'an unknown permission',
      queue({ RedriveAllowPolicy: { redrivePermission: 'all' } }),
      'RedriveAllowPolicy.redrivePermission is "all".',
    ],
    [
      'sources without byQueue',
      queue({ RedriveAllowPolicy: { redrivePermission: 'allowAll', sourceQueueArns: [queueArn('x')] } }),
      'RedriveAllowPolicy.sourceQueueArns has 1 queues, and redrivePermission is allowAll.',
    ],
    ['byQueue without sources', queue({ RedriveAllowPolicy: { redrivePermission: 'byQueue' } }), 'sourceQueueArns has 0 queues'],

    [
      'a FIFO target without a group',
      target(steps),
      'subscriber/QueueRule: Targets.0.SqsParameters has no MessageGroupId, and the target is a FIFO queue: Parameter(s) SqsParameters must be specified for target: queue.',
    ],
    [
      'an empty group',
      target({ ...steps, SqsParameters: { MessageGroupId: '' } }),
      'Targets.0.SqsParameters has the MessageGroupId "".',
    ],
    ['a group with a blank', target({ SqsParameters: { MessageGroupId: 'a b' } }), 'has the MessageGroupId "a b".'],
    ['a long group', target({ ...steps, SqsParameters: { MessageGroupId: 'x'.repeat(129) } }), 'Give 1 to 128 letters'],
    [
      'a FIFO dead-letter queue',
      target({ DeadLetterConfig: { Arn: queueArn('steps.fifo') } }),
      'subscriber/QueueRule: Targets.0.DeadLetterConfig.Arn is arn:aws:sqs:eu-west-1:300000000003:steps.fifo, which is a FIFO queue. Name a standard queue',
    ],
    [
      'a dead-letter queue elsewhere',
      target({ DeadLetterConfig: { Arn: queueArn('x', SUBSCRIBER, 'us-east-1') } }),
      'in another region than the rule. Name a queue in eu-west-1.',
    ],
    [
      'a topic as dead-letter queue',
      target({ DeadLetterConfig: { Arn: `arn:aws:sns:${REGION}:${SUBSCRIBER}:t` } }),
      'is not the ARN of a queue',
    ],
    [
      'two targets with one id',
      target({}, { Id: 'queue', Arn: queueArn('parcels-dlq') }),
      'subscriber/QueueRule: Targets.1.Id is "queue", as that of another target.',
    ],
    ['an id with a blank', target({ Id: 'a b' }), 'Targets.0.Id is "a b".'],
    ['a long id', target({ Id: 'x'.repeat(65) }), 'Give 1 to 64 letters'],
    ['six targets', target({}, ...targets(5)), 'subscriber/QueueRule: Targets has 6 targets. A rule may have 5.'],
    ['a target that is no ARN', target({ Arn: 'parcels' }), 'Targets.0.Arn is "parcels". Give an ARN'],
    ['a long target', target({ Arn: queueArn('x'.repeat(1_600)) }), 'Give an ARN of at most 1600 characters.'],
    ['too many retries', retry({ MaximumRetryAttempts: 186 }), 'Targets.0.RetryPolicy.MaximumRetryAttempts is 186.'],
    ['negative retries', retry({ MaximumRetryAttempts: -1 }), 'RetryPolicy.MaximumRetryAttempts is -1.'],
    ['too short an age', retry({ MaximumEventAgeInSeconds: 59 }), 'RetryPolicy.MaximumEventAgeInSeconds is 59.'],
    ['too long an age', retry({ MaximumEventAgeInSeconds: 86_401 }), 'RetryPolicy.MaximumEventAgeInSeconds is 86401.'],
    [
      'a role of another account',
      target({ RoleArn: `arn:aws:iam::${CENTRAL}:role/x` }),
      'Targets.0.RoleArn is arn:aws:iam::100000000001:role/x, which is of another account.',
    ],
    ['a role that is none', target({ RoleArn: queueArn('parcels') }), 'which is not the ARN of a role'],

    [
      'an input for a foreign bus',
      route({ Input: '{}' }),
      'central/Route: Targets.0.Input is not allowed for the event bus of another account.',
    ],
    [
      'a path for a foreign bus',
      route({ InputPath: '$' }),
      'Targets.0.InputPath is not allowed for the event bus of another account.',
    ],
    [
      'a transformer for a foreign bus',
      route({ InputTransformer: { InputTemplate: '"x"' } }),
      'Targets.0.InputTransformer is not allowed',
    ],
    [
      'a foreign bus without role',
      route({ RoleArn: undefined }),
      'central/Route: Targets.0.RoleArn is missing; sending to an event bus needs a role.',
    ],
    [
      'a foreign bus with the role of the rule only',
      ({ central }) => {
        const properties = central.Resources['Route']?.Properties as { Targets: Properties[]; RoleArn?: unknown };
        properties.RoleArn = properties.Targets[0]?.['RoleArn'];
        delete properties.Targets[0]?.['RoleArn'];
      },
      'central/Route: Targets.0.RoleArn is missing',
    ],
    [
      'its own bus without role',
      target({ Arn: `arn:aws:events:${REGION}:${SUBSCRIBER}:event-bus/default` }),
      'subscriber/QueueRule: Targets.0.RoleArn is missing',
    ],

    ['a rule named with a slash', resource('subscriber', 'QueueRule', { Name: 'a/b' }), 'subscriber/QueueRule: Name is "a/b".'],
    [
      'a rule in an unknown state',
      resource('subscriber', 'QueueRule', { State: 'OFF' }),
      'QueueRule: State is "OFF". Write ENABLED or DISABLED',
    ],
    [
      'a long description',
      resource('subscriber', 'QueueRule', { Description: 'x'.repeat(513) }),
      'Description has 513 characters. EventBridge accepts 512.',
    ],
    [
      'a schedule on a custom bus',
      resource('subscriber', 'QueueRule', { ScheduleExpression: 'rate(1 day)' }),
      'ScheduleExpression is given for a rule on the event bus company.',
    ],
    [
      'an archive with a long name',
      resource('central', 'Archive', { ArchiveName: 'x'.repeat(49) }),
      'central/Archive: ArchiveName is "xxx',
    ],
    [
      'an archive of a foreign bus',
      resource('central', 'Archive', { SourceArn: `arn:aws:events:${REGION}:${SUBSCRIBER}:event-bus/company` }),
      'central/Archive: SourceArn is arn:aws:events:eu-west-1:300000000003:event-bus/company, which is in another account',
    ],
    [
      'a long statement id',
      resource('central', 'BusPolicy', { StatementId: 'x'.repeat(65) }),
      'central/BusPolicy: StatementId is',
    ],
  ])('%s', async (_what, change, message) => {
    await expect(Company.load(change)).rejects.toMatchObject({
      name: 'ResourceError',
      message: expect.stringContaining(message),
    });
  });
});

describe('a template at the limit is loaded', () => {
  it.each<[string, (templates: Templates) => void]>([
    ['a FIFO name of 80 characters', queue({ QueueName: `${'q'.repeat(75)}.fifo`, FifoQueue: 'true' })],
    ['a FIFO queue with a generated name', queue({ FifoQueue: true })],
    ['a name of 80 characters', queue({ QueueName: 'q'.repeat(80), FifoQueue: false, ContentBasedDeduplication: false })],
    ['a limit per group', queue({ ...FIFO, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' })],
    ['a limit per queue', queue({ ...FIFO, DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' })],
    ['a FIFO redrive of a FIFO queue', queue({ ...FIFO, ...redriveTo(queueArn('steps.fifo')) })],
    [
      'a redrive that its queue allows',
      resource('subscriber', 'ProcessingDlq', {
        RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [queueArn('parcels')] },
      }),
    ],
    ['a FIFO target with a group', target({ ...steps, SqsParameters: { MessageGroupId: '!'.repeat(128) } })],
    ['a group of a standard queue, for fair sharing', target({ SqsParameters: { MessageGroupId: 'g' } })],
    ['five targets', target({}, ...targets(4))],
    ['ids of 64 characters', target({ Id: 'x'.repeat(64) }, { Id: 'X'.repeat(64), Arn: queueArn('parcels') })],
    ['the most retries', retry({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 })],
    ['the fewest retries', retry({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })],
    ['a description of 512 characters', resource('subscriber', 'QueueRule', { Description: 'x'.repeat(512) })],
    ['a managed rule state', resource('subscriber', 'QueueRule', { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' })],
  ])('%s', async (_what, change) => {
    await expect(Company.load(change)).resolves.toBeDefined();
  });
});
