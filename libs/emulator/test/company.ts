import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import {
  accessKeyIdOf,
  Emulator,
  loadAssembly,
  sqs,
  type EmulatorOptions,
  type Identity,
  type LoadedAssembly,
  type RuntimeEvent,
} from '../src';
import { Folders, stackArtifact } from './cloudformation/assembly.fixture';

export const REGION = 'eu-west-1';
export const CENTRAL = '100000000001';
export const PUBLISHER = '200000000002';
export const SUBSCRIBER = '300000000003';
/** Exists, has nothing, and is in no organization. */
export const STRANGER = '999999999999';
export const ORGANIZATION = 'o-company1234';
export const BUS_ARN = `arn:aws:events:${REGION}:${CENTRAL}:event-bus/company`;
export const orders: Identity = { account: PUBLISHER, role: 'orders' };
export const parcels: Identity = { account: SUBSCRIBER, role: 'parcels' };

type Resources = Record<string, Definition>;
export interface Definition {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string | string[];
}
export type Templates = Record<'central' | 'publisher' | 'subscriber', { Resources: Resources }>;

const queueArn = (account: string, name: string) => `arn:aws:sqs:${REGION}:${account}:${name}`;
const allow = (Action: string | string[], Resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const trust = (...services: string[]) => policy({ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' });

/** A queue that a rule may send to; the logical ids are the name without dashes, and `Queue` or `Policy`. */
function ruleQueue(name: string, ruleArn: string, more: object = {}): Resources {
  const id = name.replaceAll('-', '');
  return {
    [`${id}Queue`]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name, ...more } },
    [`${id}Policy`]: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: `${id}Queue` }],
        PolicyDocument: policy(
          allow(
            'sqs:SendMessage',
            { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] },
            {
              Principal: { Service: 'events.amazonaws.com' },
              Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
            },
          ),
        ),
      },
    },
  };
}

export const ROUTE_ARN = `arn:aws:events:${REGION}:${CENTRAL}:rule/company/to-subscriber`;
export const QUEUE_RULE_ARN = `arn:aws:events:${REGION}:${SUBSCRIBER}:rule/company/parcels-queue`;
export const FUNCTION_RULE_ARN = `arn:aws:events:${REGION}:${SUBSCRIBER}:rule/company/parcels-function`;
const ROUTE_ROLE_ARN = `arn:aws:iam::${CENTRAL}:role/route-to-subscriber`;
const SUBSCRIBER_BUS_ARN = `arn:aws:events:${REGION}:${SUBSCRIBER}:event-bus/company`;

/** A central bus, one publisher, one subscriber with a queue and a function: written out by hand, new for every test. */
export function templates(): Templates {
  return {
    central: {
      Resources: {
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'company' } },
        BusPolicy: {
          Type: 'AWS::Events::EventBusPolicy',
          Properties: {
            EventBusName: { Ref: 'Bus' },
            StatementId: 'orders',
            Statement: {
              Sid: 'orders',
              ...allow(
                'events:PutEvents',
                { 'Fn::GetAtt': ['Bus', 'Arn'] },
                {
                  Principal: { AWS: `arn:aws:iam::${PUBLISHER}:root` },
                  Condition: { StringEquals: { 'events:source': 'company.orders', 'aws:PrincipalOrgID': ORGANIZATION } },
                },
              ),
            },
          },
        },
        Archive: {
          Type: 'AWS::Events::Archive',
          Properties: { ArchiveName: 'everything', SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] }, RetentionDays: 7 },
        },
        RouteRole: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'route-to-subscriber',
            AssumeRolePolicyDocument: trust('events.amazonaws.com'),
            Policies: [{ PolicyName: 'put', PolicyDocument: policy(allow('events:PutEvents', SUBSCRIBER_BUS_ARN)) }],
          },
        },
        Route: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'to-subscriber',
            EventBusName: { Ref: 'Bus' },
            EventPattern: { source: ['company.orders'], 'detail-type': ['order.placed@1', 'order.cancelled@1'] },
            Targets: [
              {
                Id: 'subscriber',
                Arn: SUBSCRIBER_BUS_ARN,
                RoleArn: { 'Fn::GetAtt': ['RouteRole', 'Arn'] },
                DeadLetterConfig: { Arn: queueArn(CENTRAL, 'route-dlq') },
              },
            ],
          },
        },
        ...ruleQueue('route-dlq', ROUTE_ARN),
      },
    },
    publisher: {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'orders',
            AssumeRolePolicyDocument: policy({
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${PUBLISHER}:root` },
              Action: 'sts:AssumeRole',
            }),
            Policies: [{ PolicyName: 'publish', PolicyDocument: policy(allow('events:PutEvents', BUS_ARN)) }],
          },
        },
        Bystander: {
          Type: 'AWS::IAM::Role',
          Properties: { RoleName: 'bystander', AssumeRolePolicyDocument: trust('ecs-tasks.amazonaws.com') },
        },
      },
    },
    subscriber: {
      Resources: {
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'company' } },
        BusPolicy: {
          Type: 'AWS::Events::EventBusPolicy',
          Properties: {
            EventBusName: { Ref: 'Bus' },
            StatementId: 'routes',
            Statement: allow('events:PutEvents', SUBSCRIBER_BUS_ARN, {
              Sid: 'routes',
              Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` },
              Condition: { ArnEquals: { 'aws:PrincipalArn': ROUTE_ROLE_ARN } },
            }),
          },
        },
        QueueRule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'parcels-queue',
            EventBusName: { Ref: 'Bus' },
            EventPattern: {
              source: ['company.orders'],
              'detail-type': ['order.placed@1'],
              detail: { data: { country: ['BE', 'NL'] } },
            },
            Targets: [
              {
                Id: 'queue',
                Arn: queueArn(SUBSCRIBER, 'parcels'),
                DeadLetterConfig: { Arn: queueArn(SUBSCRIBER, 'parcels-delivery-dlq') },
                RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3_600 },
              },
            ],
          },
        },
        ...ruleQueue('parcels', QUEUE_RULE_ARN, {
          VisibilityTimeout: 30,
          RedrivePolicy: { deadLetterTargetArn: queueArn(SUBSCRIBER, 'parcels-dlq'), maxReceiveCount: 2 },
        }),
        ...ruleQueue('parcels-delivery-dlq', QUEUE_RULE_ARN),
        ProcessingDlq: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'parcels-dlq' } },
        Fifo: {
          Type: 'AWS::SQS::Queue',
          Properties: { QueueName: 'steps.fifo', FifoQueue: true, ContentBasedDeduplication: true },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'parcels',
            AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
            Policies: [
              {
                PolicyName: 'consume',
                PolicyDocument: policy(
                  allow(
                    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
                    queueArn(SUBSCRIBER, 'parcels'),
                  ),
                ),
              },
            ],
          },
        },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'parcels',
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Runtime: 'nodejs20.x',
            Handler: 'index.handler',
            Code: { ZipFile: `exports.handler = async (event) => { console.log('handled ' + event.detail.data.id); };` },
          },
        },
        FunctionRule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'parcels-function',
            EventBusName: { Ref: 'Bus' },
            EventPattern: { 'detail-type': ['order.cancelled@1'] },
            Targets: [{ Id: 'function', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
          },
        },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { Ref: 'Function' },
            Principal: 'events.amazonaws.com',
            SourceArn: { 'Fn::GetAtt': ['FunctionRule', 'Arn'] },
          },
        },
      },
    },
  };
}

