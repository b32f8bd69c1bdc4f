import { CENTRAL, REGION, type Definition, type Templates } from '../company';
import { queue, stackOf } from './side-stack';
import { UpdatingCompany } from './updating-company';

describe('quotas, at each moment of an update', () => {
  const statement = (id: string, characters: number): Definition => ({
    Type: 'AWS::Events::EventBusPolicy',
    Properties: {
      EventBusName: 'company',
      StatementId: id,
      Statement: {
        Sid: id,
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::200000000002:root' },
        Action: 'events:PutEvents',
        Resource: `arn:aws:events:${REGION}:${CENTRAL}:event-bus/company`,
        Condition: { StringEquals: { 'events:source': 'x'.repeat(characters) } },
      },
    },
  });
  const withStatement =
    (definition: Definition) =>
    ({ central }: Templates) =>
      void Object.assign(central.Resources, { Big: definition });

  it('count old and new statements of a bus policy together: a replaced one does not fit beside its successor', async () => {
    const company = await UpdatingCompany.start();
    expect((await company.emulator.update(await company.target('central', withStatement(statement('one', 6_000))))).status).toBe(
      'complete',
    );
    const result = await company.emulator.update(await company.target('central', withStatement(statement('two', 6_000))));
    expect([result.status, result.failure?.message]).toEqual([
      'rolled-back',
      expect.stringMatching(/^central\/Big: Statement makes a bus policy of \d+ characters; the quota is 10240\./),
    ]);
  });

  it('count the policy of a bus that is being created', async () => {
    const company = await UpdatingCompany.start();
    const Statement = [
      { Sid: 'Big', Effect: 'Allow', Principal: { AWS: CENTRAL }, Action: 'events:PutEvents', Resource: 'x'.repeat(10_240) },
    ];
    const bus: Definition = {
      Type: 'AWS::Events::EventBus',
      Properties: { Name: 'another', Policy: { Version: '2012-10-17', Statement } },
    };
    const result = await company.emulator.update(await company.target('central', withStatement(bus)));
    expect([result.status, result.failure?.message]).toEqual([
      'rolled-back',
      expect.stringMatching(/^central\/Big: Policy makes a bus policy of \d+ characters; the quota is 10240\./),
    ]);
  });

  it('may be raised for an account', async () => {
    const company = await UpdatingCompany.start(undefined, {
      quotas: (account) => (account === CENTRAL ? { busPolicyCharacters: 20_000 } : {}),
    });
    await company.emulator.update(await company.target('central', withStatement(statement('one', 6_000))));
    const result = await company.emulator.update(await company.target('central', withStatement(statement('two', 6_000))));
    expect(result.status).toBe('complete');
  });

  const rule = (name: string, source = 's'): Definition => ({
    Type: 'AWS::Events::Rule',
    Properties: { Name: name, EventPattern: { source: [source] } },
  });
  const inline = (name: string, characters: number): Definition => ({
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: name,
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's:Get', Resource: 'x'.repeat(characters) }],
      },
    },
  });
  const role: Definition = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'r',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  };
  const lambda: Definition = {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'f', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Runtime: 'python3.12', Code: { ZipFile: '' } },
  };
  const permission = (source: string): Definition => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { Ref: 'Function' },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: source,
    },
  });

  it.each<[string, object, Record<string, Definition>, string]>([
    [
      'rules of a bus',
      { rulesPerBus: 1 },
      { A: rule('a'), B: rule('b') },
      'one more than the 1 rules that the event bus default may have',
    ],
    ['the characters of a pattern', {}, { A: rule('a', 'x'.repeat(2_100)) }, 'characters; the quota is 2048'],
    [
      'inline policies of a role',
      {},
      { Role: role, A: inline('a', 6_000), B: inline('b', 6_000) },
      'Maximum policy size of 10240 bytes exceeded',
    ],
    [
      'the policy of a function',
      { functionPolicyBytes: 400 },
      {
        Role: role,
        Function: lambda,
        A: permission(`arn:aws:events:${REGION}:1:rule/a`),
        B: permission(`arn:aws:events:${REGION}:1:rule/b`),
      },
      'the quota is 400',
    ],
    [
      'a managed policy',
      { managedPolicyCharacters: 10 },
      { A: { Type: 'AWS::IAM::ManagedPolicy', Properties: inline('a', 1).Properties }, Role: role },
      'Give at most 10',
    ],
    [
      'resources of a stack',
      { resourcesPerStack: 1 },
      { A: queue('a'), B: queue('b') },
      'Number of resources, 2, is greater than maximum allowed, 1.',
    ],
  ])('refuse too much of %s', async (_, quotas, resources, message) => {
    const { emulator } = await UpdatingCompany.start(undefined, { quotas: () => quotas });
    const result = await emulator.update(await stackOf(resources));
    expect([result.status, result.failure?.message]).toEqual([
      'resourcesPerStack' in quotas ? 'refused' : 'rolled-back',
      expect.stringContaining(message),
    ]);
    expect(emulator.stacks.map(({ name }) => name)).not.toContain('side');
  });
});
