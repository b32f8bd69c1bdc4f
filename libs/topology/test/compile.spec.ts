import { evaluate } from '@busbar/iam-policy';
import { CENTRAL, ManifestBuilder, accountOf } from './manifest-builder';
import { TopologyError, compile, subscriptionPattern } from '../src/index';

/** delivery (account …1) publishes; access and billing (…2, …3) subscribe, and access publishes too. */
function company(): ManifestBuilder {
  return new ManifestBuilder()
    .service('delivery')
    .service('access')
    .service('billing')
    .event('delivery.status.updated@1', 'delivery', { peakPerSecond: 10 })
    .event('delivery.order.placed@1', 'delivery', { peakPerSecond: 5 })
    .event('access.grant.issued@1', 'access', { peakPerSecond: 2 })
    .subscribe('access', 'finished', 'delivery.status.updated@1', { status: ['DELIVERED'] })
    .subscribe('access', 'failed', 'delivery.status.updated@1', { status: ['FAILED'] })
    .subscribe('access', 'orders', 'delivery.order.placed@1', undefined, { kind: 'function', functionName: 'access-orders' })
    .subscribe('billing', 'fees', 'delivery.status.updated@1', { status: ['DELIVERED'] });
}

const [DELIVERY, ACCESS, BILLING] = [1, 2, 3].map(accountOf) as [string, string, string];
const roleOf = (account: string, service: string): string => `arn:aws:iam::${account}:role/busbar-service-${service}`;
const busOf = (account: string): string => `arn:aws:events:eu-west-1:${account}:event-bus/doorstep-events`;

