import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { compile, factsOf, type Topology } from '@busbar/topology';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize, type Synthesis, type SynthesizedStack } from '../src/index';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** ARNs of everything with a name in a template, as AWS will make them. */
function drawn({ templateFile, account, region }: SynthesizedStack): readonly string[] {
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8')) as { Resources: Readonly<Record<string, Resource>> };
  const busName = (name: unknown) =>
    typeof name === 'string' ? name : String(Resources[(name as { Ref: string }).Ref]?.Properties['Name']);
  const onBus = (name: unknown) => (name === undefined ? '' : `${busName(name)}/`);
  return Object.values(Resources).flatMap(({ Type, Properties }) => {
    switch (Type) {
      case 'AWS::Events::EventBus':
        return `arn:aws:events:${region}:${account}:event-bus/${Properties['Name']}`;
      case 'AWS::Events::Rule':
        return `arn:aws:events:${region}:${account}:rule/${onBus(Properties['EventBusName'])}${Properties['Name']}`;
      case 'AWS::SQS::Queue':
        return `arn:aws:sqs:${region}:${account}:${Properties['QueueName']}`;
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${account}:role/${Properties['RoleName']}`;
      default:
        return [];
    }
  });
}

/** ARNs of everything that a topology plans and the platform's stacks make. */
function planned({ bus, routes, inboxes, identities }: Topology): readonly string[] {
  return [
    bus.arn,
    ...(bus.key ? [bus.key.deadLetterQueue.arn] : []),
    ...(bus.heartbeat ? [bus.heartbeat.role.arn, bus.heartbeat.schedule.arn] : []),
    ...inboxes.flatMap(({ heartbeat }) => (heartbeat ? [heartbeat.rule.arn, heartbeat.queue.arn] : [])),
    ...routes.flatMap(({ ruleArn, role, deadLetterQueue }) => [ruleArn, role.arn, deadLetterQueue.arn]),
    ...inboxes.map((inbox) => inbox.bus.arn),
    ...inboxes
      .flatMap(({ subscriptions }) => subscriptions)
      .flatMap(({ rule, delivery, deliveryDeadLetterQueue }) => [
        rule.arn,
        deliveryDeadLetterQueue.arn,
        ...factsOf(delivery).queues.map(({ arn }) => arn),
      ]),
    ...identities.map(({ role }) => role.arn),
  ];
}

describe('the test company', () => {
  let directory: string;
  let topologies: readonly Topology[];
  let synthesis: Synthesis;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'busbar-'));
    const { manifest } = await loadManifest(testCompanyConfig);
    if (!manifest) throw new Error('the test company has errors');
    topologies = manifest.stages.map((stage) => compile(manifest, stage.name).topology);
    synthesis = await synthesize({ topologies, outdir: join(directory, 'cdk.out'), validate: true });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('has templates that nothing is found in', () => {
    expect(synthesis.findings).toEqual([]);
  });

  test('has in its accounts exactly what is planned, under the ARNs that everybody computed', () => {
    for (const [index, topology] of topologies.entries()) {
      const stacks = synthesis.stages[index]?.stacks ?? [];
      expect(stacks.flatMap(drawn).sort()).toEqual([...planned(topology)].sort());
    }
  });

  test('has as many resources in each stack as the topology counted against CloudFormation’s quota, or a few less', () => {
    for (const [index, topology] of topologies.entries()) {
      const counted = topology.quotaUse.filter(({ quota }) => quota === 'cloudformation/resources-per-stack');
      expect(counted.length).toBeGreaterThan(0);
      for (const { scope, account, used } of counted) {
        const stack = synthesis.stages[index]?.stacks.find(
          (candidate) => candidate.name === scope && candidate.account === account,
        );
        const { Resources } = JSON.parse(readFileSync(stack?.templateFile ?? '', 'utf8')) as { Resources: object };
        const drawnResources = Object.keys(Resources).length;
        expect({ scope, enough: used >= drawnResources, close: used - drawnResources <= 8 }).toEqual({
          scope,
          enough: true,
          close: true,
        });
      }
    }
  });

  test('has the tag on every queue of a service by which its role may read it', () => {
    for (const [index, { inboxes, identities }] of topologies.entries()) {
      const queues = new Map(
        (synthesis.stages[index]?.stacks ?? []).flatMap(({ templateFile, account }) => {
          const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8')) as {
            Resources: Readonly<Record<string, Resource>>;
          };
          return Object.values(Resources)
            .filter(({ Type }) => Type === 'AWS::SQS::Queue')
            .map(({ Properties }) => [`${account} ${Properties['QueueName']}`, Properties['Tags']] as const);
        }),
      );
      for (const { account, subscriptions } of inboxes) {
        for (const { service, delivery, deliveryDeadLetterQueue } of subscriptions) {
          for (const { name } of [deliveryDeadLetterQueue, ...factsOf(delivery).queues]) {
            expect([name, queues.get(`${account} ${name}`)]).toEqual([name, [{ Key: 'busbar:service', Value: service }]]);
          }
          const policy = JSON.stringify(identities.find((identity) => identity.service === service)?.role.policy);
          expect(policy).toContain(`"aws:ResourceTag/busbar:service":"${service}"`);
        }
      }
    }
  });

  test('has every planned stack, and no support stack beside them', () => {
    for (const [index, { waves }] of topologies.entries()) {
      const names = synthesis.stages[index]?.stacks.map(({ name, account }) => `${name} ${account}`) ?? [];
      expect(names.sort()).toEqual(waves.flatMap(({ units }) => units.map(({ stack, account }) => `${stack} ${account}`)).sort());
    }
  });
});
