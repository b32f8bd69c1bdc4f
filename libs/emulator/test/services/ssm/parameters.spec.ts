import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
  type DescribeParametersCommandInput,
  type GetParametersByPathCommandInput,
} from '@aws-sdk/client-ssm';
import type { Identity } from '../../../src';
import { CENTRAL, Company, parcels, REGION, SUBSCRIBER, loadCompany, type Definition, type Templates } from '../../company';

const ROOT = `arn:aws:ssm:${REGION}:${SUBSCRIBER}:parameter`;
const parameter = (Name: string, Value: unknown, more: object = {}): Definition => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Value, Type: 'String', ...more },
});

function withParameters({ subscriber: { Resources } }: Templates): void {
  const [statement] = (Resources['Role']?.Properties['Policies'] as { PolicyDocument: { Statement: unknown[] } }[]) ?? [];
  statement?.PolicyDocument.Statement.push({
    Effect: 'Allow',
    Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
    Resource: `${ROOT}/events/parcels*`,
  });
  Object.assign(Resources, {
    BusParameter: parameter(
      '/events/parcels/bus-arn',
      { 'Fn::GetAtt': ['Bus', 'Arn'] },
      { Description: 'The bus.', Tags: { team: 'parcels' } },
    ),
    QueueParameter: parameter('/events/parcels/queues/arrivals', { Ref: 'parcelsQueue' }),
    ListParameter: parameter('/events/parcels/topics', 'a,b', { Type: 'StringList' }),
    OtherParameter: parameter('/events/orders/bus-arn', 'other'),
    FlatParameter: parameter('flat', 'x', { Tier: 'Advanced', AllowedPattern: '^x$' }),
  });
}

let company: Company;
const clients: SSMClient[] = [];
beforeAll(async () => {
  company = await Company.start(withParameters);
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await company.stop();
});

function ssm(identity: Identity = { account: SUBSCRIBER }): SSMClient {
  const client = new SSMClient(company.settings(identity));
  clients.push(client);
  return client;
}

describe('GetParameter', () => {
  it.each([
    ['its name', '/events/parcels/bus-arn', undefined],
    ['its ARN', `${ROOT}/events/parcels/bus-arn`, undefined],
    ['a version', '/events/parcels/bus-arn:1', ':1'],
    ['a version of the ARN', `${ROOT}/events/parcels/bus-arn:1`, ':1'],
  ])('finds a parameter by %s, with the value that the template resolves to', async (_what, Name, Selector) => {
    const { Parameter } = await ssm(parcels).send(new GetParameterCommand({ Name, WithDecryption: true }));
    expect(Parameter).toEqual({
      Name: '/events/parcels/bus-arn',
      ARN: `${ROOT}/events/parcels/bus-arn`,
      Type: 'String',
      Value: `arn:aws:events:${REGION}:${SUBSCRIBER}:event-bus/company`,
      Version: 1,
      DataType: 'text',
      LastModifiedDate: expect.any(Date),
      ...(Selector !== undefined && { Selector }),
    });
  });

  it.each([
    ['one that is not there', '/events/parcels/nothing', 'ParameterNotFound'],
    ['one of that name without its slash', 'events/parcels/bus-arn', 'ParameterNotFound'],
    ['a version that is not there', '/events/parcels/bus-arn:2', 'ParameterVersionNotFound'],
    ['a label', '/events/parcels/bus-arn:live', 'ParameterVersionNotFound'],
    ['one that its role may not read', '/events/orders/bus-arn', 'AccessDeniedException'],
    ['one that its role may not read and that is not there', '/events/orders/nothing', 'AccessDeniedException'],
    ['one of another account', `arn:aws:ssm:${REGION}:${CENTRAL}:parameter/events/parcels/bus-arn`, 'AccessDeniedException'],
    ['a name that is too long', `/${'x'.repeat(2_048)}`, 'ValidationException'],
  ])('refuses %s', async (_what, Name, name) => {
    await expect(ssm(parcels).send(new GetParameterCommand({ Name }))).rejects.toMatchObject({ name });
  });

  it('says who is denied what', async () => {
    await expect(ssm(parcels).send(new GetParameterCommand({ Name: 'flat' }))).rejects.toThrow(
      `User: arn:aws:sts::${SUBSCRIBER}:assumed-role/parcels/busbar is not authorized to perform: ssm:GetParameter on resource: ` +
        `${ROOT}/flat because no identity-based policy allows the ssm:GetParameter action`,
    );
  });

  it('sees the parameters of its own account and region only', async () => {
    await expect(ssm({ account: CENTRAL }).send(new GetParameterCommand({ Name: 'flat' }))).rejects.toThrow();
    const elsewhere = new SSMClient({ ...company.settings({ account: SUBSCRIBER }), region: 'eu-central-1' });
    clients.push(elsewhere);
    await expect(elsewhere.send(new GetParameterCommand({ Name: 'flat' }))).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });
});

