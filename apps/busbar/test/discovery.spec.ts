import { EventConsumer, EventPublisher } from '@busbar/client';
import { QueuePoller } from '@busbar/client/queue';
import { Emulator } from '@busbar/emulator';
import { synthesize } from '@busbar/rollout';
import { compile } from '@busbar/topology';
import { ManifestBuilder, accountOf } from '@busbar/topology/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(120_000);

/* What a container does that has nothing but a Region and the credentials of its role. */
describe('service discovery on the runtime', () => {
  const { topology } = compile(
    new ManifestBuilder().service('pub').service('sub').event('x.y@1', 'pub').subscribe('sub', 's', 'x.y@1').build(),
    'dev',
  );
  const environment = { ...process.env };
  let folder: string;
  let emulator: Emulator;
  let endpoint: string;
  beforeAll(async () => {
    process.env['CDK_VALIDATION'] = 'false';
    folder = mkdtempSync(join(tmpdir(), 'busbar-test-'));
    await synthesize({ topologies: [topology], outdir: join(folder, 'cdk.out') });
    emulator = await Emulator.load(join(folder, 'cdk.out'), { stage: 'dev', organizationId: topology.organizationId });
    ({ endpoint } = await emulator.listen({ port: 0 }));
  });
  afterAll(async () => {
    process.env = environment;
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  const actAs = (account: string, service: string) => {
    process.env = {
      ...environment,
      AWS_REGION: topology.region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: `${account}.busbar-service-${service}`,
      AWS_SECRET_ACCESS_KEY: 'local',
      EVENT_BUS_ARN: undefined,
    };
  };

  const pollerOf = (service: string, subscription: string) =>
    QueuePoller.forSubscription(service, subscription, { consumer: new EventConsumer(), waitTimeSeconds: 0 });

  it('finds the queue of a subscription, and may poll it', async () => {
    actAs(accountOf(2), 'sub');
    const errors: unknown[] = [];
    const consumer = new EventConsumer();
    const onError = (error: unknown) => void errors.push(error);
    const poller = await QueuePoller.forSubscription('sub', 's', { consumer, onError, waitTimeSeconds: 0 });
    expect(poller.queueUrl).toBe(`${endpoint}/${accountOf(2)}/sub-s`);
    poller.start();
    await poller.stop();
    expect(errors).toEqual([]);
  });

  it('finds the bus to publish to', async () => {
    actAs(accountOf(1), 'pub');
    const publisher = await EventPublisher.forService('pub');
    expect(publisher.eventBusArn).toBe(topology.bus.arn);
    await publisher.close();
  });

  it.each<[string, string, () => Promise<unknown>, RegExp]>([
    [
      'a subscription that there is not',
      'sub',
      () => pollerOf('sub', 'none'),
      /no subscription "none".*no parameter "\/busbar\/sub/,
    ],
    ["another service's queue", 'sub', () => pollerOf('pub', 's'), /may not read the parameter "\/busbar\/pub/],
    ["another service's bus", 'sub', () => EventPublisher.forService('pub'), /Run as the role of the service/],
  ])('says what is wrong with %s', async (_, service, ask, message) => {
    actAs(accountOf(2), service);
    await expect(ask()).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringMatching(message) as string });
  });
});
