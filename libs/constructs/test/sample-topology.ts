import { NO_OBSERVABILITY } from '@busbar/topology';
import type {
  ConfiguredSubscription,
  DeploymentUnit,
  Inbox,
  InboxSubscription,
  Route,
  ServiceIdentity,
  Topology,
} from '@busbar/topology';

export interface SampleOptions {
  readonly stage?: string;
  readonly encryption?: Topology['bus']['encryption'];
  /** Subscriber accounts, from 1. @default 1 */
  readonly accounts?: number;
}

const region = 'eu-west-1';
const centralAccount = '100000000000';
const busName = 'acme-events';
const busArn = `arn:aws:events:${region}:${centralAccount}:event-bus/${busName}`;
const retry = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 };

const packed = (Statement: Topology['bus']['policy']['document']['Statement']) => {
  const document = { Version: '2012-10-17' as const, Statement };
  return { document, characters: JSON.stringify(document).length };
};
const queue = (account: string, name: string) => ({ name, arn: `arn:aws:sqs:${region}:${account}:${name}` });
const serviceTrust: ServiceIdentity['role']['trust'] = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const key: Topology['bus']['key'] = {
  alias: `alias/busbar/${busName}`,
  policy: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Administration',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${centralAccount}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'EventBridgeLooksAtKey',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'kms:DescribeKey',
        Resource: '*',
      },
      {
        Sid: 'EventBridge',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceArn': busArn } },
      },
    ],
  },
  deadLetterQueue: {
    name: `${busName}-encryption-dlq`,
    arn: `arn:aws:sqs:${region}:${centralAccount}:${busName}-encryption-dlq`,
  },
};
const toolingAccount = '300000000000';
const role = (account: string, name: string) => ({ name, arn: `arn:aws:iam::${account}:role/${name}` });
const rule = (account: string, name: string) => ({ name, arn: `arn:aws:events:${region}:${account}:rule/${busName}/${name}` });

const centralHeartbeat: Topology['bus']['heartbeat'] = {
  function: {
    name: 'busbar-heartbeat',
    arn: `arn:aws:lambda:${region}:${centralAccount}:function:busbar-heartbeat`,
    code: 'exports.handler = async () => undefined;',
    environment: { BUS_NAME: busName },
  },
  role: {
    ...role(centralAccount, 'busbar-heartbeat'),
    trust: serviceTrust,
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'FindRoutes', Effect: 'Allow', Action: 'events:ListRules', Resource: '*' },
        {
          Sid: 'Log',
          Effect: 'Allow',
          Action: 'logs:PutLogEvents',
          Resource: `arn:aws:logs:${region}:${centralAccount}:log-group:/aws/lambda/busbar-heartbeat:*`,
        },
      ],
    },
  },
  logGroup: { name: '/aws/lambda/busbar-heartbeat', retentionDays: 7 },
  schedule: {
    name: 'busbar-heartbeat',
    arn: `arn:aws:events:${region}:${centralAccount}:rule/busbar-heartbeat`,
    expression: 'rate(1 minute)',
  },
  invokedFrom: toolingAccount,
};

/** The matchers that a careless renderer loses: null, numbers, nested lists, empty text, `$or`. */
export const trickyFilter = {
  status: ['delivered', { prefix: '' }, { 'anything-but': ['lost', 'stolen'] }],
  weight: [{ numeric: ['>', 0, '<=', 30.5] }],
  signature: [null, { exists: false }],
  $or: [{ detailType: ['a'] }, { insured: [true, false] }],
};

const pattern = { source: ['acme.parcel'], 'detail-type': ['parcel.delivered@1'], detail: { data: trickyFilter } };

const alarms: ConfiguredSubscription['alarms'] = {
  level: 'essential',
  topic: `arn:aws:sns:${region}:200000000001:busbar-alarms-parcels`,
  runbooks: 'docs/runbooks',
  detail: 'Subscription service-1/invoice, team parcels.',
  latencyMilliseconds: 1000,
};

