import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { CENTRAL, Company, parcels, QUEUE_RULE_ARN, REGION, SUBSCRIBER, type Definition, type Templates } from '../../company';
import { UpdatingCompany } from '../../updates/updating-company';

const BUS = `arn:aws:events:${REGION}:${CENTRAL}:event-bus/company`;
const ROLE = `arn:aws:iam::${SUBSCRIBER}:role/parcels`;

const root = (account: string) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
});
const events = (Action: string | string[], Condition?: object) => ({
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action,
  Resource: '*',
  ...(Condition && { Condition }),
});
const USE = ['kms:GenerateDataKey', 'kms:Decrypt'];
const key = (...Statement: object[]): Definition => ({
  Type: 'AWS::KMS::Key',
  Properties: { KeyPolicy: { Version: '2012-10-17', Statement } },
});
const alias = (AliasName: string): Definition => ({
  Type: 'AWS::KMS::Alias',
  Properties: { AliasName, TargetKeyId: { Ref: 'Key' } },
});

/** The subscriber's queue and its delivery DLQ with a key of that policy. */
const queueKey =
  (
    statements: readonly object[],
    KmsMasterKeyId: unknown = { Ref: 'Key' },
    change: (resources: Record<string, Definition>) => void = () => undefined,
  ) =>
  ({ subscriber: { Resources } }: Templates): void => {
    Object.assign(Resources, { Key: key(...statements), Alias: alias('alias/company') });
    Object.assign(Resources['parcelsQueue']?.Properties ?? {}, { KmsMasterKeyId });
    change(Resources);
  };

describe('a queue with a key of its own', () => {
  const outcome = (company: UpdatingCompany) => {
    company.publish();
    return company.events
      .filter(
        (event) =>
          ['delivered', 'dead-lettered', 'dropped'].includes(event.kind) && 'targetId' in event && event.targetId === 'queue',
      )
      .map((event) => [event.kind, 'errorCode' in event ? event.errorCode : undefined]);
  };
  const ok = [['delivered', undefined]];
  const denied = [['dead-lettered', 'NO_PERMISSIONS']];
  const ofRule = { ArnEquals: { 'aws:SourceArn': QUEUE_RULE_ARN }, StringEquals: { 'aws:SourceAccount': SUBSCRIBER } };

  it.each<[string, object[], unknown, unknown[]]>([
    ['lets EventBridge send', [root(SUBSCRIBER), events(USE)], { Ref: 'Key' }, ok],
    ['lets EventBridge send for its rule', [events(USE, ofRule)], { Ref: 'Key' }, ok],
    ['is found by its ARN', [events(USE)], { 'Fn::GetAtt': ['Key', 'Arn'] }, ok],
    ['is found by an alias', [events(USE)], 'alias/company', ok],
    ['is found by the ARN of an alias', [events(USE)], `arn:aws:kms:${REGION}:${SUBSCRIBER}:alias/company`, ok],
    ['is closed to EventBridge without a statement for it', [root(SUBSCRIBER)], { Ref: 'Key' }, denied],
    ['is closed without kms:Decrypt', [events('kms:GenerateDataKey')], { Ref: 'Key' }, denied],
    [
      'is closed to another rule',
      [events(USE, { ArnEquals: { 'aws:SourceArn': `${QUEUE_RULE_ARN}x` } })],
      { Ref: 'Key' },
      denied,
    ],
    ['is closed by its alias, too', [root(SUBSCRIBER)], 'alias/company', denied],
    ['is closed when it is AWS’s own', [root(SUBSCRIBER)], 'alias/aws/sqs', denied],
    ['is not asked when no template has it', [], 'alias/elsewhere', ok],
  ])('%s', async (_what, statements, id, expected) => {
    const company = await UpdatingCompany.start(queueKey(statements.length > 0 ? statements : [root(SUBSCRIBER)], id));
    expect(outcome(company)).toEqual(expected);
    const reasons = company.emulator.report.limited.map(({ reason }) => reason);
    expect(reasons).toEqual(id === 'alias/elsewhere' ? ['Its key is in no template: here everybody may use it.'] : []);
  });

  it('is closed while it is disabled, and after its policy changed', async () => {
    const company = await UpdatingCompany.start(queueKey([events(USE)]));
    expect(outcome(company)).toEqual(ok);
    company.events.length = 0;
    await company.emulator.update(await company.target('subscriber', queueKey([root(SUBSCRIBER)])));
    company.events.length = 0;
    expect(outcome(company)).toEqual(denied);
    const disable = (resources: Record<string, Definition>) =>
      Object.assign(resources['Key']?.Properties ?? {}, { Enabled: false });
    await company.emulator.update(await company.target('subscriber', queueKey([events(USE)], undefined, disable)));
    company.events.length = 0;
    expect(outcome(company)).toEqual(denied);
  });

  it('loses an event whose dead-letter queue has a key that is closed', async () => {
    const close = (resources: Record<string, Definition>) => {
      const queue = resources['parcelsdeliverydlqQueue'] as Definition;
      Object.assign(queue.Properties, { KmsMasterKeyId: { Ref: 'Key' } });
    };
    const company = await UpdatingCompany.start(queueKey([root(SUBSCRIBER)], undefined, close));
    expect(outcome(company)).toEqual([['dropped', 'NO_PERMISSIONS']]);
  });
});

