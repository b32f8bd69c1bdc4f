import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// What the emulator has to load is what the real CDK writes.
// eslint-disable-next-line @nx/enforce-module-boundaries
import {
  App,
  Stack,
  aws_cloudwatch as cloudwatch,
  aws_codeartifact as codeartifact,
  aws_events as events,
  aws_logs as logs,
  aws_oam as oam,
  aws_sns as sns,
  aws_xray as xray,
  pipelines,
} from 'aws-cdk-lib';
import { Emulator } from '../src';

const ACCOUNT = '444455556666';
const REGION = 'eu-west-1';
const folder = mkdtempSync(join(tmpdir(), 'busbar-drawn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function observability(app: App): void {
  const stack = new Stack(app, 'observability', { env: { account: ACCOUNT, region: REGION } });
  const alarm = new cloudwatch.CfnAlarm(stack, 'Alarm', {
    alarmName: 'busbar-page-dlq-route',
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    metrics: [{ id: 'failed', expression: 'SELECT SUM(FailedInvocations) FROM SCHEMA("AWS/Events", RuleName)', period: 300 }],
  });
  new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmName: 'busbar-page-stage', alarmRule: `ALARM(${alarm.attrArn})` });
  new cloudwatch.CfnDashboard(stack, 'Dashboard', { dashboardName: 'busbar', dashboardBody: '{}' });
  const sink = new oam.CfnSink(stack, 'Sink', { name: 'busbar' });
  new oam.CfnLink(stack, 'Link', { sinkIdentifier: sink.attrArn, resourceTypes: ['AWS::CloudWatch::Metric'] });
  const topic = new sns.CfnTopic(stack, 'Topic', { topicName: 'busbar-page' });
  new sns.CfnTopicPolicy(stack, 'TopicPolicy', { topics: [topic.ref], policyDocument: { Statement: [] } });
  new sns.CfnSubscription(stack, 'Mail', { topicArn: topic.ref, protocol: 'email', endpoint: 'team@example.org' });
  const bus = new events.CfnEventBus(stack, 'Bus', { name: 'company' });
  const group = new logs.CfnLogGroup(stack, 'Group', { logGroupName: '/aws/vendedlogs/events/company' });
  const source = new logs.CfnDeliverySource(stack, 'Source', {
    name: 'company-error',
    resourceArn: bus.attrArn,
    logType: 'ERROR_LOGS',
  });
  const to = new logs.CfnDeliveryDestination(stack, 'Destination', { name: 'company', destinationResourceArn: group.attrArn });
  const delivery = new logs.CfnDelivery(stack, 'Delivery', {
    deliverySourceName: source.ref,
    deliveryDestinationArn: to.attrArn,
  });
  delivery.addResourceDependency(source);
  new logs.CfnResourcePolicy(stack, 'LogPolicy', { policyName: 'busbar', policyDocument: '{}' });
  new xray.CfnResourcePolicy(stack, 'Traces', { policyName: 'busbar', policyDocument: '{}' });
  new codeartifact.CfnDomain(stack, 'Domain', { domainName: 'busbar' });
}

function pipeline(app: App): void {
  const stack = new Stack(app, 'pipeline', { env: { account: ACCOUNT, region: REGION } });
  const connection = `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/00000000-0000-0000-0000-000000000000`;
  const made = new pipelines.CodePipeline(stack, 'Pipeline', {
    pipelineName: 'busbar-pipeline-dev',
    crossAccountKeys: true,
    synth: new pipelines.ShellStep('Build', {
      input: pipelines.CodePipelineSource.connection('doorstep/platform', 'main', { connectionArn: connection }),
      commands: ['npx cdk synth'],
    }),
  });
  made.buildPipeline();
  new events.CfnRule(stack, 'Failed', {
    name: 'pipeline-failed',
    eventPattern: { source: ['aws.codepipeline'] },
    targets: [{ id: 'pipeline', arn: made.pipeline.pipelineArn }],
  });
}

describe('what only AWS runs', () => {
  const load = async (draw: (app: App) => void, name: string) => {
    const app = new App({ outdir: join(folder, name), analyticsReporting: false });
    draw(app);
    const { directory } = app.synth();
    return (await Emulator.load(directory)).report;
  };

  it('is in the report with its reason: alarms, dashboards, topics, sinks and log deliveries', async () => {
    const { idle, unsupported, limited } = await load(observability, 'observability');
    expect([unsupported, limited]).toEqual([[], []]);
    const types = new Set(idle.map(({ type }) => type));
    expect([...types].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::CompositeAlarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::CodeArtifact::Domain',
      'AWS::Logs::Delivery',
      'AWS::Logs::DeliveryDestination',
      'AWS::Logs::DeliverySource',
      'AWS::Logs::LogGroup',
      'AWS::Logs::ResourcePolicy',
      'AWS::Oam::Link',
      'AWS::Oam::Sink',
      'AWS::SNS::Subscription',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::XRay::ResourcePolicy',
    ]);
    for (const { reason } of idle) expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  it('is the stack of a pipeline too, and its rules say which target gets nothing', async () => {
    const { idle, unsupported, limited } = await load(pipeline, 'pipeline');
    expect(unsupported).toEqual([]);
    expect(new Set(idle.map(({ type }) => type))).toEqual(
      new Set(['AWS::CodeBuild::Project', 'AWS::CodePipeline::Pipeline', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy']),
    );
    expect(limited.map(({ reason }) => reason)).toEqual(['Its target pipeline is not served here (codepipeline).']);
  });
});