/** As the bindings generator writes it, for the one event type of the sample. */
export const parcelDelivered = {
  type: 'parcel.delivered@1',
  pattern: (filter?: object) => ({
    source: ['acme.parcel'],
    'detail-type': ['parcel.delivered@1'],
    ...(filter && { detail: { data: filter } }),
  }),
};

/**
 * A small hand-written topology for the tests of everything that draws one. Each subscriber account has one service with one
 * subscription into a queue and one into a function; the service of the first account also publishes.
 */
export function sampleTopology({ stage = 'dev', encryption = 'aws-owned', accounts = 1 }: SampleOptions = {}): Topology {
  const subscribers = Array.from({ length: accounts }, (_, index) => `2000000000${String(index + 1).padStart(2, '0')}`);
  const publisher = subscribers[0] ?? '200000000001';
  const inboxes = subscribers.map(inbox);
  const routes = subscribers.map((account, index) => route(account, shardOf(index)));
  return {
    schema: 'busbar/topology@1',
    company: 'acme',
    organizationId: 'o-acme123456',
    stage,
    engine: 'classic',
    region,
    centralAccount,
    observability: NO_OBSERVABILITY,
    bus: {
      name: busName,
      arn: busArn,
      encryption,
      ...(encryption === 'customer-managed' && { key }),
      archive: { name: `${busName}-archive`, retentionDays: 30 },
      heartbeat: centralHeartbeat,
      policy: {
        principals: [],
        ...packed([
          {
            Sid: 'Publish1',
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${publisher}:root` },
            Action: 'events:PutEvents',
            Resource: busArn,
            Condition: { StringEquals: { 'events:source': 'acme.parcel', 'aws:PrincipalOrgID': 'o-acme123456' } },
          },
          {
            Sid: 'Publish2',
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${publisher}:root` },
            Action: 'events:PutEvents',
            Resource: busArn,
            Condition: { StringEquals: { 'events:source': 'acme.depot', 'aws:PrincipalOrgID': 'o-acme123456' } },
          },
        ]),
      },
    },
    grants: [
      {
        account: publisher,
        principal: role(publisher, 'busbar-service-service-1').arn,
        source: 'acme.parcel',
        services: ['service-1'],
        eventTypes: ['parcel.delivered@1'],
      },
    ],
    routes,
    idleRoutes: [],
    serviceTargets: [],
    inboxes,
    subscriptions: inboxes.flatMap(({ account, subscriptions }) => subscriptions.map((each) => ({ ...each, account, alarms }))),
    waiting: [],
    identities: subscribers.map((account, index) => identity(account, `service-${index + 1}`)),
    idleIdentities: [],
    waves: waves(subscribers, routes),
    serviceStacks: subscribers.map((account, index) => ({
      account,
      needs: [`busbar-account-${account}`],
      neededBy: [`busbar-routing-${shardOf(index)}`],
    })),
    quotaUse: [],
  };
}

function shardOf(index: number): number {
  return Math.floor(index / 25) + 1;
}

function route(account: string, shard: number): Route {
  const name = `busbar-${account}-1`;
  return {
    name,
    ruleArn: rule(centralAccount, name).arn,
    account,
    shard,
    pattern,
    patternCharacters: JSON.stringify(pattern).length,
    eventTypes: ['parcel.delivered@1'],
    demands: [{ eventType: 'parcel.delivered@1', source: 'acme.parcel', filters: [trickyFilter] }],
    subscriptions: [`${serviceOf(account)}/invoice`, `${serviceOf(account)}/notify`],
    role: {
      ...role(centralAccount, `${name}-role`),
      trust: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              ArnEquals: { 'aws:SourceArn': rule(centralAccount, name).arn },
              StringEquals: { 'aws:SourceAccount': centralAccount },
            },
          },
        ],
      },
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'events:PutEvents',
            Resource: `arn:aws:events:${region}:${account}:event-bus/${busName}`,
          },
        ],
      },
    },
    deadLetterQueue: queue(centralAccount, `${name}-dlq`),
    targetArn: `arn:aws:events:${region}:${account}:event-bus/${busName}`,
    retry,
  };
}