describe('whoever reads and writes such a queue', () => {
  let company: Company;
  const start = async (statements: object[], actions: string[]) => {
    company = await Company.start(
      queueKey(statements, undefined, (resources) => {
        const [policy] = resources['Role']?.Properties['Policies'] as { PolicyDocument: { Statement: object[] } }[];
        policy?.PolicyDocument.Statement.push({ Effect: 'Allow', Action: ['sqs:SendMessage', ...actions], Resource: '*' });
      }),
    );
  };
  afterEach(() => company.stop());

  const attempt = async (use: 'send' | 'send batch' | 'receive') => {
    const client = company.sqs(parcels);
    const QueueUrl = company.queueUrl(SUBSCRIBER, 'parcels');
    const command = {
      send: () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
      'send batch': () => client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] })),
      receive: () => client.send(new ReceiveMessageCommand({ QueueUrl })),
    }[use];
    return command().then(
      () => 'allowed',
      (error: Error) => error.name,
    );
  };
  const byPolicy = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'kms:Decrypt', Resource: '*' };

  it.each<[string, object[], string[], string, string]>([
    ['with both permissions of its own', [root(SUBSCRIBER)], USE, 'allowed', 'allowed'],
    ['with kms:Decrypt alone', [root(SUBSCRIBER)], ['kms:Decrypt'], 'KmsAccessDenied', 'allowed'],
    ['without a permission', [root(SUBSCRIBER)], [], 'KmsAccessDenied', 'KmsAccessDenied'],
    ['with a permission of the key', [byPolicy], [], 'KmsAccessDenied', 'allowed'],
    // The key's policy has to allow it, or to leave it to the account.
    ['with permissions that the key does not know of', [events(USE)], USE, 'KmsAccessDenied', 'KmsAccessDenied'],
  ])('%s', async (_what, statements, actions, send, receive) => {
    await start(statements, actions);
    expect([await attempt('send'), await attempt('send batch'), await attempt('receive')]).toEqual([send, send, receive]);
  });

  it('may be a function that reads it by a mapping, which its template is refused without', async () => {
    const mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['parcelsQueue', 'Arn'] }, FunctionName: { Ref: 'Function' } },
    };
    const templates = (statements: object[]) =>
      queueKey(statements, undefined, (resources) => void (resources['Mapping'] = mapping));
    company = await Company.start(templates([byPolicy]));
    await expect(Company.start(templates([root(SUBSCRIBER)]))).rejects.toThrow(
      /has a role that may not read the queue: .*is not authorized to perform: kms:Decrypt/,
    );
  });
});

describe('a bus with a key of its own', () => {
  const busKey =
    (statements: readonly object[], more: object = {}) =>
    ({ central: { Resources } }: Templates): void => {
      Object.assign(Resources, {
        Key: key(...statements),
        ErrorsQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'encryption-dlq' } },
        ErrorsPolicy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'ErrorsQueue' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  ...events('sqs:SendMessage', { ArnEquals: { 'aws:SourceArn': BUS } }),
                  Resource: { 'Fn::GetAtt': ['ErrorsQueue', 'Arn'] },
                },
              ],
            },
          },
        },
      });
      Object.assign(Resources['Bus']?.Properties ?? {}, { KmsKeyIdentifier: { 'Fn::GetAtt': ['Key', 'Arn'] }, ...more });
    };
  const look = events('kms:DescribeKey');
  const use = events(USE, { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': BUS, 'aws:SourceArn': BUS } });

  it('works when its key lets EventBridge look at it and use it for the bus', async () => {
    const company = await UpdatingCompany.start(busKey([root(CENTRAL), look, use]));
    company.publish();
    expect(company.messages('parcels')).toBe(1);
    expect(company.journal('lost')).toEqual([]);
  });

  it('cannot be made when EventBridge may not look at the key', async () => {
    await expect(UpdatingCompany.start(busKey([root(CENTRAL), use]))).rejects.toThrow(
      /KmsKeyIdentifier is a key that EventBridge cannot look at: events\.amazonaws\.com is not authorized to perform: kms:DescribeKey/,
    );
  });

  it('loses what it cannot encrypt', async () => {
    const company = await UpdatingCompany.start(busKey([root(CENTRAL), look]));
    expect(company.publish()).toMatch(/^[0-9a-f-]{36}$/);
    expect(company.journal('lost')).toMatchObject([{ busArn: BUS, reason: expect.stringContaining('kms:GenerateDataKey') }]);
    expect(company.messages('parcels')).toBe(0);
  });

  it('sends what it cannot encrypt to its own dead-letter queue', async () => {
    const DeadLetterConfig = { Arn: { 'Fn::GetAtt': ['ErrorsQueue', 'Arn'] } };
    const company = await UpdatingCompany.start(busKey([root(CENTRAL), look], { DeadLetterConfig }));
    company.publish();
    expect(company.messages('encryption-dlq')).toBe(1);
    const wrapped = JSON.parse(company.journal('delivered')[0]?.event ?? '{}') as { detail: Record<string, string> };
    expect(wrapped).toMatchObject({ source: 'aws.events', 'detail-type': 'Encrypted Events', detail: { 'event-bus-arn': BUS } });
    const payload = JSON.parse(Buffer.from(wrapped.detail['encrypted-payload'] ?? '', 'base64').toString()) as object;
    expect(payload).toMatchObject({ source: 'company.orders', 'detail-type': 'order.placed@1' });
  });
});

it.each([
  [
    'a key without a policy that is one',
    { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{}] } } } },
    'KeyPolicy is not a policy',
  ],
  ['an alias of AWS’s', { Key: key(root(CENTRAL)), Alias: alias('alias/aws/x') }, 'Begin it with "alias/"'],
])('refuses %s', async (_what, resources, message) => {
  await expect(Company.load(({ central }) => Object.assign(central.Resources, resources))).rejects.toThrow(message);
});
