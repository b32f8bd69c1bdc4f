import { EventSubscription, on, type EventHandler } from '@busbar/constructs';
import { parcelDelivered, sampleTopology, trickyFilter } from '@busbar/constructs/sample-topology';
import type { Stage } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, LambdaInsightsVersion, Tracing } from 'aws-cdk-lib/aws-lambda';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topology } from '@busbar/topology';
import { checkTemplate } from '@busbar/template-checks';
import { featureFlags } from '../src/feature-flags';
import { acknowledgements, synthesize } from '../src/index';
import { createApp, drawStages } from '../src/synthesize';

let directory: string;
let outdir: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'busbar-'));
  outdir = join(directory, 'cdk.out');
});
afterEach(() => rmSync(directory, { recursive: true }));

const stages = ['dev', 'staging', 'prod'].map((stage) => sampleTopology({ stage, accounts: 2 }));
const dev = sampleTopology();

interface Manifest {
  readonly artifacts: Readonly<
    Record<string, { readonly type: string; readonly displayName?: string; readonly dependencies?: readonly string[] }>
  >;
}
const manifest = (stage: string) =>
  JSON.parse(readFileSync(join(outdir, `assembly-${stage}`, 'manifest.json'), 'utf8')) as Manifest;

/** By their path in the app, what each stack of a stage waits for. */
function dependencies(stage: string): Readonly<Record<string, readonly string[]>> {
  const { artifacts } = manifest(stage);
  const stacks = Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  const names = (ids: readonly string[]) =>
    ids.filter((id) => artifacts[id]?.type === 'aws:cloudformation:stack').map((id) => artifacts[id]?.displayName ?? id);
  return Object.fromEntries(stacks.map(({ displayName = '', dependencies: ids = [] }) => [displayName, names(ids).sort()]));
}

/** Every file of the assembly with its content. */
function files(at = outdir): Readonly<Record<string, string>> {
  const names = readdirSync(at, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    names.map((each) => [
      join(each.parentPath, each.name).slice(at.length),
      readFileSync(join(each.parentPath, each.name), 'utf8'),
    ]),
  );
}

/** A function with every option that needs a permission on resources that have no name yet. */
function networkedStack(stage: Stage): Stack {
  const stack = new Stack(stage, 'service-2', { env: { account: '200000000001', region: 'eu-west-1' } });
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-1'],
    privateSubnetRouteTableIds: ['rtb-1'],
  });
  notify(stack, {
    code: Code.fromInline('//'),
    vpc,
    tracing: Tracing.ACTIVE,
    insightsVersion: LambdaInsightsVersion.VERSION_1_0_333_0,
  });
  return stack;
}

/** What receives the one subscription of the sample that is delivered to a function. */
function notify(stack: Stack, handler: EventHandler): void {
  const events = [on(parcelDelivered, handler, trickyFilter, { subscription: 'notify' })];
  new EventSubscription(stack, 'Notify', { service: 'service-1', events });
}

function serviceStack(stage: Stage, code: Code = Code.fromInline('//')): Stack {
  const stack = new Stack(stage, 'service-1', { env: { account: '200000000001', region: 'eu-west-1' } });
  notify(stack, { code });
  return stack;
}

/** As a stage with `subscriberBusTrust: central-account` is planned. */
function trustingTheCentralAccount(topology: Topology): Topology {
  const inboxes = topology.inboxes.map((inbox) => {
    const Statement = inbox.policy.document.Statement.map((statement) => ({
      ...statement,
      Sid: 'DeliverFromCentralBus',
      Condition: undefined,
    }));
    return { ...inbox, policy: { ...inbox.policy, document: { ...inbox.policy.document, Statement } } };
  });
  return { ...topology, inboxes };
}

test('writes one nested assembly a stage and tells its stacks', async () => {
  const result = await synthesize({ topologies: stages, outdir });
  expect(result.stages.map(({ stage }) => stage)).toEqual(['dev', 'staging', 'prod']);
  expect(result.findings).toEqual([]);
  expect(result.stages[0]?.stacks.map(({ name, account, region }) => `${name} ${account} ${region}`).sort()).toEqual([
    'busbar-account-200000000001 200000000001 eu-west-1',
    'busbar-account-200000000002 200000000002 eu-west-1',
    'busbar-central-bus 100000000000 eu-west-1',
    'busbar-routing-1 100000000000 eu-west-1',
  ]);
  for (const { stacks } of result.stages) for (const { templateFile } of stacks) expect(existsSync(templateFile)).toBe(true);
  expect(readdirSync(outdir).filter((name) => name.startsWith('assembly-'))).toEqual([
    'assembly-dev',
    'assembly-prod',
    'assembly-staging',
  ]);
});

test('gives the same bytes for the same topologies', async () => {
  await synthesize({ topologies: stages, outdir });
  const first = files();
  await synthesize({ topologies: stages, outdir });
  expect(files()).toEqual(first);
});

test('templates name no other stack: no support stack, export, import or bootstrap parameter', async () => {
  await synthesize({ topologies: [dev], outdir });
  const templates = Object.entries(files()).filter(([name]) => name.endsWith('.template.json'));
  expect(templates).toHaveLength(3);
  for (const [, text] of templates) {
    expect(text).not.toMatch(/Fn::ImportValue|"Export"|BootstrapVersion|CDKMetadata/);
  }
});

test('routes are deployed after the central bus and their own subscribers; nothing else waits', async () => {
  const thirty = sampleTopology({ accounts: 26 });
  await synthesize({ topologies: [thirty], outdir });
  const waits = dependencies('dev');
  expect(waits['dev/routing-2']).toEqual(['dev/account-200000000026', 'dev/central-bus-100000000000']);
  expect(waits['dev/routing-1']).toHaveLength(26);
  expect(
    Object.entries(waits)
      .filter(([, needed]) => needed.length > 0)
      .map(([name]) => name),
  ).toEqual(['dev/routing-1', 'dev/routing-2']);
});

