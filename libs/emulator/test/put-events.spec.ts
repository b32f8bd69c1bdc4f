import {
  DescribeEventBusCommand,
  DescribeConnectionCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListApiDestinationsCommand,
  ListArchivesCommand,
  ListConnectionsCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListReplaysCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  StartReplayCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { BUS_ARN, CENTRAL, Company, orders, placed, PUBLISHER, REGION, ROUTE_ARN, SUBSCRIBER } from './company';

let company: Company;
beforeAll(async () => {
  company = await Company.start(({ central }) =>
    Object.assign(central.Resources['Bus']?.Properties ?? {}, { Tags: [{ Key: 'team', Value: 'platform' }] }),
  );
});
afterAll(() => company.stop());

const publish = (...entries: Record<string, unknown>[]) =>
  company.eventBridge(orders).send(new PutEventsCommand({ Entries: entries }));

describe('PutEvents', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    [
      'Source missing',
      { Source: undefined },
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    ],
    ['Source empty', { Source: '' }, 'InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
    [
      'DetailType missing',
      { DetailType: undefined },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    ],
    [
      'DetailType too long',
      { DetailType: 'x'.repeat(129) },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType must not be longer than 128 characters.',
    ],
    [
      'Detail missing',
      { Detail: undefined },
      'InvalidArgument',
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
    ],
    ['Detail a list', { Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
    ['Detail a text', { Detail: '"text"' }, 'MalformedDetail', 'Detail is malformed.'],
    ['Detail broken', { Detail: '{"a":' }, 'MalformedDetail', 'Detail is malformed.'],
    [
      'Detail nested 1001 levels',
      { Detail: `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}` },
      'MalformedDetail',
      'Detail is malformed.',
    ],
    ['Source of AWS', { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException', 'Not authorized for the source.'],
  ])('fails an entry with %s, and takes the other', async (_what, change, ErrorCode, ErrorMessage) => {
    const { FailedEntryCount, Entries } = await publish(placed(change), placed());
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.[0]).toEqual({ ErrorCode, ErrorMessage });
    expect(Entries?.[1]?.EventId).toEqual(expect.any(String));
  });

  it('takes 1,000 levels of nesting', async () => {
    expect((await publish(placed({ Detail: `{"a":${'['.repeat(999)}${']'.repeat(999)}}` }))).FailedEntryCount).toBe(0);
  });

  it.each<[string, Record<string, unknown>[], RegExp]>([
    [
      'no entry',
      [],
      /^1 validation error detected: Value '\[\]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1$/,
    ],
    [
      'eleven entries',
      Array.from({ length: 11 }, () => placed({ Detail: '{}' })),
      /^1 validation error detected: Value '\[PutEventsRequestEntry\(time=null, source=company\.orders, resources=null, detailType=order\.placed@1, detail=\{\}, .*length less than or equal to 10$/,
    ],
    [
      'a name that no bus can have',
      [placed(), placed({ EventBusName: 'no bus!' })],
      /^1 validation error detected: Value 'no bus!' at 'entries\.2\.member\.eventBusName' failed to satisfy constraint: Member must satisfy regular expression pattern: \(arn:aws/,
    ],
    [
      'a trace header that is too long',
      [placed({ TraceHeader: 'x'.repeat(501) })],
      /at 'entries\.1\.member\.traceHeader' failed to satisfy constraint: Member must have length less than or equal to 500$/,
    ],
    [
      '1 MiB',
      [placed({ Detail: JSON.stringify({ text: 'x'.repeat(1024 * 1024) }) })],
      /^Total size of the entries in the request is over the limit\.$/,
    ],
  ])('refuses a call with %s', async (_what, entries, message) => {
    await expect(publish(...entries)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });

  it('counts bytes, of all entries together', async () => {
    const half = (characters: number) => placed({ Detail: JSON.stringify({ text: 'ü'.repeat(characters) }) });
    expect((await publish(half(260_000), half(260_000))).FailedEntryCount).toBe(0);
    await expect(publish(half(263_000), half(263_000))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('counts source, type, detail, resources and 14 bytes for a time, and no trace header', async () => {
    const [Source, DetailType, Resource] = ['company.orders', 'order.placed@1', 'order/ü'];
    const others = Source.length + DetailType.length + Buffer.byteLength(Resource) + 14;
    const sized = (bytes: number) =>
      placed({
        ...{
          Source,
          DetailType,
          Resources: [Resource],
          Time: new Date(0),
          TraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
        },
        Detail: JSON.stringify({ text: 'x'.repeat(bytes - others - '{"text":""}'.length) }),
      });
    expect((await publish(sized(1_048_575))).FailedEntryCount).toBe(0);
    await expect(publish(sized(1_048_576))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('accepts, and loses, an event for a bus that does not exist in the own account', async () => {
    const { FailedEntryCount, Entries } = await company
      .eventBridge({ account: PUBLISHER })
      .send(new PutEventsCommand({ Entries: [placed({ EventBusName: 'nowhere' })] }));
    expect(FailedEntryCount).toBe(0);
    expect(company.journal('lost')).toEqual([
      expect.objectContaining({
        eventId: Entries?.[0]?.EventId,
        busArn: `arn:aws:events:${REGION}:${PUBLISHER}:event-bus/nowhere`,
      }),
    ]);
  });

  it('accepts, and loses, an event at the endpoint of another region than the bus is in', async () => {
    const elsewhere = new EventBridgeClient({ ...company.settings(orders), region: 'us-east-1' });
    const { FailedEntryCount, Entries } = await elsewhere.send(new PutEventsCommand({ Entries: [placed()] }));
    elsewhere.destroy();
    expect(FailedEntryCount).toBe(0);
    expect(company.journal('lost').at(-1)).toMatchObject({ eventId: Entries?.[0]?.EventId, busArn: BUS_ARN });
  });

  it('takes events on the default bus of every account', async () => {
    await company
      .eventBridge({ account: SUBSCRIBER })
      .send(new PutEventsCommand({ Entries: [placed({ EventBusName: undefined })] }));
    expect(company.journal('accepted').at(-1)).toMatchObject({
      busArn: `arn:aws:events:${REGION}:${SUBSCRIBER}:event-bus/default`,
      account: SUBSCRIBER,
    });
  });
});

describe('TestEventPattern', () => {
  const event = JSON.stringify({
    id: '1',
    account: CENTRAL,
    source: 'a',
    time: '2026-11-23T00:00:00Z',
    region: REGION,
    resources: [],
    'detail-type': 'b',
    detail: { n: 1 },
  });
  const test = (EventPattern: string, Event = event) =>
    company.eventBridge(orders.role ? { account: PUBLISHER } : orders).send(new TestEventPatternCommand({ EventPattern, Event }));

  it.each<[string, boolean]>([
    ['{"source":["a"]}', true],
    ['{"detail":{"n":[{"numeric":[">",1]}]}}', false],
  ])('says whether %s matches', async (pattern, Result) => {
    expect((await test(pattern)).Result).toBe(Result);
  });

  it('refuses what is no pattern, and what is no event', async () => {
    await expect(test('{"source":"a"}')).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
      message: expect.stringContaining('must be an object or an array'),
    });
    await expect(test('{"source":["a"]}', '{"source":"a"}')).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Parameter Event is not valid.',
    });
  });
});

describe('reading the infrastructure', () => {
  const central = () => company.eventBridge({ account: CENTRAL });

  it('describes buses, rules, targets and archives', async () => {
    expect(await central().send(new DescribeEventBusCommand({ Name: 'company' }))).toMatchObject({
      Arn: BUS_ARN,
      Policy: expect.stringContaining('company.orders'),
    });
    expect((await central().send(new ListEventBusesCommand({}))).EventBuses?.map(({ Name }) => Name)).toEqual([
      'company',
      'default',
    ]);
    expect((await central().send(new ListRulesCommand({ EventBusName: 'company' }))).Rules).toEqual([
      expect.objectContaining({ Arn: ROUTE_ARN, State: 'ENABLED' }),
    ]);
    expect(await central().send(new DescribeRuleCommand({ Name: 'to-subscriber', EventBusName: BUS_ARN }))).toMatchObject({
      EventPattern: expect.stringContaining('company.orders'),
    });
    const { Targets = [] } = await central().send(
      new ListTargetsByRuleCommand({ Rule: 'to-subscriber', EventBusName: 'company' }),
    );
    expect(Targets).toEqual([expect.objectContaining({ Id: 'subscriber' })]);
    const TargetArn = Targets[0]?.Arn;
    expect((await central().send(new ListRuleNamesByTargetCommand({ TargetArn, EventBusName: 'company' }))).RuleNames).toEqual([
      'to-subscriber',
    ]);
    expect((await central().send(new ListArchivesCommand({}))).Archives).toEqual([
      expect.objectContaining({ ArchiveName: 'everything' }),
    ]);
  });

  it('lists tags, and none of what templates cannot bring to life', async () => {
    const tagsOf = async (ResourceARN: string) => (await central().send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    expect(await tagsOf(BUS_ARN)).toEqual([{ Key: 'team', Value: 'platform' }]);
    expect(await tagsOf(ROUTE_ARN)).toEqual([]);
    expect((await central().send(new ListConnectionsCommand({}))).Connections).toEqual([]);
    expect((await central().send(new ListApiDestinationsCommand({}))).ApiDestinations).toEqual([]);
    expect((await central().send(new ListReplaysCommand({}))).Replays).toEqual([]);
  });

  it('asks the policies of who reads', async () => {
    for (const command of [new ListConnectionsCommand({}), new ListTagsForResourceCommand({ ResourceARN: BUS_ARN })]) {
      await expect(company.eventBridge(orders).send(command as ListConnectionsCommand)).rejects.toMatchObject({
        name: 'AccessDeniedException',
      });
    }
  });

  it.each([
    [
      'a resource with tags',
      new ListTagsForResourceCommand({ ResourceARN: `${BUS_ARN}x` }),
      'Event bus companyx does not exist.',
    ],
    ['a connection', new DescribeConnectionCommand({ Name: 'x' }), 'Connection x does not exist.'],
    ['a replay', new DescribeReplayCommand({ ReplayName: 'x' }), 'Replay x does not exist.'],
    ['a bus', new DescribeEventBusCommand({ Name: 'x' }), 'Event bus x does not exist.'],
    ['a rule', new DescribeRuleCommand({ Name: 'x', EventBusName: 'company' }), 'Rule x does not exist on EventBus company.'],
  ])('says that %s does not exist', async (_what, command, message) => {
    await expect(central().send(command as DescribeEventBusCommand)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message,
    });
  });

  it('changes nothing: that is for the templates', async () => {
    await expect(central().send(new PutRuleCommand({ Name: 'x', EventPattern: '{}' }))).rejects.toMatchObject({
      name: 'OperationDisabledException',
      message: expect.stringContaining('CloudFormation templates'),
    });
    const EventStartTime = new Date(0);
    const replay = new StartReplayCommand({
      ReplayName: 'x',
      EventSourceArn: BUS_ARN,
      EventStartTime,
      EventEndTime: EventStartTime,
      Destination: { Arn: BUS_ARN },
    });
    await expect(central().send(replay)).rejects.toMatchObject({
      name: 'OperationDisabledException',
      message: 'StartReplay is not supported by this runtime.',
    });
  });
});