describe('compile', () => {
  const { topology, problems } = compile(company().build(), 'dev');

  it('has no problems with a sound company', () => {
    expect(problems).toEqual([]);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(topology))).toEqual(topology);
    expect(JSON.stringify(topology)).not.toContain('document":{"file');
  });

  it('plans the central bus', () => {
    expect(topology).toMatchObject({
      schema: 'busbar/topology@1',
      company: 'doorstep',
      organizationId: 'o-doorstep01',
      stage: 'dev',
      engine: 'classic',
      region: 'eu-west-1',
      centralAccount: CENTRAL,
      bus: {
        name: 'doorstep-events',
        arn: busOf(CENTRAL),
        archive: { name: 'doorstep-events', retentionDays: 30 },
        policy: {
          principals: [
            {
              principal: roleOf(DELIVERY, 'delivery'),
              services: ['delivery'],
              sources: ['doorstep.delivery'],
              binds: 'source-and-event-type',
            },
            {
              principal: roleOf(ACCESS, 'access'),
              services: ['access'],
              sources: ['doorstep.access'],
              binds: 'source-and-event-type',
            },
          ],
        },
      },
    });
    expect(topology.bus.policy.characters).toBe(JSON.stringify(topology.bus.policy.document).length);
  });

  it('grants each publishing role its own sources and event types', () => {
    expect(topology.grants).toEqual([
      {
        account: DELIVERY,
        principal: roleOf(DELIVERY, 'delivery'),
        source: 'doorstep.delivery',
        services: ['delivery'],
        eventTypes: ['delivery.order.placed@1', 'delivery.status.updated@1'],
      },
      {
        account: ACCESS,
        principal: roleOf(ACCESS, 'access'),
        source: 'doorstep.access',
        services: ['access'],
        eventTypes: ['access.grant.issued@1'],
      },
    ]);
  });

  it('plans one route for each subscriber account, with role, DLQ and ARNs', () => {
    expect(topology.routes.map(({ name }) => name)).toEqual([`busbar-${ACCESS}-1`, `busbar-${BILLING}-1`]);
    expect(topology.routes[0]).toEqual({
      name: `busbar-${ACCESS}-1`,
      ruleArn: `arn:aws:events:eu-west-1:${CENTRAL}:rule/doorstep-events/busbar-${ACCESS}-1`,
      account: ACCESS,
      shard: 1,
      pattern: {
        $or: [
          {
            source: ['busbar.platform'],
            'detail-type': ['busbar.heartbeat@1'],
            detail: { data: { route: [`busbar-${ACCESS}-1`] } },
          },
          {
            source: ['doorstep.delivery'],
            $or: [
              { 'detail-type': ['delivery.order.placed@1'] },
              { 'detail-type': ['delivery.status.updated@1'], detail: { data: { status: ['DELIVERED', 'FAILED'] } } },
            ],
          },
        ],
      },
      patternCharacters: 314,
      heartbeat: true,
      eventTypes: ['delivery.order.placed@1', 'delivery.status.updated@1'],
      demands: [
        { eventType: 'delivery.order.placed@1', source: 'doorstep.delivery', filters: [] },
        { eventType: 'delivery.status.updated@1', source: 'doorstep.delivery', filters: [{ status: ['DELIVERED', 'FAILED'] }] },
      ],
      subscriptions: ['access/failed', 'access/finished', 'access/orders'],
      role: {
        name: `busbar-route-${ACCESS}-1`,
        arn: `arn:aws:iam::${CENTRAL}:role/busbar-route-${ACCESS}-1`,
        trust: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: {
                ArnEquals: { 'aws:SourceArn': `arn:aws:events:eu-west-1:${CENTRAL}:rule/doorstep-events/busbar-${ACCESS}-1` },
                StringEquals: { 'aws:SourceAccount': CENTRAL },
              },
            },
          ],
        },
        policy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: busOf(ACCESS) }],
        },
      },
      deadLetterQueue: {
        name: `busbar-route-${ACCESS}-1-dlq`,
        arn: `arn:aws:sqs:eu-west-1:${CENTRAL}:busbar-route-${ACCESS}-1-dlq`,
      },
      targetArn: busOf(ACCESS),
      retry: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 60 },
    });
  });

  it('plans the inbox of an account: queues, functions, dead-letter queues', () => {
    const [access] = topology.inboxes;
    expect(access?.subscriptions.map(({ name }) => name)).toEqual(['failed', 'finished', 'orders']);
    expect(access?.subscriptions[1]).toEqual({
      service: 'access',
      name: 'finished',
      resourceName: 'finished',
      description: 'About finished.',
      eventType: 'delivery.status.updated@1',
      rule: { name: 'access-finished', arn: `arn:aws:events:eu-west-1:${ACCESS}:rule/doorstep-events/access-finished` },
      pattern: {
        source: ['doorstep.delivery'],
        'detail-type': ['delivery.status.updated@1'],
        detail: { data: { status: ['DELIVERED'] } },
      },
      delivery: {
        kind: 'queue',
        queue: { name: 'access-finished', arn: `arn:aws:sqs:eu-west-1:${ACCESS}:access-finished` },
        visibilityTimeoutSeconds: 30,
        processingDeadLetterQueue: {
          name: 'access-finished-processing-dlq',
          arn: `arn:aws:sqs:eu-west-1:${ACCESS}:access-finished-processing-dlq`,
        },
        maxReceiveCount: 5,
      },
      deliveryDeadLetterQueue: {
        name: 'access-finished-delivery-dlq',
        arn: `arn:aws:sqs:eu-west-1:${ACCESS}:access-finished-delivery-dlq`,
      },
      retry: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 60 },
    });
    expect(access?.subscriptions[2]?.delivery).toEqual({
      kind: 'function',
      function: { name: 'access-orders', arn: `arn:aws:lambda:eu-west-1:${ACCESS}:function:access-orders` },
      processingDeadLetterQueue: {
        name: 'access-orders-processing-dlq',
        arn: `arn:aws:sqs:eu-west-1:${ACCESS}:access-orders-processing-dlq`,
      },
      definedIn: 'workspace',
      admits: `arn:aws:events:eu-west-1:${ACCESS}:rule/doorstep-events/access-*`,
      retry: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 2 },
    });
  });

  it('deploys what receives before what sends', () => {
    expect(topology.waves).toEqual([
      {
        order: 1,
        settleSeconds: 60,
        units: [
          ...[DELIVERY, ACCESS, BILLING].map((account) => ({
            kind: 'account',
            stack: `busbar-account-${account}`,
            account,
            needs: [],
          })),
          { kind: 'central-bus', stack: 'busbar-central-bus', account: CENTRAL, needs: [] },
        ],
      },
      {
        order: 2,
        settleSeconds: 60,
        units: [
          {
            kind: 'routing',
            stack: 'busbar-routing-1',
            account: CENTRAL,
            shard: 1,
            needs: [`busbar-account-${ACCESS}`, `busbar-account-${BILLING}`, 'busbar-central-bus'],
          },
        ],
      },
    ]);
  });

  it("needs an account's roles before the stacks of its service teams, and those before its routes", () => {
    const neededBy = { [DELIVERY]: [], [ACCESS]: ['busbar-routing-1'], [BILLING]: ['busbar-routing-1'] };
    expect(topology.serviceStacks).toEqual(
      [DELIVERY, ACCESS, BILLING].map((account) => ({
        account,
        needs: [`busbar-account-${account}`],
        neededBy: neededBy[account],
      })),
    );
  });

  it('plans no key where AWS owns it', () => {
    expect(topology.bus).not.toHaveProperty('key');
  });

  describe('with a customer-managed key', () => {
    const manifest = company().build();
    const { bus } = compile({ ...manifest, platform: { ...manifest.platform, encryption: 'customer-managed' } }, 'dev').topology;
    const granted = (sid: string) => {
      const { Principal, Action, Condition } = bus.key?.policy.Statement.find(({ Sid }) => Sid === sid) ?? {};
      return { Principal, Action, Condition };
    };
    const Principal = { Service: 'events.amazonaws.com' };

    it('plans its alias and the DLQ for what it could not encrypt or decrypt', () => {
      expect(bus.key).toMatchObject({
        alias: 'alias/busbar/doorstep-events',
        deadLetterQueue: {
          name: 'doorstep-events-encryption-dlq',
          arn: `arn:aws:sqs:eu-west-1:${CENTRAL}:doorstep-events-encryption-dlq`,
        },
      });
    });

    it('leaves its administration to the central account', () => {
      expect(granted('Administration')).toMatchObject({ Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` }, Action: 'kms:*' });
    });

    it('lets EventBridge look at it before there is an encryption context', () => {
      expect(granted('EventBridgeLooksAtKey')).toEqual({ Principal, Action: 'kms:DescribeKey', Condition: undefined });
    });

    it('lets EventBridge use it for this bus only', () => {
      expect(granted('EventBridgeUsesKeyForBus')).toEqual({
        Principal,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': bus.arn, 'aws:SourceArn': bus.arn } },
      });
    });

    it('lets EventBridge re-encrypt for the archive, where it sends no aws:SourceArn', () => {
      expect(granted('EventBridgeUsesKeyForArchive')).toEqual({
        Principal,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
        Condition: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': bus.arn } },
      });
    });
  });

  it('has no routing wave without subscriptions', () => {
    const publisherOnly = new ManifestBuilder().service('delivery').event('delivery.a@1', 'delivery').build();
    expect(compile(publisherOnly, 'dev').topology).toMatchObject({ routes: [], inboxes: [], waves: [{ order: 1 }] });
  });

  it('refuses a stage that does not exist', () => {
    expect(() => compile(company().build(), 'prod')).toThrow(new TopologyError('There is no stage "prod". Choose one of "dev".'));
  });

  it('refuses a manifest that was not validated', () => {
    expect(() => compile(company().subscribe('billing', 'x', 'no.such@1').build(), 'dev')).toThrow(TopologyError);
  });
});

describe('who may do what', () => {
  const { topology } = compile(company().build(), 'dev');

  it('lets functions and containers assume the role, and nobody else', () => {
    expect(topology.identities.find(({ service }) => service === 'access')?.role.trust.Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'] }, Action: 'sts:AssumeRole' },
    ]);
  });

  const identityPolicies = (service: string) => {
    const policy = topology.identities.find((identity) => identity.service === service)?.role.policy;
    return policy ? [policy] : [];
  };
  const role = (account: string, name: string) =>
    ({ type: 'role', account, arn: `arn:aws:sts::${account}:assumed-role/${name}/busbar` }) as const;
  const publish = (service: string, account: string, source: string, eventType: string): string =>
    evaluate(
      {
        principal: role(account, `busbar-service-${service}`),
        action: 'events:PutEvents',
        resource: topology.bus.arn,
        context: { 'events:source': source, 'events:detail-type': eventType, 'aws:PrincipalOrgID': 'o-doorstep01' },
      },
      { identityPolicies: identityPolicies(service), resourcePolicy: topology.bus.policy.document, resourceAccount: CENTRAL },
    ).reason;

  it.each([
    ['its own event', 'delivery', DELIVERY, 'doorstep.delivery', 'delivery.order.placed@1', 'allowed'],
    ["another service's event", 'delivery', DELIVERY, 'doorstep.access', 'access.grant.issued@1', 'no-identity-allow'],
    ['an unknown type from its own source', 'delivery', DELIVERY, 'doorstep.delivery', 'delivery.other@1', 'no-identity-allow'],
    ['its event from another account', 'delivery', BILLING, 'doorstep.delivery', 'delivery.order.placed@1', 'no-resource-allow'],
    ['anything as a mere subscriber', 'billing', BILLING, 'doorstep.delivery', 'delivery.order.placed@1', 'no-identity-allow'],
  ])('publishing %s', (_, service, account, source, eventType, reason) => {
    expect(publish(service, account, source, eventType)).toBe(reason);
  });

  it.each([
    ['the route role', `busbar-route-${ACCESS}-1`, 'allowed'],
    ["another account's route role", `busbar-route-${BILLING}-1`, 'no-resource-allow'],
    ['any other role of the central account', 'admin', 'no-resource-allow'],
  ])('%s at the subscriber bus', (_, name, reason) => {
    const inbox = topology.inboxes.find(({ account }) => account === ACCESS);
    const allow = { Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' } as const;
    const decision = evaluate(
      { principal: role(CENTRAL, name), action: 'events:PutEvents', resource: busOf(ACCESS), context: {} },
      {
        identityPolicies: [{ Version: '2012-10-17', Statement: [allow] }],
        ...(inbox && { resourcePolicy: inbox.policy.document }),
        resourceAccount: ACCESS,
      },
    );
    expect(decision.reason).toBe(reason);
  });

  it('a service consumes the queues with its tag, and no others', () => {
    const receive = (account: string, tags: Readonly<Record<string, string>>): boolean =>
      evaluate(
        {
          principal: role(ACCESS, 'busbar-service-access'),
          action: 'sqs:ReceiveMessage',
          resource: `arn:aws:sqs:eu-west-1:${account}:a-queue`,
          context: tags,
        },
        { identityPolicies: identityPolicies('access'), resourceAccount: ACCESS },
      ).allowed;
    expect(receive(ACCESS, { 'aws:ResourceTag/busbar:service': 'access' })).toBe(true);
    expect(receive(ACCESS, { 'aws:ResourceTag/busbar:service': 'billing' })).toBe(false);
    expect(receive(ACCESS, { 'aws:ResourceTag/service': 'access' })).toBe(false);
    expect(receive(ACCESS, {})).toBe(false);
    expect(receive(BILLING, { 'aws:ResourceTag/busbar:service': 'access' })).toBe(false);
  });
});

describe('accounts, stages and lifecycles', () => {
  it('gives services that share an account one unit, a role each, and one route', () => {
    const shared = new ManifestBuilder()
      .service('delivery')
      .service('billing', { dev: ACCESS })
      .service('access', { dev: ACCESS })
      .event('delivery.a@1', 'delivery')
      .subscribe('billing', 'a', 'delivery.a@1', { x: ['1'] })
      .subscribe('access', 'a', 'delivery.a@1', { y: ['2'] })
      .build();
    const { topology } = compile(shared, 'dev');
    expect(topology.waves.flatMap(({ units }) => units.filter(({ account }) => account === ACCESS))).toHaveLength(1);
    expect(topology.identities.map(({ role }) => role.name)).toEqual([
      'busbar-service-access',
      'busbar-service-billing',
      'busbar-service-delivery',
    ]);
    expect(topology.routes.map(({ subscriptions }) => subscriptions)).toEqual([['access/a', 'billing/a']]);
  });

  it('leaves out services that are not in the stage, and warns a subscriber of an absent publisher', () => {
    const partly = new ManifestBuilder()
      .stage('dev')
      .stage('prod')
      .service('delivery', { dev: DELIVERY })
      .service('access', { dev: ACCESS, prod: BILLING })
      .event('delivery.a@1', 'delivery')
      .subscribe('access', 'a', 'delivery.a@1')
      .build();
    const { topology, problems } = compile(partly, 'prod');
    expect(topology.identities.map(({ service }) => service)).toEqual(['access']);
    expect(topology.grants).toEqual([]);
    expect(problems).toEqual([
      {
        code: 'topology/publisher-not-in-stage',
        severity: 'warning',
        at: { file: 'config/subscriptions/access.yaml', line: 2, column: 29 },
        message:
          'Subscription "access/a" will receive nothing in stage "prod": ' +
          'the publisher of "delivery.a@1", "delivery", has no account there.',
        fix: 'Give "delivery" an account in stage "prod" (config/services/delivery.yaml).',
      },
    ]);
    expect(compile(partly, 'dev').problems).toEqual([]);
  });

  it.each([
    ['draft', 'dev', 1],
    ['draft', 'prod', 0],
    ['active', 'prod', 1],
    ['deprecated', 'prod', 1],
    ['retired', 'dev', 0],
  ] as const)('an event type that is %s is granted in %s %d times', (state, stage, grants) => {
    const manifest = new ManifestBuilder()
      .stage('dev')
      .stage('prod')
      .service('delivery', { dev: DELIVERY, prod: ACCESS })
      .event('delivery.a@1', 'delivery', { state })
      .build();
    expect(compile(manifest, stage).topology.grants).toHaveLength(grants);
  });

  it('changes nothing of the others when one subscription changes', () => {
    const before = compile(company().build(), 'dev').topology;
    const after = compile(company().subscribe('billing', 'orders', 'delivery.order.placed@1').build(), 'dev').topology;
    expect(after.inboxes[0]).toEqual(before.inboxes[0]);
    expect(after.inboxes[1]?.subscriptions).toEqual(expect.arrayContaining([...(before.inboxes[1]?.subscriptions ?? [])]));
    expect(after.routes[0]).toEqual(before.routes[0]);
    expect(after.bus).toEqual(before.bus);
  });
});

describe('problems of a stage', () => {
  it('finds names that two subscriptions of one account would share', () => {
    const manifest = new ManifestBuilder()
      .service('a', { dev: ACCESS })
      .service('a-b', { dev: ACCESS })
      .event('a.x@1', 'a')
      .subscribe('a', 'b-c', 'a.x@1')
      .subscribe('a-b', 'c', 'a.x@1')
      .build();
    const { problems } = compile(manifest, 'dev');
    expect(problems.map(({ code, message }) => [code, message])).toEqual(
      ['rule "a-b-c"', 'queue "a-b-c"', 'queue "a-b-c-processing-dlq"', 'queue "a-b-c-delivery-dlq"']
        .map((name) => `Subscriptions "a/b-c" and "a-b/c" would both have a ${name} in account ${ACCESS}.`)
        .map((message) => ['topology/name-collision', message])
        .sort(),
    );
  });

  const toFunction = (functionName: string) => ({ kind: 'function', functionName }) as const;

  it('finds the queue for what a function could not process, once for all subscriptions to the function', () => {
    const manifest = new ManifestBuilder()
      .service('a')
      .event('a.x@1', 'a')
      .event('a.y@1', 'a')
      .subscribe('a', 'b', 'a.x@1')
      .subscribe('a', 'c', 'a.x@1', undefined, toFunction('a-b'))
      .subscribe('a', 'd', 'a.y@1', undefined, toFunction('a-b'))
      .build();
    expect(compile(manifest, 'dev').problems).toMatchObject([
      { code: 'topology/name-collision', at: { line: 3 }, message: expect.stringContaining('queue "a-b-processing-dlq"') },
    ]);
  });

  it('finds a function of two services, where they share an account', () => {
    const shared = new ManifestBuilder()
      .stage('dev')
      .stage('prod')
      .service('a', { dev: accountOf(1), prod: accountOf(2) })
      .service('b', { dev: accountOf(1), prod: accountOf(3) })
      .event('a.x@1', 'a')
      .subscribe('a', 'x', 'a.x@1', undefined, toFunction('f'))
      .subscribe('b', 'x', 'a.x@1', undefined, toFunction('f'))
      .build();
    expect(compile(shared, 'dev').problems).toMatchObject([
      {
        code: 'topology/receiver-shared',
        at: { file: 'config/subscriptions/b.yaml' },
        message: `Subscription "b/x" is delivered to the function "f" of account ${accountOf(1)}, which is that of service "a".`,
      },
    ]);
    expect(compile(shared, 'prod').problems).toEqual([]);
  });

  it('finds a queue that has the name of a dead-letter queue', () => {
    const manifest = new ManifestBuilder()
      .service('a')
      .event('a.x@1', 'a')
      .subscribe('a', 'b', 'a.x@1')
      .subscribe('a', 'b-delivery-dlq', 'a.x@1')
      .build();
    expect(compile(manifest, 'dev').problems).toMatchObject([{ code: 'topology/name-collision', at: { line: 3 } }]);
  });
});

describe('patterns that do not fit', () => {
  const values = (count: number): string[] => Array.from({ length: count }, (_, index) => `v-${index}-0123456789`);
  const base = (): ManifestBuilder => new ManifestBuilder().service('a').event('a.x@1', 'a').event('a.y@1', 'a');

  it('spreads event types over parts', () => {
    const manifest = base()
      .subscribe('a', 'x', 'a.x@1', { f: values(80) })
      .subscribe('a', 'y', 'a.y@1', { f: values(80), g: ['1'] })
      .build();
    const { topology, problems } = compile(manifest, 'dev');
    expect(problems).toEqual([]);
    expect(topology.routes.map(({ name, eventTypes }) => [name, eventTypes])).toEqual([
      [`busbar-${DELIVERY}-1`, ['a.x@1']],
      [`busbar-${DELIVERY}-2`, ['a.y@1']],
    ]);
  });

  it.each<[string, ManifestBuilder, string, RegExp]>([
    [
      'one filter that is too long',
      base().subscribe('a', 'x', 'a.x@1', { f: values(200) }),
      'topology/pattern-too-long',
      /^The pattern of subscription "a\/x" has \d+ characters in its route, 2048 are allowed \(stage "dev"\)\.$/,
    ],
    [
      'filters of one type that are too long together',
      base()
        .subscribe('a', 'x', 'a.x@1', { f: values(80), h: ['1'] })
        .subscribe('a', 'z', 'a.x@1', { g: values(70) }),
      'topology/pattern-too-long',
      /^The filters of "a\/x", "a\/z" on "a.x@1", which share account \d+, have \d+ characters together, 2048 are allowed/,
    ],
    [
      'a filter that cannot be an alternative',
      base()
        .subscribe('a', 'x', 'a.x@1', { p: { prefix: ['1'] } })
        .subscribe('a', 'z', 'a.x@1', { g: ['2'] }),
      'topology/filters-not-combinable',
      /cannot be alternatives of one rule: prefix is Ruler reserved fieldName which cannot be used inside \$or\.$/,
    ],
  ])('reports %s', (_, builder, code, message) => {
    expect(compile(builder.build(), 'dev').problems).toEqual([
      expect.objectContaining({
        code,
        severity: 'error',
        at: { file: 'config/subscriptions/a.yaml', line: 2, column: expect.any(Number) },
        message: expect.stringMatching(message),
      }),
    ]);
  });

  it('gives a filter that cannot stand in $or a rule to itself', () => {
    const manifest = base()
      .subscribe('a', 'x', 'a.x@1', { prefix: ['1'] })
      .subscribe('a', 'y', 'a.y@1')
      .build();
    const { topology, problems } = compile(manifest, 'dev');
    expect(problems).toMatchObject([{ code: 'topology/route-without-heartbeat', severity: 'warning', at: { line: 2 } }]);
    expect(topology.routes.map(({ eventTypes, heartbeat }) => [eventTypes, heartbeat])).toEqual([
      [['a.x@1'], false],
      [['a.y@1'], true],
    ]);
  });

  it('uses a raised quota', () => {
    const manifest = base().subscribe('a', 'x', 'a.x@1', { f: values(150) });
    expect(compile(manifest.build(), 'dev').problems).toHaveLength(1);
    manifest.platform({ raisedQuotas: { 'events/pattern-characters': 4096 } });
    expect(compile(manifest.build(), 'dev').problems).toEqual([]);
  });
});

describe('subscriptionPattern', () => {
  it.each([
    ['a filter', { status: ['A'] }, { detail: { data: { status: ['A'] } } }],
    ['no filter', undefined, {}],
    ['an empty filter', {}, {}],
  ])('of a subscription with %s', (_, filter, expected) => {
    const manifest = new ManifestBuilder().service('a').event('a.x@1', 'a').subscribe('a', 's', 'a.x@1', filter).build();
    const [subscription] = manifest.subscriptions;
    if (!subscription) throw new Error('one was built');
    const ofType = { source: ['doorstep.a'], 'detail-type': ['a.x@1'] };
    expect(subscriptionPattern(manifest, subscription)).toEqual({ ...ofType, ...expected });
  });
});
