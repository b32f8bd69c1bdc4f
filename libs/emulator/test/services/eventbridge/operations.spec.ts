import {
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListArchivesCommand,
  type ListArchivesCommandInput,
  ListTagsForResourceCommand,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { eventBridge, EmulatorError } from '../../../src';
import { PARAMETERS } from '../../../src/services/eventbridge/parameters';
import { BUS_ARN, CENTRAL, Company, orders, placed, PUBLISHER, REGION, ROUTE_ARN } from '../../company';

const DEFAULT_BUS_ARN = `arn:aws:events:${REGION}:${CENTRAL}:event-bus/default`;
const KEY = 'alias/company';

let company: Company;
beforeAll(async () => {
  company = await Company.start(({ central: { Resources } }) => {
    Object.assign(Resources['Archive']?.Properties ?? {}, { Description: 'Everything, for a week.', KmsKeyIdentifier: KEY });
    Object.assign(Resources['Bus']?.Properties ?? {}, {
      KmsKeyIdentifier: KEY,
      LogConfig: { Level: 'ERROR', IncludeDetail: 'NONE' },
    });
    Object.assign(Resources['Route']?.Properties ?? {}, { RoleArn: `arn:aws:iam::${CENTRAL}:role/route-to-subscriber` });
    Object.assign(Resources, {
      Second: { Type: 'AWS::Events::Archive', Properties: { ArchiveName: 'second', SourceArn: DEFAULT_BUS_ARN } },
    });
  });
});
afterAll(() => company.stop());

const client = () => company.eventBridge({ account: CENTRAL });

/** As any program may send it: the clients of AWS check some of it themselves. */
async function ask(operation: string, input: object): Promise<{ readonly __type?: string; readonly message?: string }> {
  const answer = await fetch(company.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${CENTRAL}/20261130/${REGION}/events/aws4_request, SignedHeaders=host, Signature=0`,
      'x-amz-target': `AWSEvents.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify(input),
  });
  return (await answer.json()) as { __type?: string; message?: string };
}

