import { EventSubscription, on, type EventTypeBinding } from '@busbar/constructs';
import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { compile, factsOf, type Topology } from '@busbar/topology';
import { Stack, type Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../src/index';

/** Every type that we draw. What holds messages, events, or what they are encrypted with, is state. */
const holdsState: Readonly<Record<string, boolean>> = {
  'AWS::Events::Archive': true,
  'AWS::Events::EventBus': true,
  'AWS::KMS::Key': true,
  'AWS::SQS::Queue': true,
  'AWS::CloudWatch::Alarm': false,
  'AWS::CloudWatch::CompositeAlarm': false,
  'AWS::CloudWatch::Dashboard': false,
  'AWS::Events::Rule': false,
  'AWS::IAM::ManagedPolicy': false,
  'AWS::IAM::Policy': false,
  'AWS::IAM::Role': false,
  'AWS::KMS::Alias': false,
  'AWS::Lambda::EventInvokeConfig': false,
  'AWS::Lambda::Function': false,
  'AWS::Lambda::Permission': false,
  'AWS::Logs::LogGroup': false,
  'AWS::Oam::Link': false,
  'AWS::Oam::Sink': false,
  'AWS::SNS::Subscription': false,
  'AWS::SNS::Topic': false,
  'AWS::SNS::TopicPolicy': false,
  'AWS::SQS::QueuePolicy': false,
  'AWS::SSM::Parameter': false,
};

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Each function of the company, as its team would define it. */
function services(stage: Stage, topology: Topology): void {
  for (const { account, subscriptions } of topology.inboxes) {
    const stack = new Stack(stage, `services-${account}`, { env: { account, region: topology.region } });
    const functions = new Map(
      subscriptions
        .filter(({ delivery }) => factsOf(delivery).definedByService)
        .map((each) => [factsOf(each.delivery).target.arn, each]),
    );
    for (const { service, name: subscription, eventType: type, pattern } of functions.values()) {
      const eventType = { type, pattern: () => pattern as ReturnType<EventTypeBinding['pattern']> };
      const events = [on(eventType, { code: Code.fromInline('//') }, undefined, { subscription })];
      new EventSubscription(stack, subscription, { service, events });
    }
  }
}

describe('the test company', () => {
  let directory: string;
  let resources: readonly (readonly [string, Resource])[];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'busbar-'));
    const { manifest } = await loadManifest(testCompanyConfig);
    if (!manifest) throw new Error('the test company has errors');
    const encrypted = { ...manifest, platform: { ...manifest.platform, encryption: 'customer-managed' as const } };
    const topologies = manifest.stages.map((stage) => compile(encrypted, stage.name).topology);
    const { stages } = await synthesize({ topologies, outdir: join(directory, 'cdk.out'), services });
    resources = stages.flatMap(({ stage, stacks }) =>
      stacks.flatMap(({ name, templateFile }) => {
        const { Resources = {} } = JSON.parse(readFileSync(templateFile, 'utf8')) as { Resources?: Record<string, Resource> };
        return Object.entries(Resources).map(([id, resource]) => [`${stage}/${name}/${id}`, resource] as const);
      }),
    );
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('has no resources of a type of which we do not know whether it holds state, and has all the others', () => {
    const drawn = new Set(resources.map(([, { Type }]) => Type));
    const known = new Set(Object.keys(holdsState));
    expect([...drawn].filter((type) => !known.has(type))).toEqual([]);
    expect([...known].filter((type) => holdsState[type] && !drawn.has(type))).toEqual([]);
  });

  test('keeps state that leaves a template or is replaced; only a deployment that fails takes away what it had just made', () => {
    const careless = resources
      .filter(([, { Type }]) => holdsState[Type])
      // Heartbeats of the last five minutes are worth nothing.
      .filter(([, { Properties }]) => Properties?.['QueueName'] !== 'busbar-heartbeat')
      .filter(
        ([, { DeletionPolicy, UpdateReplacePolicy }]) =>
          DeletionPolicy !== 'RetainExceptOnCreate' || UpdateReplacePolicy !== 'Retain',
      );
    expect(careless.map(([at]) => at)).toEqual([]);
  });
});
