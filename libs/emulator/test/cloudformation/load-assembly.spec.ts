import { Folders, stackArtifact } from './assembly.fixture';
import { loadAssembly } from '../../src';
import type { LoadOptions, LoadedAssembly, ResolvedResource } from '../../src/cloudformation/model';
import { TemplateError } from '../../src/cloudformation/template-error';

const folders = new Folders();
afterAll(() => folders.remove());

type Templates = Readonly<Record<string, unknown>>;

const load = (templates: Templates, options?: LoadOptions) => loadAssembly(folders.assembly(templates), options);

async function resources(template: object, options?: LoadOptions): Promise<Record<string, ResolvedResource>> {
  const { stacks } = await load({ app: template }, options);
  return Object.fromEntries(stacks.flatMap((stack) => stack.resources).map((resource) => [resource.logicalId, resource]));
}

async function failure(loading: Promise<LoadedAssembly>): Promise<TemplateError> {
  const error: unknown = await loading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TemplateError);
  return error as TemplateError;
}

const queue = (name?: unknown, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: name === undefined ? {} : { QueueName: name },
  ...more,
});

/** Resolves one value, as the tag of a queue in a template with a bit of everything. */
async function resolveValue(value: unknown): Promise<unknown> {
  const { Probe } = await resources({
    Parameters: {
      Stage: { Type: 'String', Default: 'dev' },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    },
    Mappings: { Sizes: { dev: { small: 'S', list: ['x', 'y'] } } },
    Conditions: {
      IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
      IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
      Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
    },
    Resources: {
      Inbox: queue('inbox'),
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'events' } },
      Left: queue('left', { Condition: 'IsProd' }),
      Probe: queue('probe', { Properties: { QueueName: 'probe', Value: value } }),
    },
  });
  return Probe?.properties['Value'];
}