test("a service's stacks are deployed after the roles of its account, and before the routes that feed it", async () => {
  const thirty = sampleTopology({ accounts: 26 });
  await synthesize({ topologies: [thirty], outdir, services: (stage) => void serviceStack(stage) });
  const waits = dependencies('dev');
  expect(waits['dev/service-1']).toEqual(['dev/account-200000000001']);
  expect(waits['dev/routing-1']).toContain('dev/service-1');
  expect(waits['dev/routing-2']).not.toContain('dev/service-1');
});

test('a service stack that depends on a routing stack is refused: that would wait for it, and it for that', async () => {
  const services = (stage: Stage): void => {
    const routing = stage.node.children.find((each) => each instanceof Stack && each.stackName === 'busbar-routing-1') as Stack;
    const between = new Stack(stage, 'between', { env: { account: '200000000009', region: 'eu-west-1' } });
    between.addStackDependency(routing);
    serviceStack(stage).addStackDependency(between);
  };
  await expect(synthesize({ topologies: [dev], outdir, services })).rejects.toThrow(
    'stack "dev-service-1" depends on "busbar-routing-1", which waits for it',
  );
});

test('code assets are staged each time, also when the output goes elsewhere', async () => {
  const source = join(directory, 'code');
  mkdirSync(source);
  const services = (stage: Stage) => void serviceStack(stage, Code.fromAsset(source));
  for (const [to, text] of [
    ['one', 'a'],
    ['one', 'b'],
    ['two', 'b'],
  ] as const) {
    writeFileSync(join(source, 'index.js'), text);
    await synthesize({ topologies: [dev], outdir: join(directory, to), services });
    const staged = Object.entries(files(join(directory, to))).filter(([name]) => name.endsWith('index.js'));
    expect(staged.map(([, content]) => content)).toEqual([text]);
  }
});

test('a stack uploads its own assets only, to its own account', async () => {
  await synthesize({ topologies: stages, outdir, services: (stage) => void serviceStack(stage) });
  const assets = Object.entries(files()).filter(([name]) => name.endsWith('.assets.json'));
  expect(assets).toHaveLength(3 * 5);
  for (const [name, text] of assets) {
    const account = /\d{12}/.exec(name)?.[0] ?? (name.includes('routing') ? '100000000000' : '200000000001');
    const uploads = Object.values((JSON.parse(text) as { files: Record<string, { destinations: object }> }).files);
    expect(uploads.map(({ destinations }) => Object.keys(destinations).map((to) => to.slice(0, 12)))).toEqual([[account]]);
  }
});

test.each([
  ['a stage that occurs twice', [dev, dev], 'Stage "dev" occurs twice'],
  [
    'routes that are planned before their subscribers',
    [{ ...dev, waves: [...dev.waves].reverse() }],
    'plans stack "busbar-routing-1" before',
  ],
])('refuses %s, and writes nothing', async (_, topologies, message) => {
  await expect(synthesize({ topologies, outdir })).rejects.toThrow(message);
  expect(readdirSync(directory)).toEqual([]);
});

describe('validation', () => {
  const both = [dev, sampleTopology({ stage: 'prod', encryption: 'customer-managed' })];

  test('finds nothing in what we draw, of the platform and of a service team', async () => {
    const services = (stage: Stage) => {
      serviceStack(stage);
      networkedStack(stage);
    };
    const topologies = [...both, trustingTheCentralAccount(sampleTopology({ stage: 'staging' }))];
    const { findings } = await synthesize({ topologies, outdir, services, validate: true });
    expect(findings).toEqual([]);
  });

  test('every acknowledgement is of something that is really there, so that none outlives its reason', () => {
    const topologies = [...both, trustingTheCentralAccount(sampleTopology({ stage: 'staging' }))];
    const app = createApp({ outdir, validate: false, findings: 'return' });
    drawStages(app, topologies, (stage) => {
      serviceStack(stage);
      networkedStack(stage);
    });
    const constructs = app.node.findAll();
    const acknowledged = acknowledgements.map(({ where, rule }) =>
      constructs.filter(where).map((construct) => (typeof rule === 'string' ? rule : rule(construct))),
    );
    expect(acknowledged.every((rules) => rules.length > 0)).toBe(true);

    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    const stacks = app.synth().nestedAssemblies.flatMap(({ nestedAssembly }) => nestedAssembly.stacks);
    const found = [
      ...violations.map(({ ruleName }) => ruleName),
      ...stacks
        .flatMap(({ template }) => checkTemplate(template as Parameters<typeof checkTemplate>[0]))
        .map(({ check }) => check.rule),
    ];
    expect([...new Set(found)].sort()).toEqual([...new Set(acknowledged.flat())].sort());
  });

  test("reports each finding of a service team's stack once, with its place, and writes the assembly all the same", async () => {
    const services = (stage: Stage) => void new CfnQueue(serviceStack(stage), 'Careless');
    const { findings } = await synthesize({ topologies: [dev], outdir, services, validate: true });
    expect(findings.map(({ pack, rule, severity, construct }) => `${pack} ${rule} ${severity} ${construct}`)).toEqual([
      'AwsSolutions AwsSolutions-SQS3 error dev/service-1/Careless',
      'AwsSolutions AwsSolutions-SQS4 error dev/service-1/Careless',
    ]);
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(true);
  });
});

test('the pinned feature flags are those that this CDK recommends', () => {
  expect(Object.keys(featureFlags).sort()).toEqual(Object.keys(recommended).sort());
});
