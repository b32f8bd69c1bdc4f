import { ACCEPTED, checkTemplate, templateChecks } from '../src';

type Template = Parameters<typeof checkTemplate>[0];

const found = (template: Template) =>
  checkTemplate(template).map(({ check, logicalId, locations }) => [check.rule, logicalId, ...locations]);
const policy = (Statement: unknown): Template => ({
  Resources: { Policy: { Type: 'AWS::Events::EventBusPolicy', Properties: { Statement } } },
});
const account = { AWS: 'arn:aws:iam::200000000001:root' };
const organization = { 'aws:PrincipalOrgID': 'o-acme123456' };

describe('Busbar-BusPolicyBound', () => {
  test.each([
    [
      'an account with its source',
      { Principal: account, Condition: { StringEquals: { 'events:source': 'a', ...organization } } },
    ],
    [
      'condition keys in another case',
      { Principal: account, Condition: { StringEquals: { 'Events:Source': 'a', 'aws:principalorgid': 'o-1' } } },
    ],
    ['named roles', { Principal: account, Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::200000000001:role/r' } } }],
    [
      'accounts as a condition',
      {
        Principal: '*',
        Condition: { StringEquals: { 'events:source': 'a', 'aws:PrincipalAccount': ['1', '2'], ...organization } },
      },
    ],
    ['a denial', { Effect: 'Deny', Principal: '*' }],
  ])('accepts %s', (_, statement) => {
    expect(found(policy({ Effect: 'Allow', ...statement }))).toEqual([]);
  });

  test.each([
    ['anybody', { Principal: '*' }],
    [
      'anybody of the organization',
      { Principal: { AWS: '*' }, Condition: { StringEquals: { 'events:source': 'a', ...organization } } },
    ],
    ['an account with every source', { Principal: account, Condition: { StringEquals: organization } }],
    ['an account that left the organization', { Principal: account, Condition: { StringEquals: { 'events:source': 'a' } } }],
    ['a source that is a wildcard', { Principal: account, Condition: { StringLike: { 'events:source': '*', ...organization } } }],
    [
      'a condition that excludes',
      { Principal: account, Condition: { StringNotEquals: { 'events:source': 'a', ...organization } } },
    ],
  ])('reports %s', (_, statement) => {
    expect(found(policy({ Effect: 'Allow', ...statement }))).toEqual([
      ['Busbar-BusPolicyBound', 'Policy', 'Properties/Statement'],
    ]);
  });

  test('reports a policy without a statement', () => {
    expect(found(policy(undefined))).toHaveLength(1);
  });

  describe('as a property of the bus', () => {
    const bus = (Statement: unknown): Template => ({
      Resources: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'b', Policy: { Statement } } } },
    });
    const deny = (Condition: unknown, Action = 'events:PutEvents') => ({ Effect: 'Deny', Principal: '*', Action, Condition });
    const otherOrganizations = deny({ StringNotEquals: organization });
    const noSource = deny({ Null: { 'events:source': 'true' } });
    const publish = (Condition: object) => ({ Effect: 'Allow', Principal: account, Action: 'events:PutEvents', Condition });
    const source = { 'ForAllValues:StringEquals': { 'events:source': 'a' } };

    test.each<[string, unknown]>([
      ['a role', [publish({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::200000000001:role/r' } })]],
      ['what is denied once for everybody', [otherOrganizations, noSource, publish(source)]],
      ['a source that has to be there', [publish({ ...source, Null: { 'events:source': 'false' }, StringEquals: organization })]],
    ])('accepts %s', (_, statements) => {
      expect(found(bus(statements))).toEqual([]);
    });

    test.each<[string, unknown, string]>([
      ['a source that may be missing', [otherOrganizations, publish(source)], 'Policy/Statement/1'],
      ['an account that left the organization', [noSource, publish(source)], 'Policy/Statement/1'],
      [
        'a denial of something else',
        [deny({ StringNotEquals: organization }, 'events:PutRule'), noSource, publish(source)],
        'Policy/Statement/2',
      ],
      [
        'a denial under two conditions',
        [deny({ StringNotEquals: { ...organization, 'aws:PrincipalAccount': '1' } }), noSource, publish(source)],
        'Policy/Statement/2',
      ],
      ['anybody, as the only statement', { Effect: 'Allow', Principal: '*' }, 'Policy'],
    ])('reports %s', (_, statements, at) => {
      expect(found(bus(statements))).toEqual([['Busbar-BusPolicyBound', 'Bus', `Properties/${at}`]]);
    });

    test('reads a policy that is JSON, and reports one that is none', () => {
      const written = (Policy: string): Template => ({
        Resources: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Policy } } },
      });
      expect(found(written(JSON.stringify({ Statement: [noSource] })))).toEqual([]);
      expect(found(written(JSON.stringify({ Statement: [publish(source)] })))).toHaveLength(1);
      expect(found(written('{'))).toHaveLength(1);
    });
  });
});