describe('functions of a template', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref to a parameter', { Ref: 'Stage' }, 'dev'],
    ['Ref to a list parameter', { Ref: 'Zones' }, ['a', 'b', 'c']],
    ['Ref to a queue', { Ref: 'Inbox' }, 'https://sqs.eu-west-1.amazonaws.com/111122223333/inbox'],
    ['Ref to pseudo parameters', [{ Ref: 'AWS::AccountId' }, { Ref: 'AWS::StackName' }], ['111122223333', 'app']],
    ['AWS::NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }], [1]],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Inbox', 'Arn'] }, 'arn:aws:sqs:eu-west-1:111122223333:inbox'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Bus.Arn' }, 'arn:aws:events:eu-west-1:111122223333:event-bus/events'],
    ['Fn::Sub', { 'Fn::Sub': '${Stage}-${Inbox.QueueName}-${AWS::Region}' }, 'dev-inbox-eu-west-1'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${A}/${Stage}', { A: { Ref: 'AWS::Partition' } }] }, 'aws/dev'],
    ['Fn::Sub with a literal', { 'Fn::Sub': 'a${!b}' }, 'a${b}'],
    ['Fn::Sub leaves replacement patterns alone', { 'Fn::Sub': ['${A}', { A: "$&$1$'" }] }, "$&$1$'"],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Stage' }]] }, 'a-1-true-dev'],
    ['Fn::Join over a list parameter', { 'Fn::Join': ['', { Ref: 'Zones' }] }, 'abc'],
    ['Fn::Select', { 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    ['Fn::Split and Fn::Select', { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Inbox', 'Arn'] }] }] }, 'inbox'],
    ['Fn::Base64', { 'Fn::Base64': 'hé' }, 'aMOp'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'small'] }, 'S'],
    ['Fn::FindInMap of a list', { 'Fn::FindInMap': ['Sizes', 'dev', 'list'] }, ['x', 'y']],
    ['Fn::GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['Fn::If, true', { 'Fn::If': ['IsDev', 'yes', { Ref: 'Left' }] }, 'yes'],
    ['Fn::If, false', { 'Fn::If': ['IsProd', { Ref: 'Left' }, 'no'] }, 'no'],
    ['Fn::If to nothing', { x: { 'Fn::If': ['IsProd', 1, { Ref: 'AWS::NoValue' }] } }, {}],
    ['conditions of conditions', [{ 'Fn::If': ['Both', 1, 2] }, { 'Fn::If': ['Either', 1, 2] }], [2, 1]],
    ['numbers, booleans and null as they are', [1.5, false, null], [1.5, false, null]],
    ['"Condition" as an ordinary key', { Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
  ])('resolves %s', async (_, value, expected) => {
    expect(await resolveValue(value)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown function',
      { 'Fn::Cidr': ['10.0.0.0/16', 6, 5] },
      'app › Probe › Properties.Value.Fn::Cidr: The function "Fn::Cidr"',
    ],
    ['a transform', { 'Fn::Transform': { Name: 'AWS::Include' } }, 'The function "Fn::Transform" is not supported here.'],
    ['Ref to nothing', { Ref: 'Nothing' }, 'There is no parameter or resource "Nothing". Known parameters: Stage, Zones'],
    ['Ref to an inherited property', { Ref: 'constructor' }, 'There is no parameter or resource "constructor"'],
    ['an unknown pseudo parameter', { Ref: 'AWS::Planet' }, 'There is no parameter or resource "AWS::Planet"'],
    ['an unknown attribute', { 'Fn::GetAtt': ['Inbox', 'Nam'] }, 'AWS::SQS::Queue has no attribute "Nam". Known attributes: Arn'],
    ['an inherited attribute', { 'Fn::GetAtt': 'Inbox.toString' }, 'AWS::SQS::Queue has no attribute "toString"'],
    ['Fn::GetAtt of nothing', { 'Fn::GetAtt': 'Nothing.Arn' }, 'There is no resource "Nothing"'],
    ['Fn::GetAtt of a wrong shape', { 'Fn::GetAtt': ['Inbox'] }, 'A logical id and an attribute are needed; found a list of 1.'],
    ['Fn::Sub of a number', { 'Fn::Sub': 5 }, 'A string is needed here; found the number 5.'],
    [
      'Fn::Sub of a list value',
      { 'Fn::Sub': '${Zones}' },
      'Properties.Value.Fn::Sub.${Zones}: A string, number or boolean is needed',
    ],
    ['Fn::Join of an object', { 'Fn::Join': ['', [{ a: 1 }]] }, 'Properties.Value.Fn::Join.1.0: A string, number or boolean'],
    ['Fn::Join without a list', { 'Fn::Join': ['', 'ab'] }, 'A list is needed here; found the string "ab".'],
    ['Fn::Select beyond the end', { 'Fn::Select': [3, { Ref: 'Zones' }] }, 'There is no item 3 in a list of 3.'],
    ['Fn::Split by nothing', { 'Fn::Split': ['', 'abc'] }, 'The delimiter is empty.'],
    ['Fn::If with two items', { 'Fn::If': ['IsDev', 1] }, 'It needs 3 items; found 2.'],
    ['Fn::If on nothing', { 'Fn::If': ['Nope', 1, 2] }, 'There is no condition "Nope". Known conditions: IsDev'],
    ['a missing map entry', { 'Fn::FindInMap': ['Sizes', 'dev', 'big'] }, 'The mapping "Sizes" has no "dev" › "big".'],
    ['a resource left out', { Ref: 'Left' }, '"Left" is left out, because its condition "IsProd" is false.'],
    ['a function beside other keys', { Ref: 'Stage', more: 1 }, 'The function stands beside 1 other keys.'],
    ['an import of nothing', { 'Fn::ImportValue': 'x' }, 'Nothing exports "x" in 111122223333/eu-west-1.'],
    ['a secret', '{{resolve:secretsmanager:x}}', '"{{resolve:secretsmanager:x}}" cannot be resolved here.'],
    ['an unknown SSM parameter', '{{resolve:ssm:/x}}', 'The value of the SSM parameter "/x" is not known here.'],
  ])('refuses %s', async (_, value, message) => {
    expect((await failure(resolveValue(value) as Promise<never>)).message).toContain(message);
  });
});

describe('names', () => {
  const named = (type: string, properties: object = {}) => ({ Type: type, Properties: properties });

  it.each<[string, object, string, string | undefined]>([
    ['event bus', named('AWS::Events::EventBus', { Name: 'b' }), 'b', 'arn:aws:events:eu-west-1:111122223333:event-bus/b'],
    ['rule', named('AWS::Events::Rule', { Name: 'r' }), 'r', 'arn:aws:events:eu-west-1:111122223333:rule/r'],
    [
      'rule of a bus',
      named('AWS::Events::Rule', { Name: 'r', EventBusName: 'b' }),
      'b|r',
      'arn:aws:events:eu-west-1:111122223333:rule/b/r',
    ],
    [
      'rule of a bus given by ARN',
      named('AWS::Events::Rule', { Name: 'r', EventBusName: 'arn:aws:events:eu-west-1:111122223333:event-bus/b' }),
      'b|r',
      'arn:aws:events:eu-west-1:111122223333:rule/b/r',
    ],
    ['bus policy', named('AWS::Events::EventBusPolicy', { EventBusName: 'b', StatementId: 's' }), 'b|s', undefined],
    ['archive', named('AWS::Events::Archive', { ArchiveName: 'a' }), 'a', 'arn:aws:events:eu-west-1:111122223333:archive/a'],
    ['role', named('AWS::IAM::Role', { RoleName: 'r', Path: '/x/' }), 'r', 'arn:aws:iam::111122223333:role/x/r'],
    [
      'managed policy',
      named('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'p' }),
      'arn:aws:iam::111122223333:policy/p',
      'arn:aws:iam::111122223333:policy/p',
    ],
    [
      'function',
      named('AWS::Lambda::Function', { FunctionName: 'f', Runtime: 'nodejs20.x', Code: { ZipFile: '' } }),
      'f',
      'arn:aws:lambda:eu-west-1:111122223333:function:f',
    ],
    [
      'topic',
      named('AWS::SNS::Topic', { TopicName: 't' }),
      'arn:aws:sns:eu-west-1:111122223333:t',
      'arn:aws:sns:eu-west-1:111122223333:t',
    ],
  ])('gives Ref and ARN of a %s', async (_, resource, physicalId, arn) => {
    const { It } = await resources({ Resources: { It: resource } });
    expect([It?.physicalId, It?.arn]).toEqual([physicalId, arn]);
  });

  it('makes up names as CloudFormation does, the same every time', async () => {
    const template = { Resources: { Inbox: queue(), Fifo: queue(undefined, { Properties: { FifoQueue: true } }) } };
    const [first, second] = [await resources(template), await resources(template)];
    expect(first['Inbox']?.name).toMatch(/^app-Inbox-[A-Z0-9]{12}$/);
    expect(first['Fifo']?.name).toMatch(/^app-Fifo-[A-Z0-9]{12}\.fifo$/);
    expect(second).toEqual(first);
  });

  it('cuts generated names at the limit of the service', async () => {
    const stack = 's'.repeat(100);
    const { stacks } = await load({
      [stack]: { Resources: { ['L'.repeat(100)]: { Type: 'AWS::IAM::Role' }, B: { Type: 'AWS::IAM::Role' } } },
    });
    expect(stacks[0]?.resources.map(({ name }) => name.length)).toEqual([64, 64]);
  });

  it('uses the partition of the region', async () => {
    const folder = folders.write({
      'manifest.json': { artifacts: { cn: stackArtifact('cn', 'aws://111122223333/cn-north-1') } },
      'cn.template.json': { Resources: { Inbox: queue('inbox') } },
    });
    const { stacks } = await loadAssembly(folder);
    expect(stacks[0]?.resources[0]?.attributes).toEqual({
      Arn: 'arn:aws-cn:sqs:cn-north-1:111122223333:inbox',
      QueueName: 'inbox',
      QueueUrl: 'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/inbox',
    });
  });

  it('refuses two resources of one name', async () => {
    const error = await failure(load({ app: { Resources: { A: queue('same') } }, other: { Resources: { B: queue('same') } } }));
    expect(error.message).toContain('other › B: arn:aws:sqs:eu-west-1:111122223333:same is made by "A" of stack "app" already.');
  });
});

describe('order', () => {
  it('puts every resource after those it needs', async () => {
    const { stacks } = await load({
      app: {
        Resources: {
          A: queue({ 'Fn::Sub': '${B.QueueName}-a' }),
          B: queue('b', { DependsOn: ['C'] }),
          C: queue('c', { DependsOn: 'D' }),
          D: queue(),
        },
      },
    });
    expect(stacks[0]?.resources.map(({ logicalId, dependsOn }) => [logicalId, dependsOn])).toEqual([
      ['D', []],
      ['C', ['D']],
      ['B', ['C']],
      ['A', ['B']],
    ]);
  });

  it('leaves out what a condition switches off, also from DependsOn', async () => {
    const found = await resources({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { On: queue('on', { DependsOn: 'Off' }), Off: queue('off', { Condition: 'Never' }) },
      Outputs: { Off: { Condition: 'Never', Value: { Ref: 'Off' }, Export: { Name: 'off' } } },
    });
    expect(Object.keys(found)).toEqual(['On']);
  });

  it('names a circle between resources', async () => {
    const Resources = {
      A: queue({ Ref: 'B' }),
      B: queue('b', { DependsOn: 'C' }),
      C: queue({ 'Fn::GetAtt': 'A.QueueName' }),
    };
    expect((await failure(load({ app: { Resources } }))).message).toContain(
      'Circular dependency: app.A → app.B → app.C → app.A.',
    );
  });

  it('names a resource that refers to itself', async () => {
    const error = await failure(load({ app: { Resources: { A: queue({ 'Fn::GetAtt': 'A.Arn' }) } } }));
    expect(error).toMatchObject({
      logicalId: 'A',
      path: 'Properties.QueueName.Fn::GetAtt',
      found: 'Circular dependency: app.A → app.A.',
    });
  });

  it('names a circle between conditions', async () => {
    const Conditions = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } };
    const error = await failure(load({ app: { Conditions, Resources: { Q: queue('q', { Condition: 'A' }) } } }));
    expect(error.message).toContain('The condition "A" needs itself.');
  });
});

describe('exports and imports', () => {
  const exporting = (name: unknown, value: unknown = { 'Fn::GetAtt': ['Inbox', 'Arn'] }, resource: object = queue('inbox')) => ({
    Resources: { Inbox: resource },
    Outputs: { Out: { Value: value, Export: { Name: name } } },
  });
  const importing = (name: unknown) => ({
    Resources: { Copy: queue(undefined, { Properties: { Value: { 'Fn::ImportValue': name } } }) },
  });
  const arn = 'arn:aws:sqs:eu-west-1:111122223333:inbox';

  it('imports from a stack that comes later in the assembly', async () => {
    const { stacks, exports } = await load({
      b: importing({ 'Fn::Sub': 'a:Inbox' }),
      a: exporting({ 'Fn::Sub': '${AWS::StackName}:Inbox' }),
    });
    expect(stacks.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(stacks[1]?.resources[0]?.properties).toEqual({ Value: arn });
    expect(stacks[0]?.outputs).toEqual({ Out: arn });
    expect(exports).toEqual([{ name: 'a:Inbox', value: arn, stack: 'a', account: '111122223333', region: 'eu-west-1' }]);
  });

  it('reads outputs of other stacks, in other accounts too, without an export', async () => {
    const reading = (stack: string, more: object = {}) => ({
      Resources: {
        Q: queue(undefined, {
          Properties: { Value: { 'Fn::GetStackOutput': { StackName: stack, OutputName: 'Out', ...more } } },
        }),
      },
    });
    const folder = folders.write({
      'manifest.json': {
        artifacts: {
          near: stackArtifact('near'),
          far: stackArtifact('far'),
          a: stackArtifact('a'),
          b: stackArtifact('b', 'aws://444455556666/us-east-1'),
        },
      },
      'a.template.json': exporting('x'),
      'b.template.json': exporting('x'),
      'near.template.json': reading('a'),
      'far.template.json': reading('b', { Region: 'us-east-1', RoleArn: 'arn:aws:iam::444455556666:role/reader' }),
    });
    const { stacks } = await loadAssembly(folder);
    expect(stacks.map(({ name, resources: [first] }) => [name, first?.properties['Value']])).toEqual([
      ['a', undefined],
      ['near', arn],
      ['b', undefined],
      ['far', 'arn:aws:sqs:us-east-1:444455556666:inbox'],
    ]);
    expect((await failure(load({ c: reading('a') }))).message).toContain('There is no stack "a" in 111122223333/eu-west-1.');
  });

  it('imports from an assembly that was loaded before', async () => {
    const first = await load({ a: exporting('x') });
    const second = await load({ b: importing('x') }, { after: [first] });
    expect(second.stacks[0]?.resources[0]?.properties).toEqual({ Value: arn });
    expect(second.exports).toEqual([]);
  });

  it('does not import from another region', async () => {
    const folder = folders.write({
      'manifest.json': { artifacts: { a: stackArtifact('a', 'aws://111122223333/us-east-1'), b: stackArtifact('b') } },
      'a.template.json': exporting('x'),
      'b.template.json': importing('x'),
    });
    expect((await failure(loadAssembly(folder))).message).toContain('Nothing exports "x" in 111122223333/eu-west-1.');
  });

  it('names a circle between stacks', async () => {
    const a = exporting('a', 'v', queue({ 'Fn::ImportValue': 'b' }));
    const b = exporting('b', 'v', queue({ 'Fn::ImportValue': 'a' }));
    expect((await failure(load({ a, b }))).message).toContain(
      'Circular dependency: stack a → a.Inbox → stack b → b.Inbox → stack a.',
    );
  });

  it('refuses a second export of one name', async () => {
    const error = await failure(load({ a: exporting('x'), b: exporting('x', 'v', queue('other')) }));
    expect(error.message).toContain('"x" is exported by stack "a" already.');
  });

  it('refuses an export name that depends on a resource', async () => {
    expect((await failure(load({ a: exporting({ Ref: 'Inbox' }) }))).message).toContain('"Inbox" is a resource.');
  });
});

describe('parameters', () => {
  const template = (parameter: object) => ({
    Parameters: { P: parameter },
    Resources: { Q: queue(undefined, { Properties: { Value: { Ref: 'P' } } }) },
  });
  const value = async (parameter: object, options?: LoadOptions) =>
    (await resources(template(parameter), options))['Q']?.properties['Value'];

  it('takes given values before defaults', async () => {
    expect(await value({ Type: 'String', Default: 'a' }, { parameters: { app: { P: 'b' } } })).toBe('b');
  });

  it('reads values of Systems Manager', async () => {
    expect(await value({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' }, { ssmParameters: { '/x': 'y' } })).toBe(
      'y',
    );
  });

  describe('of Systems Manager that another stack makes', () => {
    const maker = (Name: unknown = '/company/queue') => ({
      Resources: {
        Inbox: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inbox' } },
        Queue: { Type: 'AWS::SSM::Parameter', Properties: { Name, Type: 'String', Value: { 'Fn::GetAtt': ['Inbox', 'Arn'] } } },
      },
    });
    const reader = template({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/company/queue' });
    const dynamic = { Resources: { Q: queue(undefined, { Properties: { Value: '{{resolve:ssm:/company/queue:1}}' } }) } };
    const arn = 'arn:aws:sqs:eu-west-1:111122223333:inbox';
    const valueIn = ({ stacks }: LoadedAssembly, name: string) =>
      stacks.find((stack) => stack.name === name)?.resources.find(({ logicalId }) => logicalId === 'Q')?.properties['Value'];

    it('have its values, and come after it', async () => {
      const assembly = await load({ a: reader, b: dynamic, z: maker() });
      expect([valueIn(assembly, 'a'), valueIn(assembly, 'b')]).toEqual([arn, arn]);
      expect(assembly.stacks.map(({ name }) => name)).toEqual(['z', 'a', 'b']);
    });

    it('have its values in a later assembly', async () => {
      const earlier = await load({ z: maker() });
      expect(valueIn(await load({ a: reader }, { after: [earlier] }), 'a')).toBe(arn);
    });

    it('are what is given, where that is given', async () => {
      const assembly = await load({ a: reader, z: maker() }, { ssmParameters: { '/company/queue': 'given' } });
      expect(valueIn(assembly, 'a')).toBe('given');
    });

    it('are not found under another name, and cannot need themselves', async () => {
      expect((await failure(load({ a: reader, z: maker('/company/other') }))).message).toContain(
        'The value of the SSM parameter "/company/queue" is not known here.',
      );
      const own = { ...reader, Resources: { ...reader.Resources, ...maker().Resources } };
      expect((await failure(load({ a: own }))).message).toContain('Circular dependency: stack a → stack a.');
    });
  });

  it.each<[string, object, LoadOptions, string]>([
    ['no value', { Type: 'String' }, {}, 'app › Parameters.P: The parameter has neither a default nor a value.'],
    ['no type', { Default: 'x' }, {}, 'The parameter has no "Type".'],
    [
      'a value that is not allowed',
      { Type: 'String', Default: 'c', AllowedValues: ['a', 'b'] },
      {},
      '"c" is not one of the allowed values.',
    ],
    [
      'an unknown SSM parameter',
      { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
      {},
      'The value of the SSM parameter "/x"',
    ],
    [
      'a stranger',
      { Type: 'String', Default: 'a' },
      { parameters: { app: { Q: '1' } } },
      'A value is given for "Q", which the template',
    ],
  ])('refuses %s', async (_, parameter, options, message) => {
    expect((await failure(value(parameter, options) as Promise<never>)).message).toContain(message);
  });
});

describe('resource types', () => {
  it('lists what it does not know and still names it', async () => {
    const { unsupported, stacks } = await load({
      app: {
        Resources: {
          Table: { Type: 'AWS::DynamoDB::Table' },
          Q: queue(undefined, { Properties: { A: { Ref: 'Table' }, B: { 'Fn::GetAtt': 'Table.StreamArn' } } }),
        },
      },
    });
    expect(unsupported).toEqual([
      {
        type: 'AWS::DynamoDB::Table',
        logicalId: 'Table',
        stack: 'app',
        reason: 'The emulator has no AWS::DynamoDB::Table; nothing of it runs.',
      },
    ]);
    const properties = stacks[0]?.resources.find(({ logicalId }) => logicalId === 'Q')?.properties;
    expect(properties?.['A']).toMatch(/^app-Table-[A-Z0-9]{12}$/);
    expect(properties?.['B']).toBe(`${String(properties?.['A'])}.StreamArn`);
  });

  it('accepts what has no behaviour here, with the reason', async () => {
    const { accepted, unsupported } = await load({
      app: {
        Resources: {
          Topic: { Type: 'AWS::SNS::Topic' },
          Delivery: { Type: 'AWS::Logs::Delivery' },
          Board: { Type: 'AWS::CloudWatch::Dashboard' },
          Meta: { Type: 'AWS::CDK::Metadata' },
        },
      },
    });
    expect(accepted.map(({ logicalId, reason }) => [logicalId, reason.length > 10])).toEqual([
      ['Topic', true],
      ['Delivery', true],
      ['Board', true],
      ['Meta', true],
    ]);
    expect(unsupported).toEqual([]);
  });

  it('gives functions of other runtimes no code, since they are not run here', async () => {
    const python = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.12', Code: { S3Bucket: 'b', S3Key: 'k' } } };
    const found = await resources({ Resources: { F: python } });
    expect(found['F']).not.toHaveProperty('code');
  });

  it('refuses code that no asset manifest knows', async () => {
    const Properties = { Runtime: 'nodejs20.x', Code: { S3Bucket: 'b', S3Key: 'k' } };
    const error = await failure(load({ app: { Resources: { F: { Type: 'AWS::Lambda::Function', Properties } } } }));
    expect(error.message).toBe(
      'app › F › Properties.Code: No asset of the assembly is s3://b/k. ' +
        'Synthesize the assembly again, and load it from the folder it was written to.',
    );
  });

  it('refuses a nested stack that nests itself', async () => {
    const url = { 'Fn::Sub': 'https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/t.json' };
    const folder = folders.write({
      'manifest.json': {
        artifacts: {
          app: stackArtifact('app', undefined, ['app.assets']),
          'app.assets': { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } },
        },
      },
      'app.assets.json': {
        files: {
          t: { source: { path: 'app.template.json' }, destinations: { d: { bucketName: 'assets', objectKey: 't.json' } } },
        },
      },
      'app.template.json': { Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url } } } },
    });
    expect((await failure(loadAssembly(folder))).message).toContain('Stacks are nested deeper than 10 levels.');
  });
});

describe('hostile and broken assemblies', () => {
  const deep = (levels: number) =>
    `{"Resources":{"A":{"Type":"T","Properties":{"P":${'['.repeat(levels)}${']'.repeat(levels)}}}}}`;
  const doubling = () =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `Q${i}`,
        queue(i === 0 ? 'x' : { 'Fn::Sub': `\${Q${i - 1}.QueueName}\${Q${i - 1}.QueueName}` }),
      ]),
    );
  const chain = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [`Q${i}`, queue(undefined, i + 1 < length ? { DependsOn: `Q${i + 1}` } : {})]),
    );

  it.each<[string, unknown, string]>([
    ['no object', [], 'An object is needed here; found a list of 0.'],
    ['not JSON', '{', 'This is not JSON'],
    ['no resources', { Outputs: {} }, 'The template has no "Resources".'],
    ['resources in a list', { Resources: [1] }, 'An object is needed here; found a list of 1.'],
    ['a resource that is null', { Resources: { A: null } }, 'app › A: An object is needed here; found null.'],
    ['no type', { Resources: { A: {} } }, 'app › A › Type: A string is needed here; found nothing.'],
    [
      'properties that are text',
      { Resources: { A: { Type: 'T', Properties: 'x' } } },
      'app › A › Properties: An object is needed here',
    ],
    [
      'DependsOn a number',
      { Resources: { A: queue('a', { DependsOn: 1 }) } },
      'Logical ids are needed here; found the number 1.',
    ],
    ['DependsOn nothing', { Resources: { A: queue('a', { DependsOn: 'B' }) } }, 'There is no resource "B".'],
    ['an id with a dot', { Resources: { 'a.b': queue('a') } }, 'The id "a.b" is not alphanumeric.'],
    ['a macro', { Transform: 'AWS::Serverless', Resources: { A: queue('a') } }, 'Macros and transforms are not run here.'],
    ['a key __proto__', '{"Resources":{"A":{"Type":"T","Properties":{"__proto__":{"x":1}}}}}', 'It has a key "__proto__".'],
    ['nesting without end', deep(100_000), 'It is nested deeper than 100 levels.'],
    ['names that double', { Resources: doubling() }, 'The text grows to'],
    ['a chain of 50,000 resources', { Resources: chain(50_000) }, 'Its resources refer to each other in too long a chain.'],
    [
      'an output without a value',
      { Resources: { A: queue('a') }, Outputs: { O: {} } },
      'app › Outputs.O: The output has no "Value".',
    ],
    [
      'a list as an output',
      { Resources: { A: queue('a') }, Outputs: { O: { Value: [1] } } },
      'app › Outputs.O.Value: A string, number',
    ],
    [
      'a condition that is text',
      { Conditions: { C: 'x' }, Resources: { A: queue('a', { Condition: 'C' }) } },
      'A condition is needed here',
    ],
    [
      'a resource in a condition',
      { Conditions: { C: { 'Fn::Equals': [{ Ref: 'A' }, 1] } }, Resources: { A: queue('a'), B: queue('b', { Condition: 'C' }) } },
      'app › Conditions.C.Fn::Equals.0.Ref: "A" is a resource.',
    ],
  ])('refuses %s', async (_, template, message) => {
    expect((await failure(load({ app: template }))).message).toContain(message);
  });

  it('finds a stage of a pipeline by its path, or by its name where that is clear', async () => {
    const nested = (name: string, path: string) => ({
      [`assembly-${name}`]: { type: 'cdk:cloud-assembly', properties: { directoryName: name, displayName: path } },
    });
    const stack = (name: string) => ({
      [`${name}/manifest.json`]: {
        artifacts: { app: { ...stackArtifact('app'), properties: { stackName: name, templateFile: 't.json' } } },
      },
      [`${name}/t.json`]: { Resources: { Inbox: queue(name) } },
    });
    const artifacts = { ...nested('one', 'A/dev'), ...nested('two', 'B/dev'), ...nested('three', 'B/prod') };
    const folder = folders.write({ 'manifest.json': { artifacts }, ...stack('one'), ...stack('two'), ...stack('three') });
    const stacksOf = async (stage: string) => (await loadAssembly(folder, { stage })).stacks.map(({ name }) => name);
    expect(await stacksOf('B/dev')).toEqual(['two']);
    expect(await stacksOf('prod')).toEqual(['three']);
    expect((await failure(loadAssembly(folder, { stage: 'dev' }))).message).toContain('Its stages are: A/dev, B/dev, B/prod.');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no manifest', {}, 'There is no manifest.json'],
    ['a manifest that is not JSON', { 'manifest.json': 'x' }, 'This is not JSON'],
    ['artifacts in a list', { 'manifest.json': { artifacts: [] } }, 'An object is needed here; found a list of 0.'],
    ['a missing template', { 'manifest.json': { artifacts: { a: stackArtifact('a') } } }, 'cannot be read.'],
    [
      'a stack without an environment',
      { 'manifest.json': { artifacts: { a: stackArtifact('a', 'aws://unknown-account/unknown-region') } } },
      '"aws://unknown-account/unknown-region" names no account and region. Give the stack an explicit "env" with both.',
    ],
    [
      'a missing asset manifest',
      {
        'manifest.json': {
          artifacts: {
            a: stackArtifact('a', undefined, ['m']),
            m: { type: 'cdk:asset-manifest', properties: { file: 'm.json' } },
          },
        },
      },
      'The asset manifest "m.json" is missing.',
    ],
  ])('refuses an assembly with %s', async (_, files, message) => {
    expect((await failure(loadAssembly(folders.write(files)))).message).toContain(message);
  });

  it('keeps stacks of one name apart when they are in different accounts', async () => {
    const folder = folders.write({
      'manifest.json': {
        artifacts: {
          one: { ...stackArtifact('t', undefined, ['two']), properties: { stackName: 'same', templateFile: 't.template.json' } },
          two: {
            ...stackArtifact('t', 'aws://444455556666/eu-west-1'),
            properties: { stackName: 'same', templateFile: 't.template.json' },
          },
        },
      },
      't.template.json': { Resources: { Inbox: queue('inbox') } },
    });
    const { stacks } = await loadAssembly(folder);
    expect(stacks.map(({ name, account }) => [name, account])).toEqual([
      ['same', '444455556666'],
      ['same', '111122223333'],
    ]);
  });

  it('names a circle between stacks of the manifest', async () => {
    const folder = folders.write({
      'manifest.json': { artifacts: { a: stackArtifact('a', undefined, ['b']), b: stackArtifact('b', undefined, ['a']) } },
      'a.template.json': { Resources: { A: queue('a') } },
      'b.template.json': { Resources: { B: queue('b') } },
    });
    expect((await failure(loadAssembly(folder))).message).toContain('Circular dependency: stack a → stack b → stack a.');
  });

  it('reads what becomes of a resource that leaves its stack or is replaced, and which names CloudFormation made up', async () => {
    const kept = { ...queue('kept'), DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
    const { stacks } = await loadAssembly(
      folders.assembly({ s: { Resources: { Kept: kept, Plain: { Type: 'AWS::SQS::Queue' } } } }),
    );
    const [first, second] = stacks[0]?.resources ?? [];
    expect(first).toMatchObject({ deletionPolicy: 'RetainExceptOnCreate', updateReplacePolicy: 'Retain' });
    expect(first).not.toHaveProperty('hasGeneratedName');
    expect(second).toMatchObject({ hasGeneratedName: true });
    expect(second).not.toHaveProperty('deletionPolicy');
  });

  it.each([
    ['DeletionPolicy', 'Keep', 'Write Delete, Retain, RetainExceptOnCreate, Snapshot.'],
    ['UpdateReplacePolicy', 'RetainExceptOnCreate', 'Write Delete, Retain, Snapshot.'],
  ])('refuses the %s %s', async (attribute, value, fix) => {
    const resource = { ...queue('q'), [attribute]: value };
    const { message } = await failure(loadAssembly(folders.assembly({ s: { Resources: { Q: resource } } })));
    expect(message).toBe(`s › Q › ${attribute}: Found the string "${value}". ${fix}`);
  });
});