/** The company's stacks, with some changes, as loaded from a cloud assembly. */
export async function loadCompany(
  change: (templates: Templates) => void = () => undefined,
  services?: EmulatorOptions['services'],
): Promise<LoadedAssembly> {
  const stacks = templates();
  change(stacks);
  const folders = new Folders();
  const accounts = { central: CENTRAL, publisher: PUBLISHER, subscriber: SUBSCRIBER };
  const artifacts = Object.entries(accounts).map(([name, account]) => [name, stackArtifact(name, `aws://${account}/${REGION}`)]);
  const directory = folders.write({
    'manifest.json': { version: '48.0.0', artifacts: Object.fromEntries(artifacts) },
    ...Object.fromEntries(Object.entries(stacks).map(([name, template]) => [`${name}.template.json`, template])),
  });
  try {
    return await loadAssembly(directory, services && { services });
  } finally {
    folders.remove();
  }
}

/** A running company, and clients that act as its people. */
export class Company {
  readonly events: RuntimeEvent[] = [];
  endpoint = '';
  readonly #clients: { destroy(): void }[] = [];

  private constructor(readonly emulator: Emulator) {}

  /** @param change alters the templates before they are loaded */
  static async start(change: (templates: Templates) => void = () => undefined, options: EmulatorOptions = {}): Promise<Company> {
    const emulator = await Company.load(change, {
      ...options,
      observer: (event) => {
        company.events.push(event);
        options.observer?.(event);
      },
    });
    const company: Company = new Company(emulator);
    company.endpoint = (await emulator.listen({ port: 0 })).endpoint;
    return company;
  }

  static async load(change: (templates: Templates) => void = () => undefined, options: EmulatorOptions = {}): Promise<Emulator> {
    const assembly = await loadCompany(change, options.services);
    return new Emulator([assembly], { organizationId: ORGANIZATION, foreignAccounts: [STRANGER], ...options });
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.emulator.close();
  }

  settings(identity: Identity) {
    return {
      endpoint: this.endpoint,
      region: REGION,
      credentials: { accessKeyId: accessKeyIdOf(identity), secretAccessKey: 'any' },
      maxAttempts: 1,
    };
  }

  eventBridge(identity: Identity): EventBridgeClient {
    return this.#own(new EventBridgeClient(this.settings(identity)));
  }

  sqs(identity: Identity): SQSClient {
    return this.#own(new SQSClient(this.settings(identity)));
  }

  sts(identity: Identity): STSClient {
    return this.#own(new STSClient(this.settings(identity)));
  }

  queueUrl(account: string, name: string): string {
    return `${this.endpoint}/${account}/${name}`;
  }

  /** Until so many long polls wait at a queue. */
  async waiting(name: string, count: number): Promise<void> {
    while (
      this.emulator
        .service(sqs)
        .queues()
        .find((queue) => queue.name === name)?.waiting !== count
    ) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Everything that is in a queue, seen by its account's root, left invisible. */
  async drain(account: string, name: string): Promise<Message[]> {
    const client = this.sqs({ account });
    const drained: Message[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.queueUrl(account, name),
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) return drained;
      drained.push(...Messages);
    }
  }

  journal<Kind extends RuntimeEvent['kind']>(kind: Kind): Extract<RuntimeEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<RuntimeEvent, { kind: Kind }> => event.kind === kind);
  }

  #own<T extends { destroy(): void }>(client: T): T {
    this.#clients.push(client);
    return client;
  }
}

/** An entry of `PutEvents` that is right and wanted by the subscriber's queue. */
export function placed(change: Record<string, unknown> = {}) {
  return {
    EventBusName: BUS_ARN,
    Source: 'company.orders',
    DetailType: 'order.placed@1',
    Detail: JSON.stringify({ data: { id: randomUUID(), country: 'BE' } }),
    ...change,
  };
}