describe('Busbar-OneBusPolicy', () => {
  const bound = {
    Effect: 'Allow',
    Principal: account,
    Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::2:role/r' } },
  };
  const template = (EventBusName: unknown, Policy: unknown = { Statement: [bound] }): Template => ({
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'b', Policy } },
      Statement: { Type: 'AWS::Events::EventBusPolicy', Properties: { EventBusName, StatementId: 's', Statement: bound } },
    },
  });

  test.each([['b'], [{ Ref: 'Bus' }], [{ 'Fn::GetAtt': ['Bus', 'Name'] }]])('reports a bus %j with both forms', (bus) => {
    expect(found(template(bus))).toEqual([['Busbar-OneBusPolicy', 'Bus', 'Properties/Policy']]);
  });

  test('accepts either form alone', () => {
    expect(found(template('another-bus'))).toEqual([]);
    expect(
      found({ Resources: { ...template('b').Resources, Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'b' } } } }),
    ).toEqual([]);
  });
});

describe('rules', () => {
  const dlq = { Arn: { 'Fn::GetAtt': ['Dlq', 'Arn'] } };
  const target = { Arn: 'arn:aws:sqs:eu-west-1:1:q', RetryPolicy: {}, DeadLetterConfig: dlq };
  const template = (properties: object, sourceArn: unknown = 'arn:aws:events:eu-west-1:1:rule/bus/r'): Template => ({
    Resources: {
      Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'r', Targets: [target], ...properties } },
      Dlq: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
      QueuePolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Dlq' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
              },
            ],
          },
        },
      },
    },
  });

  test('accepts a rule whose dead letters arrive', () => {
    expect(found(template({}))).toEqual([]);
    expect(found(template({}, ['arn:aws:events:eu-west-1:1:rule/bus/other', 'arn:aws:events:eu-west-1:1:rule/bus/r']))).toEqual(
      [],
    );
    expect(found(template({}, { 'Fn::GetAtt': ['Rule', 'Arn'] }))).toEqual([]);
  });

  test.each<[string, object, unknown, string, string]>([
    [
      'without a DLQ',
      { Targets: [{ ...target, DeadLetterConfig: undefined }] },
      undefined,
      'Busbar-TargetGuaranteed',
      'Targets/0',
    ],
    [
      'without a retry policy',
      { Targets: [target, { ...target, RetryPolicy: undefined }] },
      undefined,
      'Busbar-TargetGuaranteed',
      'Targets/1',
    ],
    [
      'on a bus without a role',
      { Targets: [{ ...target, Arn: 'arn:aws:events:eu-west-1:2:event-bus/b' }] },
      undefined,
      'Busbar-BusTargetRole',
      'Targets/0',
    ],
    ['whose DLQ admits another rule', {}, 'arn:aws:events:eu-west-1:1:rule/bus/other', 'Busbar-DeadLettersAdmitted', 'Targets/0'],
    [
      'with a pattern over the quota',
      { EventPattern: { source: ['x'.repeat(2048)] } },
      undefined,
      'Busbar-PatternLength',
      'EventPattern',
    ],
  ])('reports a target or rule %s', (_, properties, sourceArn, rule, location) => {
    expect(found(template(properties, sourceArn))).toEqual([[rule, 'Rule', `Properties/${location}`]]);
  });
});

test('every check says what is wrong, what to do and where that is documented', () => {
  expect(new Set(templateChecks.map(({ rule }) => rule)).size).toBe(templateChecks.length);
  for (const { rule, description, fix, source } of templateChecks) {
    expect(rule).toMatch(/^Busbar-[A-Z]\w+$/);
    expect([description.endsWith('.'), fix.endsWith('.')]).toEqual([true, true]);
    expect(source).toMatch(/^https:\/\/(?:docs\.aws\.amazon\.com|github\.com)\//);
  }
});

test('a finding can be accepted where it is, with a reason', () => {
  const open = (accepted: unknown): Template => ({
    Resources: {
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: { Principal: 'events.amazonaws.com' },
        Metadata: { [ACCEPTED]: accepted },
      },
    },
  });
  expect(found(open({ 'Busbar-FunctionOpen': 'The function only counts.' }))).toEqual([]);
  expect(found(open({ 'Busbar-FunctionOpen': ' ' }))).toHaveLength(1);
  expect(found(open({ 'Busbar-QueueOpen': 'Another rule.' }))).toHaveLength(1);
});

test('a template without resources is fine', () => {
  expect(found({})).toEqual([]);
});
