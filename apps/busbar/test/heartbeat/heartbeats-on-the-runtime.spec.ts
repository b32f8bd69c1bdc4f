import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Emulator, eventBridge, type RuntimeEvent } from '@busbar/emulator';
import { synthesize } from '@busbar/rollout';
import { compile, heartbeat } from '@busbar/topology';
import { ManifestBuilder, accountOf } from '@busbar/topology/testing';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awaitHeartbeats, type HeartbeatReport } from '../../src/heartbeat/await-heartbeats';
import { withoutHeartbeats } from '../../src/heartbeat/without-heartbeats';
import { heartbeatClients } from '../../src/heartbeat/heartbeat-clients';

jest.setTimeout(120_000);

/* The templates that are deployed, with the function's own code, against the AWS SDK. */

const { topology } = compile(
  new ManifestBuilder().service('pub').service('sub').event('x.y@1', 'pub').subscribe('sub', 's', 'x.y@1').build(),
  'dev',
);
const ROUTE = `busbar-${accountOf(2)}-1`;
const SILENT = [{ route: ROUTE, account: accountOf(2), queue: 'busbar-heartbeat' }];

/** The last time that a Date can be. */
const NEVER = new Date(8.64e15);

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

let folder: string;
beforeAll(async () => {
  process.env['CDK_VALIDATION'] = 'false';
  folder = mkdtempSync(join(tmpdir(), 'busbar-test-'));
  await synthesize({ topologies: [topology], outdir: join(folder, 'cdk.out') });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Serves the assembly with one template changed. */
async function serve(stack: string, change: (resources: Resources) => void, events: RuntimeEvent[] = []) {
  const assembly = mkdtempSync(join(folder, 'changed-'));
  cpSync(join(folder, 'cdk.out'), assembly, { recursive: true });
  const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' });
  const file = files.find((name) => name.includes(stack) && name.endsWith('.template.json')) ?? '';
  const template = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as { Resources: Resources };
  change(template.Resources);
  writeFileSync(join(assembly, file), JSON.stringify(template));
  const emulator = await Emulator.load(assembly, {
    stage: 'dev',
    organizationId: topology.organizationId,
    observer: (event) => void events.push(event),
  });
  const { endpoint } = await emulator.listen({ port: 0 });
  const settingsOf = (account: string) => ({
    region: topology.region,
    endpoint,
    credentials: { accessKeyId: account, secretAccessKey: 'local' },
  });
  return { emulator, settingsOf };
}

/** What arrives until nothing is on its way any more. */
async function smoke(stack = 'account', change: (resources: Resources) => void = () => undefined): Promise<HeartbeatReport> {
  const { emulator, settingsOf } = await serve(stack, change);
  const access = await heartbeatClients(topology, settingsOf, 0);
  let isQuiet = false;
  const receive: typeof access.receive = async (queue) => {
    await emulator.idle();
    const bodies = await access.receive(queue);
    isQuiet = bodies.length === 0;
    return bodies;
  };
  try {
    const now = () => (isQuiet ? NEVER : new Date());
    return await awaitHeartbeats(topology, { ...access, receive, now }, NEVER);
  } finally {
    access.close();
    await emulator.close();
  }
}

function only(resources: Resources, type: string, name?: string): Record<string, unknown> {
  const found = Object.values(resources).find(
    ({ Type, Properties }) =>
      Type === type && (name === undefined || Properties['Name'] === name || Properties['RoleName'] === name),
  );
  if (!found) throw new Error(`The template has no ${type} ${name ?? ''}.`);
  return found.Properties;
}

describe('a heartbeat on the runtime', () => {
  it('passes both buses and arrives in the queue', async () => {
    expect(await smoke()).toEqual({ arrived: [ROUTE], missing: [] });
  });

  it.each<[string, string, (resources: Resources) => void]>([
    ["the route's rule is off", 'routing', (all) => void (only(all, 'AWS::Events::Rule')['State'] = 'DISABLED')],
    [
      "the route's pattern lost it",
      'routing',
      (all) => void (only(all, 'AWS::Events::Rule')['EventPattern'] = { source: ['doorstep.x'] }),
    ],
    ["the route's role may not put events", 'routing', (all) => delete only(all, 'AWS::IAM::Role')['Policies']],
    [
      "the subscriber bus's policy does not admit the role",
      'account',
      (all) => {
        const policy = only(all, 'AWS::Events::EventBus')['Policy'] as { Statement: [{ Effect: string }] };
        policy.Statement[0].Effect = 'Deny';
      },
    ],
    [
      'the local rule is off',
      'account',
      (all) => void (only(all, 'AWS::Events::Rule', 'busbar-heartbeat')['State'] = 'DISABLED'),
    ],
  ])('does not arrive when %s', async (_, stack, breakIt) => {
    // The stack of the subscriber: the publisher's account has one too.
    const file = stack === 'account' ? `account${accountOf(2)}` : stack;
    expect(await smoke(file, breakIt)).toEqual({ arrived: [], missing: SILENT });
  });

  it('is published when the schedule says so, and the teams see nothing of it', async () => {
    const events: RuntimeEvent[] = [];
    const seen: RuntimeEvent[] = [];
    const { emulator } = await serve('account', () => undefined, events);
    try {
      await emulator.service(eventBridge).runSchedule(topology.bus.heartbeat?.schedule.arn ?? '');
      await emulator.idle();
      const delivered = events.filter((event) => event.kind === 'delivered' && event.detailType === heartbeat.eventType);
      const [inbox] = topology.inboxes;
      expect(delivered.map((event) => 'targetArn' in event && event.targetArn).sort()).toEqual([
        inbox?.bus.arn,
        inbox?.heartbeat?.queue.arn,
      ]);
      for (const event of events) withoutHeartbeats(topology, (each) => void seen.push(each))(event);
      expect(seen.filter(({ kind }) => kind !== 'change-effective')).toEqual([]);
    } finally {
      await emulator.close();
    }
  });

  it.each([
    ['an administrator of the central account', topology.centralAccount],
    ['the service that publishes', `${accountOf(1)}.busbar-service-pub`],
    ['the service that receives', `${accountOf(2)}.busbar-service-sub`],
  ])('is not published by %s', async (_, accessKeyId) => {
    const { emulator, settingsOf } = await serve('account', () => undefined);
    const client = new EventBridgeClient(settingsOf(accessKeyId));
    try {
      const entry = { EventBusName: topology.bus.arn, Source: heartbeat.source, DetailType: heartbeat.eventType };
      const Detail = JSON.stringify({ data: { route: ROUTE } });
      const publish = client.send(new PutEventsCommand({ Entries: [{ ...entry, Detail }] }));
      await expect(publish).rejects.toMatchObject({ name: 'AccessDeniedException' });
    } finally {
      client.destroy();
      await emulator.close();
    }
  });
});
