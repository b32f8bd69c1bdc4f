import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { EmulatorOptions, Identity } from '../src';
import {
  BUS_ARN,
  CENTRAL,
  Company,
  FUNCTION_RULE_ARN,
  orders,
  parcels,
  placed,
  PUBLISHER,
  REGION,
  STRANGER,
  SUBSCRIBER,
  type Templates,
} from './company';

describe('who may publish', () => {
  let company: Company;
  beforeAll(async () => {
    company = await Company.start();
  });
  afterAll(() => company.stop());

  const publish = (identity: Identity, ...entries: ReturnType<typeof placed>[]) =>
    company.eventBridge(identity).send(new PutEventsCommand({ Entries: entries }));

  it.each<[string, Identity, Record<string, unknown>, string]>([
    [
      'a role without a policy',
      { account: PUBLISHER, role: 'bystander' },
      {},
      'because no identity-based policy allows the events:PutEvents action',
    ],
    [
      'an account that the bus does not know',
      { account: SUBSCRIBER },
      {},
      'because no resource-based policy allows the events:PutEvents action',
    ],
    [
      'an account outside the organization',
      { account: STRANGER },
      {},
      'because no resource-based policy allows the events:PutEvents action',
    ],
    [
      'a publisher with the source of another one',
      orders,
      { Source: 'company.billing' },
      'because no resource-based policy allows the events:PutEvents action',
    ],
  ])('refuses %s', async (_what, identity, change, because) => {
    await expect(publish(identity, placed(change))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        new RegExp(`^User: arn:aws:.* is not authorized to perform: events:PutEvents on resource: ${BUS_ARN} ${because}$`),
      ),
    });
    expect(company.journal('refused').at(-1)).toMatchObject({
      denied: true,
      errorCode: 'AccessDeniedException',
      account: identity.account,
    });
  });

  it('refuses only the entries that are not allowed', async () => {
    const { FailedEntryCount, Entries = [] } = await publish(orders, placed(), placed({ Source: 'company.billing' }));
    expect(FailedEntryCount).toBe(1);
    expect(Entries[0]?.EventId).toMatch(/^[0-9a-f-]{36}$/);
    expect(Entries[1]).toMatchObject({ ErrorCode: 'AccessDeniedException', ErrorMessage: expect.stringContaining(BUS_ARN) });
  });

  it('reads the policy of a bus from its own property, and keeps other principals of the account out', async () => {
    const roles = await Company.start(({ central, publisher }) => {
      const { Bus, BusPolicy } = central.Resources;
      if (!Bus || !BusPolicy) throw new Error('the company has changed');
      delete central.Resources['BusPolicy'];
      const { Statement } = BusPolicy.Properties as { Statement: { Condition: object } };
      const orders = { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PUBLISHER}:role/orders` } };
      Bus.Properties['Policy'] = {
        Version: '2012-10-17',
        Statement: [{ ...Statement, Resource: BUS_ARN, Condition: { ...Statement.Condition, ...orders } }],
      };
      const powerUser = structuredClone(publisher.Resources['Role']);
      if (!powerUser) throw new Error('the company has changed');
      powerUser.Properties['RoleName'] = 'power-user';
      publisher.Resources['PowerUser'] = powerUser;
    });
    try {
      const put = (identity: Identity) => roles.eventBridge(identity).send(new PutEventsCommand({ Entries: [placed()] }));
      expect(await put(orders)).toMatchObject({ FailedEntryCount: 0 });
      for (const other of [{ account: PUBLISHER }, { account: PUBLISHER, role: 'power-user' }]) {
        await expect(put(other)).rejects.toMatchObject({ name: 'AccessDeniedException' });
      }
    } finally {
      await roles.stop();
    }
  });

  it('needs the organization to hold a condition on it', async () => {
    const alone = await Company.start(undefined, { organizationId: 'o-another' });
    await expect(alone.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await alone.stop();
  });
});

describe('a permission that is missing in the templates', () => {
  const outcome = async (
    change: (templates: Templates) => void,
    detailType = 'order.placed@1',
    options: EmulatorOptions = {},
  ) => {
    const company = await Company.start(change, options);
    try {
      const { FailedEntryCount } = await company
        .eventBridge(orders)
        .send(new PutEventsCommand({ Entries: [placed({ DetailType: detailType })] }));
      expect(FailedEntryCount).toBe(0);
      return {
        failed: company.journal('attempt-failed'),
        deadLettered: company.journal('dead-lettered'),
        dropped: company.journal('dropped'),
      };
    } finally {
      await company.stop();
    }
  };

  it.each<[string, (templates: Templates) => void, string, string]>([
    [
      'the route role does not trust EventBridge',
      ({ central }) =>
        void Object.assign(central.Resources['RouteRole']?.Properties ?? {}, {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        }),
      'route-dlq',
      'does not trust events.amazonaws.com',
    ],
    [
      'the route role may not publish to the subscriber bus',
      ({ central }) => void Object.assign(central.Resources['RouteRole']?.Properties ?? {}, { Policies: [] }),
      'route-dlq',
      'no identity-based policy allows',
    ],
    [
      'the subscriber bus has no policy',
      ({ subscriber }) => void delete subscriber.Resources['BusPolicy'],
      'route-dlq',
      'no resource-based policy allows',
    ],
    [
      'the queue has no policy',
      ({ subscriber }) => void delete subscriber.Resources['parcelsPolicy'],
      'parcels-delivery-dlq',
      'no resource-based policy allows',
    ],
  ])('ends in the dead-letter queue at once when %s', async (_what, change, queue, message) => {
    const errorCode = queue === 'route-dlq' ? 'NO_PERMISSIONS' : 'NO_RESOURCE';
    const { failed, deadLettered, dropped } = await outcome(change);
    expect(failed).toEqual([
      expect.objectContaining({ errorCode, denied: true, message: expect.stringContaining(message), attempt: 1 }),
    ]);
    expect(deadLettered).toEqual([expect.objectContaining({ queueArn: expect.stringMatching(new RegExp(`:${queue}$`)) })]);
    expect(dropped).toEqual([]);
  });

  it('drops the event when the dead-letter queue does not let it in either', async () => {
    const { deadLettered, dropped } = await outcome(({ subscriber }) => {
      delete subscriber.Resources['parcelsPolicy'];
      delete subscriber.Resources['parcelsdeliverydlqPolicy'];
    });
    expect(deadLettered).toEqual([]);
    expect(dropped).toEqual([
      expect.objectContaining({ errorCode: 'NO_RESOURCE', reason: expect.stringContaining('parcels-delivery-dlq') }),
    ]);
  });

  it('does not invoke a function that no permission opens to the rule', async () => {
    const { dropped } = await outcome(({ subscriber }) => void delete subscriber.Resources['Permission'], 'order.cancelled@1');
    expect(dropped).toEqual([
      expect.objectContaining({ ruleArn: FUNCTION_RULE_ARN, reason: 'The target has no dead-letter queue.' }),
    ]);
  });
});

describe('who may use a queue', () => {
  let company: Company;
  beforeAll(async () => {
    company = await Company.start();
  });
  afterAll(() => company.stop());

  it('lets a role do what its policy says, and nothing else', async () => {
    const client = company.sqs(parcels);
    const QueueUrl = company.queueUrl(SUBSCRIBER, 'parcels');
    await expect(client.send(new ReceiveMessageCommand({ QueueUrl }))).resolves.toBeDefined();
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::${SUBSCRIBER}:assumed-role/parcels/busbar is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:${REGION}:${SUBSCRIBER}:parcels because no identity-based policy allows the sqs:sendmessage action`,
    });
  });

  it('keeps other accounts out', async () => {
    const QueueUrl = company.queueUrl(SUBSCRIBER, 'parcels');
    await expect(company.sqs({ account: CENTRAL }).send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('who may use a queue by its tags', () => {
  /** The role may consume every queue of the account that has the tag `busbar:service` = `parcels`. */
  const consume = {
    Effect: 'Allow',
    Action: ['sqs:ReceiveMessage', 'sqs:GetQueueUrl'],
    Resource: `arn:aws:sqs:${REGION}:${SUBSCRIBER}:*`,
    Condition: { StringEquals: { 'aws:ResourceTag/busbar:service': 'parcels' } },
  };
  const start = (tags: object) =>
    Company.start(({ subscriber: { Resources } }) => {
      Object.assign(Resources['parcelsQueue']?.Properties ?? {}, tags);
      Object.assign(Resources['Role']?.Properties ?? {}, {
        Policies: [{ PolicyName: 'consume', PolicyDocument: { Version: '2012-10-17', Statement: [consume] } }],
      });
    });

  it.each<[string, object, boolean]>([
    ['its tag', { Tags: [{ Key: 'busbar:service', Value: 'parcels' }] }, true],
    ["another service's tag", { Tags: [{ Key: 'busbar:service', Value: 'letters' }] }, false],
    ['another tag', { Tags: [{ Key: 'service', Value: 'parcels' }] }, false],
    ['no tags', {}, false],
  ])('a queue with %s', async (_, tags, allowed) => {
    const company = await start(tags);
    try {
      const client = company.sqs(parcels);
      const receive = client.send(new ReceiveMessageCommand({ QueueUrl: company.queueUrl(SUBSCRIBER, 'parcels') }));
      const url = client.send(new GetQueueUrlCommand({ QueueName: 'parcels' }));
      const outcomes = await Promise.allSettled([receive, url]);
      expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([allowed, allowed]);
    } finally {
      await company.stop();
    }
  });
});

describe('STS', () => {
  let company: Company;
  beforeAll(async () => {
    company = await Company.start();
  });
  afterAll(() => company.stop());

  it.each<[Identity, string]>([
    [{ account: CENTRAL }, `arn:aws:iam::${CENTRAL}:root`],
    [orders, `arn:aws:sts::${PUBLISHER}:assumed-role/orders/busbar`],
  ])('tells %j who it is', async (identity, Arn) => {
    expect(await company.sts(identity).send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn, Account: identity.account });
  });

  it.each<Identity>([{ account: '123456789012' }, { account: PUBLISHER, role: 'nobody' }, { account: 'AKIAIOSFODNN7EXAMPLE' }])(
    'does not know %j',
    async (identity) => {
      await expect(company.sts(identity).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
        name: 'InvalidClientTokenId',
      });
      await expect(company.eventBridge(identity).send(new PutEventsCommand({ Entries: [placed()] }))).rejects.toMatchObject({
        name: 'UnrecognizedClientException',
      });
    },
  );

  const assume = (identity: Identity, role: string) =>
    company
      .sts(identity)
      .send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${PUBLISHER}:role/${role}`, RoleSessionName: 'spec' }));

  it('gives credentials of a role to whom it trusts', async () => {
    const { Credentials, AssumedRoleUser } = await assume({ account: PUBLISHER }, 'orders');
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${PUBLISHER}:assumed-role/orders/spec`);
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const settings = {
      ...company.settings(orders),
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    };
    const client = new STSClient(settings);
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: AssumedRoleUser?.Arn });
    const forged = new STSClient({ ...settings, credentials: { ...settings.credentials, sessionToken: 'forged' } });
    await expect(forged.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    client.destroy();
    forged.destroy();
  });

  it.each<[string, Identity, string]>([
    ['another account', { account: SUBSCRIBER }, 'orders'],
    ['a role without permission', { account: PUBLISHER, role: 'bystander' }, 'orders'],
    ['an administrator of the account, whom the role does not trust', { account: PUBLISHER }, 'bystander'],
    ['a role that is not there', { account: PUBLISHER }, 'nobody'],
  ])('refuses %s', async (_what, identity, role) => {
    await expect(assume(identity, role)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
