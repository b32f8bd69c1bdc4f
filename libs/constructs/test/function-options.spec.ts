import { parcelDelivered, sampleTopology, trickyFilter } from '@busbar/constructs/sample-topology';
import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem as EfsFileSystem } from 'aws-cdk-lib/aws-efs';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AdotLambdaExecWrapper,
  AdotLambdaLayerJavaScriptSdkVersion,
  AdotLayerVersion,
  Architecture,
  Code,
  FileSystem,
  LambdaInsightsVersion,
  LayerVersion,
  Runtime,
  SnapStartConf,
  TenancyConfig,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { ConstructError, EventSubscription, on, useTopology, type HandlerOptions } from '../src/index';

type Options = Partial<HandlerOptions>;

function draw(options: (stack: Stack) => object) {
  const stack = new Stack(new App(), 'notify', { env: { account: '200000000001', region: 'eu-west-1' } });
  useTopology(stack, sampleTopology());
  const handler = { code: Code.fromInline('exports.handler = async () => {};'), ...options(stack) };
  new EventSubscription(stack, 'Notify', {
    service: 'service-1',
    events: [on(parcelDelivered, handler, trickyFilter, { subscription: 'notify' })],
  });
  return stack;
}

const vpc = (stack: Stack) =>
  Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] });

function fileSystem(stack: Stack): Options {
  const network = vpc(stack);
  const files = EfsFileSystem.fromFileSystemAttributes(stack, 'Files', {
    fileSystemId: 'fs-1',
    securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'FilesGroup', 'sg-1'),
  });
  const accessPoint = AccessPoint.fromAccessPointAttributes(stack, 'AccessPoint', { accessPointId: 'fsap-1', fileSystem: files });
  return { vpc: network, filesystem: FileSystem.fromEfsAccessPoint(accessPoint, '/mnt/files') };
}

interface Drawn {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: {
    readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
  };
}

const resources = (stack: Stack) =>
  Object.entries(Template.fromStack(stack).toJSON().Resources as Readonly<Record<string, Drawn>>);

describe.each<[option: string, action: string, options: (stack: Stack) => Options]>([
  ['vpc', 'ec2:CreateNetworkInterface', (stack) => ({ vpc: vpc(stack) })],
  ['tracing', 'xray:PutTraceSegments', () => ({ tracing: Tracing.ACTIVE })],
  [
    'adotInstrumentation',
    'xray:PutTraceSegments',
    () => ({
      adotInstrumentation: {
        layerVersion: AdotLayerVersion.fromJavaScriptSdkLayerVersion(AdotLambdaLayerJavaScriptSdkVersion.LATEST),
        execWrapper: AdotLambdaExecWrapper.REGULAR_HANDLER,
      },
    }),
  ],
  ['insightsVersion', 'logs:CreateLogGroup', () => ({ insightsVersion: LambdaInsightsVersion.VERSION_1_0_333_0 })],
  ['filesystem', 'elasticfilesystem:ClientMount', fileSystem],
  ['environmentEncryption', 'kms:Decrypt', (stack) => ({ environmentEncryption: new Key(stack, 'Key') })],
  ['profiling', 'codeguru-profiler:PostAgentProfile', () => ({ profiling: true, runtime: Runtime.PYTHON_3_9 })],
  ['onFailure', 'sqs:SendMessage', (stack) => ({ onFailure: new SqsDestination(new Queue(stack, 'Failed')) })],
  ['events', 'sqs:ReceiveMessage', (stack) => ({ events: [new SqsEventSource(new Queue(stack, 'Work'))] })],
])('%s', (_, action, options) => {
  let drawn: ReturnType<typeof resources>;
  let policies: typeof drawn;
  beforeAll(() => {
    drawn = resources(draw(options));
    policies = drawn.filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::IAM::Policy' && Properties.PolicyDocument.Statement.some(({ Action }) => [Action].flat().includes(action)),
    );
  });

  test(`gives the service's role ${action}, in the stack of the team`, () => {
    expect(policies).toHaveLength(1);
    expect(policies[0]?.[1].Properties).toMatchObject({ Roles: ['busbar-service-service-1'] });
  });

  test('is not used before the role is allowed it: the function waits for the policy', () => {
    const [functionId, { DependsOn = [] }] = drawn.find(([, { Type }]) => Type === 'AWS::Lambda::Function') ?? ['', {} as Drawn];
    expect({ functionId, DependsOn }).toMatchObject({ DependsOn: expect.arrayContaining([policies[0]?.[0]]) });
  });
});

