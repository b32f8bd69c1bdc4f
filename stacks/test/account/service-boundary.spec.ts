import { evaluate, parsePolicy, type PolicyDocument } from '@busbar/iam-policy';
import { compile } from '@busbar/topology';
import { accountOf, CENTRAL, ManifestBuilder } from '@busbar/topology/testing';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { drawn } from '../draw';

const manifest = new ManifestBuilder()
  .stage('dev')
  .service('orders')
  .service('billing')
  .event('order.placed@1', 'orders')
  .subscribe('billing', 'placed', 'order.placed@1')
  .build();
const { topology } = compile(manifest, 'dev');
const account = accountOf(2);
const [identity] = topology.identities.filter(({ service }) => service === 'billing');
if (!identity) throw new Error('the manifest has changed');
const { role } = identity;
const everything: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const tag = 'aws:ResourceTag/busbar:service';

/** Whether the service's role may do it, when a team has given it these policies. */
const may = (action: string, resource: string, context: Record<string, string> = {}, policies = [everything]): boolean =>
  evaluate(
    {
      principal: { type: 'role', account, arn: `arn:aws:sts::${account}:assumed-role/${role.name}/f` },
      action,
      resource,
      context: { 'aws:PrincipalTag/busbar:service': 'billing', ...context },
    },
    {
      identityPolicies: policies,
      ...(role.boundary && { permissionsBoundary: role.boundary.document }),
      resourceAccount: account,
    },
  ).allowed;

test('the account’s stack draws the boundary before the roles that have it', () => {
  const { template } = drawn(
    {
      ...topology,
      waves: topology.waves.map((wave) => ({ ...wave, units: wave.units.filter((unit) => unit.account === account) })),
    },
    'account',
  );
  const [[logicalId, policy] = []] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
  expect(policy?.['Properties']).toMatchObject({
    ManagedPolicyName: 'busbar-service-boundary',
    PolicyDocument: role.boundary?.document,
  });
  for (const drawnRole of Object.values(template.findResources('AWS::IAM::Role'))) {
    expect(drawnRole).toMatchObject({ Properties: { PermissionsBoundary: role.boundary?.arn }, DependsOn: [logicalId] });
  }
});

test('fits into a managed policy, however long the names are', () => {
  const longest = compile({ ...manifest, platform: { ...manifest.platform, busName: 'b'.repeat(64) } }, 'dev').topology;
  for (const each of longest.identities) {
    expect(JSON.stringify(each.role.boundary?.document).length).toBeLessThanOrEqual(6_144);
  }
});

