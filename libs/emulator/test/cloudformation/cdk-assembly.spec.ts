// What the emulator has to load is what the real CDK writes.
// eslint-disable-next-line @nx/enforce-module-boundaries
import {
  App,
  CfnOutput,
  Duration,
  Fn,
  NestedStack,
  Stack,
  Stage,
  aws_events as events,
  aws_iam as iam,
  aws_kms as kms,
  aws_lambda as lambda,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Folders } from './assembly.fixture';
import { loadAssembly } from '../../src';
import type { LoadedAssembly, ResolvedResource } from '../../src/cloudformation/model';

const region = 'eu-west-1';
/** Accounts of a stage. */
const ACCOUNTS = {
  dev: { central: '111122223333', service: '444455556666' },
  prod: { central: '777788889999', service: '000011112222' },
};
const CENTRAL = { account: ACCOUNTS.dev.central, region };
const SERVICE = { account: ACCOUNTS.dev.service, region };

const folders = new Folders();
afterAll(() => folders.remove());

describe('an assembly synthesized by CDK', () => {
  let directory: string;
  let dev: LoadedAssembly;

  beforeAll(async () => {
    directory = synthesize();
    dev = await loadAssembly(directory, { stage: 'dev' });
  });

  it('loads only the stage that is asked for', () => {
    expect(dev.stages).toEqual(['dev']);
    expect(dev.stacks.map(({ name, account, parent }) => [name.replace(/Stack[0-9A-F]*Nested.*$/, ''), account, parent])).toEqual(
      [
        ['central', CENTRAL.account, undefined],
        ['service-NestedNested', SERVICE.account, 'service'],
        ['service', SERVICE.account, undefined],
        ['reader', SERVICE.account, undefined],
      ],
    );
  });

  it('loads all stages otherwise', async () => {
    const all = await loadAssembly(directory);
    expect(all.stages).toEqual(['dev', 'prod']);
    expect(all.stacks).toHaveLength(8);
  });

  it('lists the stages when there is no such one', async () => {
    await expect(loadAssembly(directory, { stage: 'test' })).rejects.toThrow(
      'The assembly has no stage "test". Its stages are: dev, prod.',
    );
  });

  it('resolves a rule that routes to a bus in another account', () => {
    const rule = find('AWS::Events::Rule');
    expect(rule).toMatchObject({
      physicalId: 'doorstep-events|to-service',
      arn: 'arn:aws:events:eu-west-1:111122223333:rule/doorstep-events/to-service',
      path: 'dev/Central/Route/Resource',
      account: CENTRAL.account,
      properties: {
        EventBusName: 'doorstep-events',
        EventPattern: { source: ['doorstep.delivery'] },
        Targets: [
          { Arn: 'arn:aws:events:eu-west-1:444455556666:event-bus/doorstep-events', RoleArn: find('AWS::IAM::Role').arn },
        ],
      },
    });
    expect(rule.dependsOn).toEqual(expect.arrayContaining([find('AWS::Events::EventBus').logicalId]));
  });

  it('passes parameters into a nested stack and its outputs out of it', () => {
    const nested = dev.stacks.find(({ parent }) => parent === 'service');
    const inbox = nested?.resources.find(({ type }) => type === 'AWS::SQS::Queue');
    const consumer = find('AWS::Lambda::Function', 'service');
    expect(inbox?.properties['KmsMasterKeyId']).toBe(find('AWS::KMS::Key').arn);
    expect(consumer.properties['Environment']).toEqual({ Variables: { INBOX: inbox?.physicalId } });
  });

  it('finds the code of a function on disk', () => {
    expect(find('AWS::Lambda::Function', 'service').code).toEqual({
      kind: 'directory',
      path: expect.stringMatching(/asset\.[0-9a-f]{64}$/) as string,
    });
    expect(find('AWS::Lambda::Function', 'reader').code).toEqual({ kind: 'inline', text: 'exports.handler = async () => 1;' });
  });

  it('resolves references between stacks through exports', () => {
    const reader = find('AWS::Lambda::Function', 'reader');
    expect(reader.properties['Environment']).toEqual({
      Variables: { CONSUMER: find('AWS::Lambda::Function', 'service').arn, NAMED: 'shared' },
    });
    expect(dev.exports.map(({ name }) => name)).toContain('service:shared');
  });

  it('knows every type that CDK wrote', () => {
    expect(dev.unsupported).toEqual([]);
    expect(new Set(dev.accepted.map(({ type }) => type))).toEqual(new Set(['AWS::CloudFormation::Stack']));
  });

  function find(type: string, stack?: string): ResolvedResource {
    const found = dev.stacks.flatMap(({ resources }) => resources).find((r) => r.type === type && r.stack === (stack ?? r.stack));
    if (!found) throw new Error(`There is no ${type}.`);
    return found;
  }
});

function synthesize(): string {
  const code = folders.write({ 'index.js': 'exports.handler = async (event) => event;' });
  const context = { 'aws:cdk:enable-path-metadata': true };
  const app = new App({ outdir: folders.write({}), analyticsReporting: false, context });
  for (const [name, accounts] of Object.entries(ACCOUNTS)) {
    const stage = new Stage(app, name);

    const central = new Stack(stage, 'Central', { env: { account: accounts.central, region }, stackName: 'central' });
    const bus = new events.EventBus(central, 'Bus', { eventBusName: 'doorstep-events' });
    const role = new iam.Role(central, 'RouteRole', { assumedBy: new iam.ServicePrincipal('events.amazonaws.com') });
    const target = `arn:aws:events:${region}:${accounts.service}:event-bus/doorstep-events`;
    new events.Rule(central, 'Route', {
      ruleName: 'to-service',
      eventBus: bus,
      eventPattern: { source: ['doorstep.delivery'] },
      targets: [{ bind: () => ({ arn: target, role }) }],
    });

    const service = new Stack(stage, 'Service', { env: { account: accounts.service, region }, stackName: 'service' });
    const key = new kms.Key(service, 'Key');
    const nested = new NestedStack(service, 'Nested');
    const inbox = new sqs.Queue(nested, 'Inbox', { encryptionMasterKey: key, visibilityTimeout: Duration.seconds(30) });
    const consumer = new lambda.Function(service, 'Consumer', {
      runtime: lambda.Runtime.NODEJS_20_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(code),
      environment: { INBOX: inbox.queueUrl },
    });
    new CfnOutput(service, 'Shared', { value: 'shared', exportName: 'service:shared' });

    const reader = new Stack(stage, 'Reader', { env: { account: accounts.service, region }, stackName: 'reader' });
    new lambda.Function(reader, 'Reader', {
      runtime: lambda.Runtime.NODEJS_20_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => 1;'),
      environment: { CONSUMER: consumer.functionArn, NAMED: Fn.importValue('service:shared') },
    });
  }
  return app.synth().directory;
}