describe.each<[option: string, options: (stack: Stack) => Options, type: string, properties: object]>([
  [
    'ephemeralStorageSize',
    () => ({ ephemeralStorageSize: Size.gibibytes(1) }),
    'AWS::Lambda::Function',
    { EphemeralStorage: { Size: 1024 } },
  ],
  ['architecture', () => ({ architecture: Architecture.X86_64 }), 'AWS::Lambda::Function', { Architectures: ['x86_64'] }],
  [
    'reservedConcurrentExecutions',
    () => ({ reservedConcurrentExecutions: 3 }),
    'AWS::Lambda::Function',
    { ReservedConcurrentExecutions: 3 },
  ],
  [
    'layers',
    (stack) => ({ layers: [LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:eu-west-1:1:layer:a:1')] }),
    'AWS::Lambda::Function',
    { Layers: ['arn:aws:lambda:eu-west-1:1:layer:a:1'] },
  ],
  ['logRetention', () => ({ logRetention: RetentionDays.ONE_YEAR }), 'AWS::Logs::LogGroup', { RetentionInDays: 365 }],
  [
    'onSuccess beside the retries that the subscription sets',
    (stack) => ({ onSuccess: new SqsDestination(new Queue(stack, 'Done')) }),
    'AWS::Lambda::EventInvokeConfig',
    { MaximumEventAgeInSeconds: 3600, DestinationConfig: { OnSuccess: { Destination: Match.anyValue() } } },
  ],
])('%s', (_, options, type, properties) => {
  test('is drawn', () => {
    Template.fromStack(draw(options)).hasResourceProperties(type, properties);
  });
});

test('logRemovalPolicy is that of the log group', () => {
  const template = Template.fromStack(draw(() => ({ logRemovalPolicy: RemovalPolicy.RETAIN })));
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
});

it.each<[option: string, value: (stack: Stack) => unknown, instead: string]>([
  ['functionName', () => 'mine', 'functionName of its delivery'],
  ['role', () => ({}), "The function runs as the service's role"],
  ['logGroup', () => ({}), 'Set logRetention'],
  ['logRetentionRole', () => ({}), 'without a custom resource'],
  ['logRetentionRetryOptions', () => ({}), 'without a custom resource'],
  ['deadLetterQueue', (stack) => new Queue(stack, 'Dead'), 'processingDeadLetterQueue'],
  ['deadLetterQueueEnabled', () => false, 'processingDeadLetterQueue'],
  ['deadLetterTopic', (stack) => new Topic(stack, 'Dead'), 'Use onFailure'],
  ['maxEventAge', () => Duration.minutes(5), 'set retry.maximumEventAgeInSeconds there'],
  ['retryAttempts', () => 0, 'set retry.maximumRetryAttempts there'],
  ['snapStart', () => SnapStartConf.ON_PUBLISHED_VERSIONS, 'published versions only'],
  ['currentVersionOptions', () => ({ provisionedConcurrentExecutions: 1 }), 'Events go to the unpublished function'],
  ['tenancyConfig', () => TenancyConfig.PER_TENANT, 'a rule names none'],
  ['durableConfig', () => ({ executionTimeout: Duration.hours(1) }), 'invoked by version or alias only'],
])('refuses %s, and says what to do', (option, value, instead) => {
  const refused = () => draw((stack) => ({ [option]: value(stack) }));
  expect(refused).toThrow(ConstructError);
  expect(refused).toThrow(`"service-1-notify" sets ${option}, which a function of a subscription cannot have.`);
  expect(refused).toThrow(instead);
});