test('what a team grants to its role works: table.grantReadData(fn)', () => {
  const stack = new Stack(new App(), 'team', { env: { account, region: 'eu-west-1' } });
  const table = new Table(stack, 'Table', { tableName: 'bills', partitionKey: { name: 'id', type: AttributeType.STRING } });
  const fn = new Lambda(stack, 'Function', {
    runtime: Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
    role: Role.fromRoleArn(stack, 'Role', role.arn),
  });
  table.grantReadData(fn);
  const [granted] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const arn = `arn:aws:dynamodb:eu-west-1:${account}:table/bills`;
  const text = JSON.stringify(granted?.['Properties'].PolicyDocument).replaceAll(
    /\{"Fn::GetAtt":\["Table[^\]]*"Arn"\]\}/g,
    JSON.stringify(arn),
  );
  const policy = parsePolicy(JSON.parse(text.replaceAll(/\{"Ref":"AWS::NoValue"\}/g, JSON.stringify(arn))));
  expect(granted?.['Properties'].Roles).toEqual([role.name]);
  expect(may('dynamodb:GetItem', arn, {}, [policy])).toBe(true);
  expect(may('dynamodb:PutItem', arn, {}, [policy])).toBe(false);
});

const region = 'eu-west-1';
describe('with every permission that a team could give it, the role', () => {
  test.each<[string, string, string, Record<string, string>?]>([
    ['publishes on the central bus', 'events:PutEvents', topology.bus.arn],
    ['reads and describes rules', 'events:DescribeRule', `arn:aws:events:${region}:${account}:rule/${topology.bus.name}/r`],
    ['makes rules on a bus of the team', 'events:PutRule', `arn:aws:events:${region}:${account}:rule/own/r`],
    ['receives from its queues', 'sqs:ReceiveMessage', `arn:aws:sqs:${region}:${account}:billing-placed`, { [tag]: 'billing' }],
    ['sends to its dead-letter queue', 'sqs:SendMessage', `arn:aws:sqs:${region}:${account}:f-dlq`, { [tag]: 'billing' }],
    ['deletes a queue of the team', 'sqs:DeleteQueue', `arn:aws:sqs:${region}:${account}:own`],
    ['reads its parameters', 'ssm:GetParametersByPath', `arn:aws:ssm:${region}:${account}:parameter/busbar/billing`],
    ['publishes to a topic of the team', 'sns:Publish', `arn:aws:sns:${region}:${account}:own`],
    ['assumes a role of the team', 'sts:AssumeRole', `arn:aws:iam::${account}:role/own`],
    ['decrypts', 'kms:Decrypt', `arn:aws:kms:${region}:${account}:key/1`, { 'kms:ResourceAliases': 'alias/busbar/x' }],
  ])('%s', (_, action, resource, context = {}) => {
    const trusted: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: '*', Resource: '*' }],
    };
    const decision = evaluate(
      {
        principal: { type: 'role', account, arn: role.arn },
        action,
        resource,
        context: { 'aws:PrincipalTag/busbar:service': 'billing', ...context },
      },
      {
        identityPolicies: [everything],
        permissionsBoundary: role.boundary?.document ?? everything,
        resourcePolicy: trusted,
        resourceAccount: resource.includes(CENTRAL) ? CENTRAL : account,
      },
    );
    expect(decision.allowed).toBe(true);
  });

  test.each<[string, string, string, Record<string, string>?]>([
    ['gives itself a policy', 'iam:AttachRolePolicy', role.arn],
    ['passes a role', 'iam:PassRole', `arn:aws:iam::${account}:role/admin`],
    ['leaves the organization', 'organizations:LeaveOrganization', '*'],
    ['becomes a deployment role', 'sts:AssumeRole', `arn:aws:iam::${account}:role/cdk-busbar-deploy-role-1-eu-west-1`],
    ['becomes another service', 'sts:AssumeRole', `arn:aws:iam::${account}:role/busbar-service-orders`],
    ['forges an event past the routes', 'events:PutEvents', `arn:aws:events:${region}:${account}:event-bus/${topology.bus.name}`],
    ['stops a local rule', 'events:DisableRule', `arn:aws:events:${region}:${account}:rule/${topology.bus.name}/billing-placed`],
    ['opens the bus', 'events:PutPermission', `arn:aws:events:${region}:${account}:event-bus/${topology.bus.name}`],
    ["reads another service's queue", 'sqs:ReceiveMessage', `arn:aws:sqs:${region}:${account}:q`, { [tag]: 'orders' }],
    ["sends to another service's queue", 'sqs:SendMessage', `arn:aws:sqs:${region}:${account}:q`, { [tag]: 'orders' }],
    ['opens its own queue', 'sqs:SetQueueAttributes', `arn:aws:sqs:${region}:${account}:q`, { [tag]: 'billing' }],
    ['empties its own queue', 'sqs:PurgeQueue', `arn:aws:sqs:${region}:${account}:q`, { [tag]: 'billing' }],
    ['silences an alarm', 'cloudwatch:DisableAlarmActions', `arn:aws:cloudwatch:${region}:${account}:alarm:busbar-page-x`],
    ['cries wolf', 'sns:Publish', `arn:aws:sns:${region}:${account}:busbar-alarms`],
    ['redirects consumers', 'ssm:PutParameter', `arn:aws:ssm:${region}:${account}:parameter/busbar/x`],
    [
      'deletes a stack of the platform',
      'cloudformation:DeleteStack',
      `arn:aws:cloudformation:${region}:${account}:stack/busbar-account/1`,
    ],
    [
      'deletes the key',
      'kms:ScheduleKeyDeletion',
      `arn:aws:kms:${region}:${account}:key/1`,
      { 'kms:ResourceAliases': 'alias/busbar/x' },
    ],
  ])('never %s', (_, action, resource, context = {}) => {
    const open: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: '*', Resource: '*' }],
    };
    const request = {
      principal: { type: 'role' as const, account, arn: role.arn },
      action,
      resource,
      context: { 'aws:PrincipalTag/busbar:service': 'billing', ...context },
    };
    const policies = { identityPolicies: [everything], resourcePolicy: open, resourceAccount: account };
    expect(evaluate(request, policies).allowed).toBe(true);
    expect(evaluate(request, { ...policies, permissionsBoundary: role.boundary?.document ?? everything }).deniedBy).toBe(
      'permissions-boundary',
    );
  });
});