function inbox(account: string): Inbox {
  const arn = `arn:aws:events:${region}:${account}:event-bus/${busName}`;
  const service = serviceOf(account);
  const common = (name: string) => ({
    service,
    name,
    resourceName: name,
    description: `What ${service} does on ${name}`,
    eventType: 'parcel.delivered@1',
    rule: rule(account, `${service}-${name}`),
    pattern,
    deliveryDeadLetterQueue: queue(account, `${service}-${name}-delivery-dlq`),
    retry,
  });
  const subscriptions: InboxSubscription[] = [
    {
      ...common('invoice'),
      delivery: {
        kind: 'queue',
        queue: queue(account, `${service}-invoice`),
        visibilityTimeoutSeconds: 45,
        processingDeadLetterQueue: queue(account, `${service}-invoice-processing-dlq`),
        maxReceiveCount: 4,
      },
    },
    {
      ...common('notify'),
      delivery: {
        kind: 'function',
        function: { name: `${service}-notify`, arn: `arn:aws:lambda:${region}:${account}:function:${service}-notify` },
        definedIn: 'workspace',
        processingDeadLetterQueue: queue(account, `${service}-notify-processing-dlq`),
        admits: rule(account, `${service}-*`).arn,
        retry: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 2 },
      },
    },
  ];
  const policy = packed([
    {
      Sid: 'Routes',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${centralAccount}:root` },
      Action: 'events:PutEvents',
      Resource: arn,
      Condition: { ArnEquals: { 'aws:PrincipalArn': role(centralAccount, `busbar-${account}-1-role`).arn } },
    },
  ]);
  const heartbeat = {
    rule: rule(account, 'busbar-heartbeat'),
    pattern: { source: ['busbar.platform'] },
    queue: queue(account, 'busbar-heartbeat'),
    retentionSeconds: 300,
    reader: role(toolingAccount, 'busbar-steps-dev').arn,
  };
  return { account, bus: { name: busName, arn }, policy, subscriptions, idle: [], heartbeat };
}

function identity(account: string, service: string): ServiceIdentity {
  return {
    service,
    account,
    role: {
      ...role(account, `busbar-service-${service}`),
      trust: serviceTrust,
      policy: {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'Publish', Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn },
          {
            Sid: 'Consume',
            Effect: 'Allow',
            Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
            Resource: `arn:aws:sqs:${region}:${account}:*`,
            Condition: { StringEquals: { 'aws:ResourceTag/busbar:service': service } },
          },
          {
            Sid: 'Discover',
            Effect: 'Allow',
            Action: 'ssm:GetParameter',
            Resource: `arn:aws:ssm:${region}:${account}:parameter/busbar/${service}/*`,
          },
        ],
      },
      boundary: {
        name: 'busbar-service-boundary',
        arn: `arn:aws:iam::${account}:policy/busbar-service-boundary`,
        document: {
          Version: '2012-10-17',
          Statement: [
            { Sid: 'WhatThePoliciesAllow', Effect: 'Allow', Action: '*', Resource: '*' },
            { Sid: 'Identities', Effect: 'Deny', Action: 'iam:*', Resource: '*' },
          ],
        },
      },
    },
    publishes: [],
  };
}

function waves(accounts: readonly string[], routes: readonly Route[]): Topology['waves'] {
  const unit = (kind: DeploymentUnit['kind'], account: string, place: number | string = account): DeploymentUnit => ({
    kind,
    account,
    stack: `busbar-${kind}-${place}`,
    needs: [],
  });
  const centralBus = { ...unit('central-bus', centralAccount), stack: 'busbar-central-bus' };
  const shards = [...new Set(routes.map((each) => each.shard))];
  return [
    {
      order: 1,
      settleSeconds: 60,
      units: [centralBus, ...accounts.map((account) => unit('account', account))],
    },
    {
      order: 2,
      settleSeconds: 60,
      units: shards.map((shard) => ({
        ...unit('routing', centralAccount, shard),
        shard,
        needs: [
          centralBus.stack,
          ...routes.filter((each) => each.shard === shard).map(({ account }) => `busbar-account-${account}`),
        ],
      })),
    },
  ];
}

function serviceOf(account: string): string {
  return `service-${Number(account.slice(4))}`;
}