describe('ListArchives', () => {
  it.each<[string, ListArchivesCommandInput, string[]]>([
    ['everything without a filter', {}, ['everything', 'second']],
    ['by the beginning of the name', { NamePrefix: 'sec' }, ['second']],
    ['by the bus', { EventSourceArn: BUS_ARN }, ['everything']],
    ['by another bus', { EventSourceArn: DEFAULT_BUS_ARN }, ['second']],
    ['by a bus that is not there', { EventSourceArn: `${BUS_ARN}x` }, []],
    ['by the state that they have', { State: 'ENABLED' }, ['everything', 'second']],
    ['by a state that none has', { State: 'DISABLED' }, []],
  ])('lists %s', async (_what, input, names) => {
    const { Archives = [] } = await client().send(new ListArchivesCommand(input));
    expect(Archives.map(({ ArchiveName }) => ArchiveName).sort()).toEqual(names);
  });

  it('accepts one filter', async () => {
    await expect(client().send(new ListArchivesCommand({ NamePrefix: 'x', State: 'ENABLED' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
    });
  });
});

describe('what templates say', () => {
  it('is in the description of an archive', async () => {
    expect(await client().send(new DescribeArchiveCommand({ ArchiveName: 'everything' }))).toMatchObject({
      ArchiveName: 'everything',
      Description: 'Everything, for a week.',
      KmsKeyIdentifier: KEY,
      EventSourceArn: BUS_ARN,
      State: 'ENABLED',
      RetentionDays: 7,
    });
    expect(await client().send(new DescribeArchiveCommand({ ArchiveName: 'second' }))).not.toHaveProperty('Description');
  });

  it('is in the description of a bus and a rule', async () => {
    expect(await client().send(new DescribeEventBusCommand({ Name: 'company' }))).toMatchObject({
      KmsKeyIdentifier: KEY,
      LogConfig: { Level: 'ERROR', IncludeDetail: 'NONE' },
    });
    expect(await client().send(new DescribeRuleCommand({ Name: 'to-subscriber', EventBusName: 'company' }))).toMatchObject({
      RoleArn: `arn:aws:iam::${CENTRAL}:role/route-to-subscriber`,
    });
  });
});

describe('ListTagsForResource', () => {
  it.each([
    [`${BUS_ARN}x`, 'ResourceNotFoundException', 'Event bus companyx does not exist.'],
    [`${ROUTE_ARN}x`, 'ResourceNotFoundException', 'Rule to-subscriberx does not exist on EventBus company.'],
    [`arn:aws:events:${REGION}:${CENTRAL}:rule/x`, 'ResourceNotFoundException', 'Rule x does not exist on EventBus default.'],
    ['company', 'ValidationException', 'Parameter company is not valid. Reason: Provided Arn is not in correct format.'],
  ])('says of %s in the words of AWS', async (ResourceARN, name, message) => {
    await expect(client().send(new ListTagsForResourceCommand({ ResourceARN }))).rejects.toMatchObject({ name, message });
  });
});

describe('every parameter of AWS is read', () => {
  it('for every operation that reads, and those of operators', () => {
    const [api] = company.emulator.service(eventBridge).apis;
    if (api?.kind !== 'json') throw new EmulatorError('EventBridge speaks JSON.');
    const reading = [...api.operations.keys()]
      .filter((name) => /^(Describe|List|TestEventPattern|(En|Dis)ableRule)/.test(name))
      .sort();
    expect(reading).toEqual(Object.keys(PARAMETERS).sort());
  });

  const NAME = '[\\.\\-_A-Za-z0-9]+';

  it.each<[string, object, string]>([
    [
      'ListArchives',
      { State: 'ON' },
      "Value 'ON' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, CREATING, UPDATING, CREATE_FAILED, UPDATE_FAILED]",
    ],
    [
      'ListArchives',
      { NamePrefix: 'a b' },
      `Value 'a b' at 'namePrefix' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME}`,
    ],
    [
      'ListArchives',
      { NamePrefix: '' },
      "Value '' at 'namePrefix' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'ListArchives',
      { Limit: 0 },
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'ListArchives',
      { Limit: 101 },
      "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    ['DescribeArchive', {}, "Value null at 'archiveName' failed to satisfy constraint: Member must not be null"],
    ['DescribeArchive', { ArchiveName: 'x'.repeat(49) }, 'Member must have length less than or equal to 48'],
    ['ListReplays', { State: 'DONE' }, "Value 'DONE' at 'state'"],
    ['ListConnections', { ConnectionState: 'OPEN' }, "Value 'OPEN' at 'connectionState'"],
    ['ListEndpoints', { MaxResults: 101 }, "Value '101' at 'maxResults'"],
    ['ListPartnerEventSources', {}, "Value null at 'namePrefix'"],
    ['DescribeRule', { Name: 'x', EventBusName: 'a b' }, "Value 'a b' at 'eventBusName'"],
    ['ListRules', { NextToken: 'x'.repeat(2_049) }, "at 'nextToken'"],
  ])('%s refuses %j', async (operation, input, message) => {
    const answer = await ask(operation, input);
    expect(answer.__type).toBe('ValidationException');
    expect(answer.message).toMatch(/^1 validation error detected: /);
    expect(answer.message).toContain(message);
  });

  it('says all that is wrong', async () => {
    expect((await ask('DescribeRule', { EventBusName: '' })).message).toBe(
      "2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; " +
        "Value '' at 'eventBusName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  });

  it('and at its limit accepted', async () => {
    expect(await ask('ListArchives', { Limit: 100, NamePrefix: 'x'.repeat(48) })).toEqual({ Archives: [] });
    expect(await ask('ListArchives', { Limit: 1 })).toMatchObject({ NextToken: '1' });
    expect(await ask('ListArchives', { Limit: 1, NextToken: '1' })).not.toHaveProperty('NextToken');
  });

  it('PutEvents refuses an endpoint that is not there', async () => {
    const answer = await ask('PutEvents', { EndpointId: 'abc.def', Entries: [placed()] });
    expect(answer).toEqual({
      __type: 'ValidationException',
      message: 'Endpoint abc.def does not exist: this runtime has no global endpoints.',
    });
    await expect(company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }))).resolves.toMatchObject({
      FailedEntryCount: 0,
    });
  });

  const assume = (more: object) =>
    company
      .sts({ account: PUBLISHER })
      .send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${PUBLISHER}:role/orders`, RoleSessionName: 'spec', ...more }));

  it.each<[string, object]>([
    ['Policy', { Policy: '{}' }],
    ['PolicyArns.member.1.arn', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }],
    ['Tags.member.1.Key', { Tags: [{ Key: 'a', Value: 'b' }] }],
    ['SourceIdentity', { SourceIdentity: 'me' }],
    ['SerialNumber', { SerialNumber: 'arn:aws:iam::200000000002:mfa/me', TokenCode: '123456' }],
  ])('AssumeRole refuses %s, which would narrow the session', async (name, more) => {
    await expect(assume(more)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(`${name} is not supported`),
    });
  });

  it('AssumeRole checks the external id', async () => {
    await expect(assume({ ExternalId: 'x'.repeat(1_225) })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(assume({ ExternalId: 'x' })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(assume({ ExternalId: 'x'.repeat(1_224) })).resolves.toHaveProperty('Credentials');
  });
});