describe('GetParameters', () => {
  it('gives those that are there, and names the others', async () => {
    const Names = ['/events/parcels/topics', '/events/parcels/nothing', '/events/parcels/topics:7', '/events/parcels/bus-arn'];
    const { Parameters = [], InvalidParameters } = await ssm(parcels).send(new GetParametersCommand({ Names }));
    expect(Parameters.map(({ Name, Type, Value }) => [Name, Type, Value])).toEqual([
      ['/events/parcels/topics', 'StringList', 'a,b'],
      ['/events/parcels/bus-arn', 'String', expect.stringContaining('event-bus/company')],
    ]);
    expect(InvalidParameters).toEqual(['/events/parcels/nothing', '/events/parcels/topics:7']);
  });

  it('is denied as a whole for one that the role may not read', async () => {
    const Names = ['/events/parcels/topics', 'flat'];
    await expect(ssm(parcels).send(new GetParametersCommand({ Names }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it.each([[[]], [Array.from({ length: 11 }, (_, index) => `p${index}`)]])('takes 1 to 10 names: %j', async (Names) => {
    await expect(ssm().send(new GetParametersCommand({ Names }))).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('GetParametersByPath', () => {
  const names = async (input: GetParametersByPathCommandInput, identity: Identity = parcels) => {
    const { Parameters = [] } = await ssm(identity).send(new GetParametersByPathCommand(input));
    return Parameters.map(({ Name }) => Name);
  };
  const all = ['/events/parcels/bus-arn', '/events/parcels/queues/arrivals', '/events/parcels/topics'];

  it.each<[string, GetParametersByPathCommandInput, string[]]>([
    ['one level', { Path: '/events/parcels' }, ['/events/parcels/bus-arn', '/events/parcels/topics']],
    ['one level, with a slash', { Path: '/events/parcels/' }, ['/events/parcels/bus-arn', '/events/parcels/topics']],
    ['all levels', { Path: '/events/parcels', Recursive: true }, all],
    ['nothing below a parameter', { Path: '/events/parcels/topics', Recursive: true }, []],
    [
      'one type',
      { Path: '/events/parcels', ParameterFilters: [{ Key: 'Type', Values: ['StringList'] }] },
      ['/events/parcels/topics'],
    ],
    ['no label', { Path: '/events/parcels', ParameterFilters: [{ Key: 'Label', Values: ['live'] }] }, []],
  ])('gives %s', async (_what, input, expected) => {
    expect(await names(input)).toEqual(expected);
  });

  it('gives the root of everything', async () => {
    expect(await names({ Path: '/' }, { account: SUBSCRIBER })).toEqual(['flat']);
  });

  it('goes on where the page before it ended', async () => {
    const first = await ssm(parcels).send(
      new GetParametersByPathCommand({ Path: '/events/parcels', Recursive: true, MaxResults: 2 }),
    );
    expect(first.Parameters?.map(({ Name }) => Name)).toEqual(all.slice(0, 2));
    const input = { Path: '/events/parcels', Recursive: true, MaxResults: 2, NextToken: first.NextToken };
    const second = await ssm(parcels).send(new GetParametersByPathCommand(input));
    expect([second.Parameters?.map(({ Name }) => Name), second.NextToken]).toEqual([all.slice(2), undefined]);
  });

  it.each<[string, GetParametersByPathCommandInput, string]>([
    ['a path that the role may not read', { Path: '/events/orders' }, 'AccessDeniedException'],
    ['a path without a slash', { Path: 'events' }, 'ValidationException'],
    ['more than ten', { Path: '/events/parcels', MaxResults: 11 }, 'ValidationException'],
    ['a token that is none', { Path: '/events/parcels', NextToken: 'x' }, 'InvalidNextToken'],
    ['a filter by name', { Path: '/events/parcels', ParameterFilters: [{ Key: 'Name', Values: ['x'] }] }, 'InvalidFilterKey'],
    [
      'another option',
      { Path: '/events/parcels', ParameterFilters: [{ Key: 'Type', Option: 'Contains', Values: ['x'] }] },
      'InvalidFilterOption',
    ],
    ['no values', { Path: '/events/parcels', ParameterFilters: [{ Key: 'Type' }] }, 'InvalidFilterValue'],
  ])('refuses %s', async (_what, input, name) => {
    await expect(ssm(parcels).send(new GetParametersByPathCommand(input))).rejects.toMatchObject({ name });
  });
});

describe('DescribeParameters', () => {
  it.each<[string, DescribeParametersCommandInput, string[]]>([
    ['a name', { ParameterFilters: [{ Key: 'Name', Values: ['flat'] }] }, ['flat']],
    [
      'a part of a name',
      { ParameterFilters: [{ Key: 'Name', Option: 'Contains', Values: ['bus'] }] },
      ['/events/orders/bus-arn', '/events/parcels/bus-arn'],
    ],
    [
      'a path',
      { ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: ['/events/orders'] }] },
      ['/events/orders/bus-arn'],
    ],
    ['a tag', { ParameterFilters: [{ Key: 'tag:team', Values: ['parcels'] }] }, ['/events/parcels/bus-arn']],
    ['a tier', { ParameterFilters: [{ Key: 'Tier', Values: ['Advanced'] }] }, ['flat']],
    ['the older filter', { Filters: [{ Key: 'Name', Values: ['/events/orders'] }] }, ['/events/orders/bus-arn']],
    ['what others share', { Shared: true }, []],
  ])('finds by %s', async (_what, input, expected) => {
    const { Parameters = [] } = await ssm().send(new DescribeParametersCommand(input));
    expect(Parameters.map(({ Name }) => Name)).toEqual(expected);
  });

  it('gives what the template says, and no value', async () => {
    const { Parameters = [] } = await ssm().send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: ['flat'] }] }),
    );
    expect(Parameters).toEqual([
      expect.objectContaining({
        Name: 'flat',
        ARN: `${ROOT}/flat`,
        Type: 'String',
        Tier: 'Advanced',
        AllowedPattern: '^x$',
        Version: 1,
      }),
    ]);
    expect(Parameters[0]).not.toHaveProperty('Value');
  });

  it('needs a permission of its own', async () => {
    await expect(ssm(parcels).send(new DescribeParametersCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

it('lists tags, and changes nothing', async () => {
  const { TagList } = await ssm().send(
    new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/events/parcels/bus-arn' }),
  );
  expect(TagList).toEqual([{ Key: 'team', Value: 'parcels' }]);
  await expect(ssm().send(new PutParameterCommand({ Name: 'x', Value: 'y', Type: 'String' }))).rejects.toMatchObject({
    name: 'UnsupportedOperationException',
    message: expect.stringContaining('change those, and start it again'),
  });
});

it('follows its stack: a new value is a new version, tags are none, and a deleted one is gone', async () => {
  const changed = await Company.start(withParameters);
  const client = new SSMClient(changed.settings({ account: SUBSCRIBER }));
  const update = async (change: (resources: Record<string, Definition>) => void) => {
    const { stacks } = await loadCompany((templates) => {
      withParameters(templates);
      change(templates.subscriber.Resources);
    });
    const target = stacks.find(({ name }) => name === 'subscriber');
    if (target) expect((await changed.emulator.update(target)).status).toBe('complete');
  };
  const read = async () => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/events/orders/bus-arn' }));
    return [Parameter?.Version, Parameter?.Value];
  };
  try {
    await update((resources) => Object.assign(resources, { OtherParameter: parameter('/events/orders/bus-arn', 'new') }));
    expect(await read()).toEqual([2, 'new']);
    await update((resources) =>
      Object.assign(resources, { OtherParameter: parameter('/events/orders/bus-arn', 'new', { Tags: { a: 'b' } }) }),
    );
    expect(await read()).toEqual([2, 'new']);
    const { Parameters = [] } = await client.send(new GetParameterHistoryCommand({ Name: '/events/orders/bus-arn' }));
    expect(Parameters.map(({ Version, Value }) => [Version, Value])).toEqual([
      [1, 'other'],
      [2, 'new'],
    ]);
    await update((resources) => void delete resources['OtherParameter']);
    await expect(read()).rejects.toMatchObject({ name: 'ParameterNotFound' });
  } finally {
    client.destroy();
    await changed.stop();
  }
});

it.each<[string, object, string]>([
  ['a SecureString', { Type: 'SecureString' }, 'CloudFormation creates no SecureString'],
  ['an empty value', { Value: '' }, 'Value has 0 bytes'],
  ['a value that is too long', { Value: 'x'.repeat(4_097) }, 'Give 1 to 4096 bytes, or 8192 with the tier Advanced.'],
  ['a value that breaks its pattern', { AllowedPattern: '^y' }, 'Value does not match the AllowedPattern "^y".'],
  ['a pattern that is none', { AllowedPattern: '(' }, 'which is not a regular expression'],
  ['a name that AWS reserves', { Name: '/aws/x' }, 'Begin it with neither "aws" nor "ssm".'],
  ['a path without its first slash', { Name: 'a/b' }, 'a name with "/" begins with "/"'],
  ['too many levels', { Name: '/x'.repeat(16) }, 'has 16 levels'],
  ['policies of a standard parameter', { Policies: '[{"Type":"Expiration"}]' }, 'Set Tier to Advanced.'],
  ['policies that are none', { Policies: '{}', Tier: 'Advanced' }, 'is not a JSON list of policies'],
])('refuses %s in a template', async (_what, properties, message) => {
  const load = Company.load(({ subscriber }) =>
    Object.assign(subscriber.Resources, { Parameter: parameter('x', 'x', properties) }),
  );
  await expect(load).rejects.toThrow(message);
});

it('reports policies, which do nothing here', async () => {
  const { report } = await Company.load(({ subscriber }) =>
    Object.assign(subscriber.Resources, {
      Parameter: parameter('x', 'x', { Tier: 'Intelligent-Tiering', Policies: '[{"Type":"Expiration","Version":"1.0"}]' }),
    }),
  );
  expect(report.limited).toEqual([
    expect.objectContaining({ logicalId: 'Parameter', reason: expect.stringContaining('nothing expires') }),
  ]);
});
