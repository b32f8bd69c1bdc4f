import { evaluate, parsePolicy, type PolicyDocument } from '@busbar/iam-policy';
import { parseManifest } from '@busbar/manifest';
import { testCompanyFiles } from '@busbar/test-company';
import { compile, MOST_POLICY_CHARACTERS, serviceControlPolicies, type GuardRailOptions } from '../../src';
import { accountOf, CENTRAL, ManifestBuilder } from '../manifest-builder';

const ACCOUNT = accountOf(1);
const arn = (service: string, resource: string, account = ACCOUNT) => `arn:aws:${service}:eu-west-1:${account}:${resource}`;
const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;

function topologyOf(builder = new ManifestBuilder().service('billing').event('billing.fee.charged@1', 'billing')) {
  return compile(builder.build(), 'dev').topology;
}

const bus = topologyOf().bus.name;
const ownBus = arn('events', `event-bus/${bus}`);
const serviceTagged = { 'aws:ResourceTag/busbar:service': 'billing' };

interface Request {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** Whether the policies leave it alone. */
function isAllowed(
  { principal, action, resource, context = {} }: Request,
  options?: GuardRailOptions,
  topology = topologyOf(),
): boolean {
  const everything: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const account = principal.split(':')[4] ?? '';
  const policies = serviceControlPolicies([topology], options).map(({ document }) => document);
  return (
    evaluate(
      { principal: { type: 'role', account, arn: principal }, action, resource, context },
      { identityPolicies: [everything, ...policies], resourceAccount: account },
    ).reason !== 'explicit-deny'
  );
}

const administrator = role('AWSReservedSSO_Administrator_0123456789abcdef');
const code = role('billing-worker');
const teamDeployment = role('cdk-hnb659fds-cfn-exec-role-200000000001-eu-west-1');
const platformDeployment = role('cdk-busbar-cfn-exec-role-200000000001-eu-west-1');
const pipeline = role('cdk-busbar-deploy-role-200000000001-eu-west-1');
const service = role('busbar-service-billing');

/** What the platform has deployed, and an action that changes it. */
const platformParts: readonly (readonly [what: string, action: string, resource: string])[] = [
  ['its stacks', 'cloudformation:DeleteStack', arn('cloudformation', `stack/busbar-account-${ACCOUNT}/3f2c`)],
  ['its toolkit', 'cloudformation:UpdateStack', arn('cloudformation', 'stack/BusbarToolkit/3f2c')],
  [
    'the termination protection of its stacks',
    'cloudformation:UpdateTerminationProtection',
    arn('cloudformation', 'stack/busbar-central-bus/1'),
  ],
  ['the roles of its routes', 'iam:PutRolePolicy', role(`busbar-route-${ACCOUNT}-1`, CENTRAL)],
  ['the trust of service roles', 'iam:UpdateAssumeRolePolicy', service],
  ['the boundary of service roles', 'iam:DeleteRolePermissionsBoundary', service],
  ['policies attached to service roles', 'iam:AttachRolePolicy', service],
  ['a role by the name of one of a service', 'iam:CreateRole', role('busbar-service-invented')],
  ['its bootstrap', 'iam:PutRolePolicy', role(`cdk-busbar-cfn-exec-role-${ACCOUNT}-eu-west-1`)],
  ['its managed policies', 'iam:CreatePolicyVersion', `arn:aws:iam::${ACCOUNT}:policy/busbar-service-boundary`],
  ['buses', 'events:DeleteEventBus', ownBus],
  ['the policies of buses', 'events:PutPermission', ownBus],
  ['archives', 'events:DeleteArchive', arn('events', `archive/${bus}`)],
  ['routes', 'events:DisableRule', arn('events', `rule/${bus}/busbar-${ACCOUNT}-1`, CENTRAL)],
  ['DLQs of routes', 'sqs:SetQueueAttributes', arn('sqs', `busbar-route-${ACCOUNT}-1-dlq`, CENTRAL)],
  ['the DLQ of what a bus cannot encrypt', 'sqs:DeleteQueue', arn('sqs', `${bus}-encryption-dlq`, CENTRAL)],
  ['the aliases of its keys', 'kms:UpdateAlias', arn('kms', `alias/busbar/${bus}`, CENTRAL)],
  ['its functions', 'lambda:UpdateFunctionCode', arn('lambda', 'function:busbar-heartbeat', CENTRAL)],
  ['its alarms', 'cloudwatch:DeleteAlarms', arn('cloudwatch', 'alarm:busbar-page-route-failed-1')],
  ['the heartbeat’s schedule', 'events:RemoveTargets', arn('events', 'rule/busbar-heartbeat', CENTRAL)],
];

/** What also changes when a team deploys, and never by hand. */
const teamParts: [what: string, action: string, resource: string, context?: Readonly<Record<string, string>>][] = [
  ['local rules', 'events:PutTargets', arn('events', `rule/${bus}/billing-fees`)],
  ['queues of subscriptions', 'sqs:SetQueueAttributes', arn('sqs', 'billing-fees'), serviceTagged],
  ['the tags by which queues are known', 'sqs:UntagQueue', arn('sqs', 'billing-fees'), serviceTagged],
  ['what the role of a service may do', 'iam:PutRolePolicy', service],
];

describe('the service control policies', () => {
  it('fit into what AWS accepts, and are documents that IAM reads', () => {
    const policies = serviceControlPolicies([topologyOf()]);
    expect(policies.map(({ name }) => name)).toEqual(['busbar-resources', 'busbar-publishing']);
    for (const { document, characters } of policies) {
      expect(parsePolicy(JSON.parse(JSON.stringify(document)))).toEqual(document);
      expect(characters).toBe(JSON.stringify(document).length);
      expect(characters).toBeLessThanOrEqual(MOST_POLICY_CHARACTERS);
      // Attached below a policy that allows: a statement without a condition would forbid the platform itself.
      for (const { Effect, Condition } of document.Statement) {
        expect(Effect).toBe('Deny');
        expect(Condition).toHaveProperty(['ArnNotLike', 'aws:PrincipalArn']);
      }
    }
  });

  it.each(platformParts)('let only the platform change %s', (_, action, resource) => {
    const change = (principal: string) => isAllowed({ principal, action, resource });
    expect([administrator, code, service, teamDeployment].map(change)).toEqual([false, false, false, false]);
    expect([platformDeployment, pipeline].map(change)).toEqual([true, true]);
  });

  it('let nobody else change anything that a stage has, whatever it is called', () => {
    const { manifest } = parseManifest(testCompanyFiles());
    if (!manifest) throw new Error('The test company has errors.');
    const topology = compile(manifest, 'dev').topology;
    const { bus: central, routes, inboxes, waves } = topology;
    const queue = (where: string) => [['sqs:SetQueueAttributes', where] as const];
    const changesOfAll = [
      ['events:PutPermission', central.arn],
      ...routes.flatMap((route) => [
        ['events:DisableRule', route.ruleArn] as const,
        ['iam:PutRolePolicy', route.role.arn] as const,
        ...queue(route.deadLetterQueue.arn),
      ]),
      ...inboxes.flatMap((inbox) => [
        ['events:DeleteEventBus', inbox.bus.arn] as const,
        ...inbox.subscriptions.map(({ rule }) => ['events:DisableRule', rule.arn] as const),
        ...inbox.subscriptions.flatMap(({ deliveryDeadLetterQueue }) => queue(deliveryDeadLetterQueue.arn)),
      ]),
      ...waves.flatMap(({ units }) =>
        units.map(
          ({ stack, account }) => ['cloudformation:DeleteStack', arn('cloudformation', `stack/${stack}/1`, account)] as const,
        ),
      ),
    ];
    expect(changesOfAll.length).toBeGreaterThan(60);
    const changed = changesOfAll.filter(([action, resource]) => {
      const principal = role('AWSReservedSSO_Administrator_0123456789abcdef', resource.split(':')[4]);
      // Busbar tags the queues of subscriptions; the others are known by their names.
      return isAllowed({ principal, action, resource, context: serviceTagged }, {}, topology);
    });
    expect(changed).toEqual([]);
  });

  it('protect the keys that have the platform’s alias, and no others', () => {
    const change = (principal: string, aliases: string) =>
      isAllowed({
        ...{ principal, action: 'kms:ScheduleKeyDeletion', resource: arn('kms', 'key/4d1c') },
        context: { 'kms:ResourceAliases': aliases },
      });
    expect(change(administrator, `alias/busbar/${bus}`)).toBe(false);
    expect(change(platformDeployment, `alias/busbar/${bus}`)).toBe(true);
    expect(change(administrator, 'alias/billing')).toBe(true);
  });

  it.each<[string, string, string, Readonly<Record<string, string>>?]>(teamParts)(
    'let only deployments change %s',
    (_, action, resource, context = {}) => {
      const change = (principal: string) => isAllowed({ principal, action, resource, context });
      expect([administrator, code, service].map(change)).toEqual([false, false, false]);
      expect([teamDeployment, platformDeployment].map(change)).toEqual([true, true]);
    },
  );

  it.each([
    ['an administrator', administrator, ownBus],
    ['code under another role', code, ownBus],
    ['a deployment', teamDeployment, ownBus],
    ['code, to the central bus', code, arn('events', `event-bus/${bus}`, CENTRAL)],
  ])('let %s not publish', (_, principal, resource) => {
    expect(isAllowed({ principal, action: 'events:PutEvents', resource })).toBe(false);
  });

  it.each([
    ['the role of a service', service, arn('events', `event-bus/${bus}`, CENTRAL)],
    ['a route', role(`busbar-route-${ACCOUNT}-1`, CENTRAL), ownBus],
    ['the heartbeat', role('busbar-heartbeat', CENTRAL), arn('events', `event-bus/${bus}`, CENTRAL)],
  ])('let %s publish', (_, principal, resource) => {
    expect(isAllowed({ principal, action: 'events:PutEvents', resource })).toBe(true);
  });

  it('let those publish whom services name instead of the role that Busbar makes', () => {
    const builder = new ManifestBuilder()
      .service('billing', { dev: accountOf(1) }, { publishAs: { role: 'team/fees' } })
      .service('orders', { dev: accountOf(2) }, { publishAs: 'account' })
      .event('billing.fee.charged@1', 'billing')
      .event('orders.order.placed@1', 'orders');
    const publish = (principal: string) =>
      isAllowed(
        { principal, action: 'events:PutEvents', resource: arn('events', `event-bus/${bus}`, CENTRAL) },
        {},
        topologyOf(builder),
      );
    expect(publish(role('team/fees', accountOf(1)))).toBe(true);
    expect(publish(role('fees', accountOf(1)))).toBe(false);
    expect(publish(role('anything', accountOf(2)))).toBe(true);
  });

  /** What the stacks of a team do, and what their code does when it runs. */
  it.each<[string, string, string, string, Readonly<Record<string, string>>?]>([
    [
      'makes a queue whose name begins like that of a subscription',
      teamDeployment,
      'sqs:CreateQueue',
      arn('sqs', 'billing-retries'),
    ],
    ['changes its own queue', teamDeployment, 'sqs:SetQueueAttributes', arn('sqs', 'billing-retries')],
    ['changes its own queue by hand', administrator, 'sqs:SetQueueAttributes', arn('sqs', 'billing-retries')],
    ['makes rules on the default bus', teamDeployment, 'events:PutRule', arn('events', 'rule/nightly')],
    ['makes rules on a bus of its own', teamDeployment, 'events:PutTargets', arn('events', 'rule/internal/nightly')],
    ['publishes to a bus of its own', code, 'events:PutEvents', arn('events', 'event-bus/internal')],
    ['publishes to the default bus', administrator, 'events:PutEvents', arn('events', 'event-bus/default')],
    ['makes functions and their roles', teamDeployment, 'iam:CreateRole', role('Billing-WorkerRole-1A2B')],
    ['updates its functions', teamDeployment, 'lambda:UpdateFunctionCode', arn('lambda', 'function:billing-worker')],
    ['runs a function with the role of its service', teamDeployment, 'iam:PassRole', service],
    ['lets the role of its service read a table', teamDeployment, 'iam:PutRolePolicy', service],
    ['connects a function to the queue of a subscription', teamDeployment, 'lambda:CreateEventSourceMapping', '*'],
    ['deploys its stacks', teamDeployment, 'cloudformation:UpdateStack', arn('cloudformation', 'stack/billing-service/7')],
    ['bootstraps for itself', administrator, 'iam:CreateRole', role('cdk-hnb659fds-deploy-role-200000000001-eu-west-1')],
    ['receives', service, 'sqs:ReceiveMessage', arn('sqs', 'billing-fees'), serviceTagged],
    ['deletes what it has handled', service, 'sqs:DeleteMessage', arn('sqs', 'billing-fees'), serviceTagged],
    ['redrives a DLQ', administrator, 'sqs:StartMessageMoveTask', arn('sqs', 'billing-fees-processing-dlq'), serviceTagged],
    [
      'reads what the platform has deployed',
      administrator,
      'cloudformation:DescribeStacks',
      arn('cloudformation', 'stack/busbar-central-bus/1'),
    ],
  ])('leave alone: a team %s', (_, principal, action, resource, context = {}) => {
    expect(isAllowed({ principal, action, resource, context })).toBe(true);
  });

  it('exempt the roles that bootstrap and help, by default the one of the management account', () => {
    const bootstrap = { action: 'iam:CreateRole', resource: role(`cdk-busbar-deploy-role-${ACCOUNT}-eu-west-1`) };
    expect(isAllowed({ principal: role('OrganizationAccountAccessRole'), ...bootstrap })).toBe(true);
    const exempt = ['aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_BreakGlass_*'];
    const breakGlass = role('aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_BreakGlass_0123456789abcdef');
    expect(isAllowed({ principal: breakGlass, ...bootstrap }, { exempt })).toBe(true);
    expect(isAllowed({ principal: breakGlass, ...bootstrap })).toBe(false);
    expect(isAllowed({ principal: role('OrganizationAccountAccessRole'), ...bootstrap }, { exempt })).toBe(false);
  });

  it('know other ways to deploy than CDK', () => {
    const rule = { action: 'events:PutRule', resource: arn('events', `rule/${bus}/billing-fees`) };
    expect(isAllowed({ principal: role('terraform'), ...rule }, { deployers: ['terraform'] })).toBe(true);
    expect(isAllowed({ principal: teamDeployment, ...rule }, { deployers: ['terraform'] })).toBe(false);
  });

  it('are of the partition of the stages, and cover the buses of all of them', () => {
    const stage = new ManifestBuilder().stage('dev', { region: 'cn-north-1' }).service('billing', { dev: ACCOUNT });
    const china = serviceControlPolicies([topologyOf(stage.event('billing.fee.charged@1', 'billing'))]);
    expect(JSON.stringify(china)).not.toMatch(/arn:aws:/);
    const both = serviceControlPolicies([topologyOf(), { ...topologyOf(), bus: { ...topologyOf().bus, name: 'other' } }]);
    expect(JSON.stringify(both)).toContain('event-bus/other');
    expect(serviceControlPolicies([])).toEqual([]);
  });

  it('say how long they are when too many publishers have roles of their own', () => {
    const builder = new ManifestBuilder();
    for (let index = 1; index <= 120; index++) {
      builder
        .service(`svc-${index}`, { dev: accountOf(index) }, { publishAs: { role: `a-role-with-a-long-name-${index}` } })
        .event(`domain${index}.thing.happened@1`, `svc-${index}`);
    }
    const [, publishing] = serviceControlPolicies([topologyOf(builder)]);
    expect(publishing?.characters).toBeGreaterThan(MOST_POLICY_CHARACTERS);
  });
});
