import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Emulator, loadAssembly, type RuntimeEvent } from '../src';
import { Folders, stackArtifact } from './cloudformation/assembly.fixture';
import { CENTRAL } from './company';

const HERE = 'eu-west-1';
const THERE = 'us-east-1';
const REGIONS: Readonly<Record<string, string>> = { a: HERE, b: HERE, c: THERE, d: THERE };
const busArn = (name: string) => `arn:aws:events:${REGIONS[name]}:${CENTRAL}:event-bus/${name}`;
const roleArn = `arn:aws:iam::${CENTRAL}:role/forward`;

const statement = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
const bus = (Name: string) => ({ Type: 'AWS::Events::EventBus', Properties: { Name } });
/** Forwards everything from one bus to another. */
const forward = (from: string, to: string) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: `${from}-to-${to}`,
    EventBusName: from,
    EventPattern: { source: ['trip'] },
    Targets: [{ Id: 'bus', Arn: busArn(to), RoleArn: roleArn }],
  },
});
const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'forward',
    AssumeRolePolicyDocument: statement({ Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    Policies: [{ PolicyName: 'put', PolicyDocument: statement({ Action: 'events:PutEvents', Resource: '*' }) }],
  },
};

/** Two buses in each of two regions of one account. Publishes on `a`, and gives what became of it. */
async function trip(...rules: readonly (readonly [from: string, to: string])[]) {
  const resources: Record<string, Record<string, unknown>> = {
    [HERE]: { A: bus('a'), B: bus('b'), Role: role },
    [THERE]: { C: bus('c'), D: bus('d') },
  };
  for (const [from, to] of rules) Object.assign(resources[REGIONS[from] ?? ''] ?? {}, { [`${from}To${to}`]: forward(from, to) });
  const folders = new Folders();
  const directory = folders.write({
    'manifest.json': {
      version: '48.0.0',
      artifacts: Object.fromEntries([HERE, THERE].map((region) => [region, stackArtifact(region, `aws://${CENTRAL}/${region}`)])),
    },
    ...Object.fromEntries([HERE, THERE].map((region) => [`${region}.template.json`, { Resources: resources[region] }])),
  });
  const told: RuntimeEvent[] = [];
  const emulator = new Emulator([await loadAssembly(directory)], { observer: (event) => told.push(event) });
  folders.remove();
  const { endpoint } = await emulator.listen({ port: 0 });
  const client = new EventBridgeClient({ endpoint, region: HERE, credentials: { accessKeyId: CENTRAL, secretAccessKey: 'any' } });
  const entry = { EventBusName: 'a', Source: 'trip', DetailType: 'started', Detail: '{}' };
  await client.send(new PutEventsCommand({ Entries: [entry] }));
  client.destroy();
  await emulator.close();
  const accepted = told.flatMap((event) => (event.kind === 'accepted' ? [event] : []));
  return {
    buses: accepted.map(({ busArn: arn }) => arn.slice(-1)).join(' '),
    events: accepted.map(({ event }) => JSON.parse(event) as { id: string; region: string; account: string; time: string }),
    refused: told.flatMap((event) => (event.kind === 'attempt-failed' ? [`${event.ruleArn.slice(-6)} ${event.errorCode}`] : [])),
  };
}

describe('an event that buses forward', () => {
  it.each<[string, [string, string][], string, string[]]>([
    ['inside a region', [['a', 'b']], 'a b', []],
    ['to another region', [['a', 'c']], 'a c', []],
    [
      'inside a region, and on to another one',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      'a b c',
      [],
    ],
    [
      'to another region, and on inside that',
      [
        ['a', 'c'],
        ['c', 'd'],
      ],
      'a c d',
      [],
    ],
    [
      'inside a region twice',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      'a b',
      ['b-to-a THIRD_ACCOUNT_HOP_DETECTED'],
    ],
    [
      'to another region and back',
      [
        ['a', 'c'],
        ['c', 'b'],
      ],
      'a c',
      ['c-to-b THIRD_REGION_HOP_DETECTED'],
    ],
    [
      'once of each kind, and once more',
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
      ],
      'a b c',
      ['c-to-d THIRD_ACCOUNT_HOP_DETECTED'],
    ],
  ])('%s', async (_how, rules, buses, refused) => {
    const seen = await trip(...rules);
    expect({ buses: seen.buses, refused: seen.refused }).toEqual({ buses, refused });
  });

  it('keeps its id in a region, gets a new one in another, and stays an event of its origin', async () => {
    const { events } = await trip(['a', 'b'], ['b', 'c']);
    const [first, second, third] = events;
    expect(second).toEqual(first);
    expect(third?.id).not.toBe(first?.id);
    expect(third).toEqual({ ...first, id: third?.id });
    expect(first).toMatchObject({ account: CENTRAL, region: HERE });
  });
});
