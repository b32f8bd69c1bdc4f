import { sampleTopology } from '@busbar/constructs/sample-topology';
import type { Route } from '@busbar/topology';
import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { drawn } from '../draw';

const topology = sampleTopology();
const { app, template } = drawn(topology, 'routing');
const planned = topology.routes[0] as Route;
const logicalId = (type: string) => Object.keys(template.findResources(type))[0];

test("the rule is the planned one: on the central bus by name, with one target on the subscriber's bus", () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    Name: planned.name,
    EventBusName: topology.bus.name,
    State: 'ENABLED',
    Targets: [
      {
        Id: 'bus',
        Arn: planned.targetArn,
        RoleArn: { 'Fn::GetAtt': [logicalId('AWS::IAM::Role'), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [logicalId('AWS::SQS::Queue'), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
        Input: Match.absent(),
      },
    ],
  });
});

test("the rule's pattern is the planned one", () => {
  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  expect(rule?.['Properties'].EventPattern).toEqual(planned.pattern);
});

test('only EventBridge, for this rule of this account, may take the role, which may do one thing', () => {
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: planned.role.name,
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: {
            ArnEquals: { 'aws:SourceArn': planned.ruleArn },
            StringEquals: { 'aws:SourceAccount': topology.centralAccount },
          },
        },
      ],
    },
    Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: planned.targetArn }] } }],
  });
});

test('the DLQ admits the rule before the rule is there', () => {
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': planned.ruleArn } } }),
      ]),
    },
  });
  template.hasResource('AWS::Events::Rule', { DependsOn: Match.arrayWith([logicalId('AWS::SQS::QueuePolicy')]) });
});

test('there is nothing else: no support stack, mirror rule, export or parameter', () => {
  expect(app.node.children.filter(Stack.isStack)).toHaveLength(1);
  const { Resources, Outputs, Parameters } = template.toJSON();
  expect(
    Object.values(Resources as Record<string, { Type: string }>)
      .map(({ Type }) => Type)
      .sort(),
  ).toEqual(['AWS::Events::Rule', 'AWS::IAM::Role', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy']);
  expect(Object.entries(Outputs)).toEqual([['Deployed', expect.not.objectContaining({ Export: expect.anything() })]]);
  expect(Object.keys((Parameters as object | undefined) ?? {})).toEqual(['BootstrapVersion']);
});

test('a shard holds its own routes only', () => {
  const shard = (name: string, part: number): Route => ({
    ...planned,
    shard: part,
    name,
    ruleArn: planned.ruleArn.replace(planned.name, name),
  });
  const two = { ...topology, routes: [planned, shard('busbar-200000000002-1', 2)] };
  drawn(two, 'routing').template.resourceCountIs('AWS::Events::Rule', 1);
});

test("a long list of subscriptions stays within a rule's description", () => {
  const subscriptions = Array.from({ length: 40 }, (_, index) => `some-service/some-subscription-${index}`);
  drawn({ ...topology, routes: [{ ...planned, subscriptions }] }, 'routing').template.hasResourceProperties('AWS::Events::Rule', {
    Description: 'Feeds account 200000000001: 40 subscriptions',
  });
});

test('refuses a route that is planned for another account than its stack', () => {
  const elsewhere = { ...planned, ruleArn: planned.ruleArn.replace('100000000000', '300000000000') };
  expect(() => drawn({ ...topology, routes: [elsewhere] }, 'routing')).toThrow('belongs to account 300000000000');
});
