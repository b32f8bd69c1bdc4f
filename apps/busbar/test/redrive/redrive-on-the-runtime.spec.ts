import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { busbar, Serving } from '../busbar';
import { topologyOfTestCompany } from '../test-company-topology';

jest.setTimeout(180_000);

/* Dead letters as EventBridge and SQS leave them, redriven by the program with the AWS SDK. */

let serving: Serving;
let port: string;
beforeAll(async () => {
  serving = new Serving([]);
  port = (await serving.printed(/runs at http:\/\/127\.0\.0\.1:(\d+)/))[1] ?? '';
  await serving.printed(/Ctrl-C/);
});
afterAll(() => serving.interrupt());

const event = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'delivery.status.updated@1',
  source: 'larkhill.delivery',
  account: '000000000000',
  time: '2026-12-01T11:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: {
    metadata: { id: '0191f1a0-0000-7000-8000-000000000000' },
    data: { status: 'DELIVERED', carrier: 'acme', test: false },
  },
};

async function queueOf(account: string, region: string, QueueName: string) {
  const credentials = { accessKeyId: account, secretAccessKey: 'local' };
  const sqs = new SQSClient({ region, endpoint: `http://127.0.0.1:${port}`, credentials });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return {
    put: (MessageBody: string, code?: string) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody,
          ...(code !== undefined && { MessageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: code } } }),
        }),
      ),
    depth: async () => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
    take: async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
      return Messages.map(({ Body = '{}' }) => JSON.parse(Body) as Record<string, unknown>);
    },
    close: () => sqs.destroy(),
  };
}

const redrive = (...args: string[]) => busbar(['redrive', ...args, '--stage', 'dev', '--port', port, '--json']);

it('sends what a queue did not get to the queue, after a dry run that changes nothing', async () => {
  const topology = topologyOfTestCompany();
  const inbox = topology.inboxes.find(({ subscriptions }) => subscriptions.some(({ service }) => service === 'billing-service'));
  const subscription = inbox?.subscriptions.find(({ name }) => name === 'completed-deliveries');
  if (!inbox || subscription?.delivery.kind !== 'queue') throw new Error('The test company has no such subscription.');
  const deadLetters = await queueOf(inbox.account, topology.region, subscription.deliveryDeadLetterQueue.name);
  const queue = await queueOf(inbox.account, topology.region, subscription.delivery.queue.name);
  await deadLetters.put(JSON.stringify(event), 'NO_PERMISSIONS');

  const tried = redrive('billing-service/completed-deliveries', '--from', 'delivery', '--dry-run');
  expect(JSON.parse(tried.stdout)).toMatchObject([
    {
      from: 'delivery',
      groups: [{ reason: 'NO_PERMISSIONS', eventType: 'delivery.status.updated@1', messages: 1, redriven: 1 }],
    },
  ]);
  expect([await deadLetters.depth(), await queue.depth()]).toEqual([1, 0]);

  expect(redrive('billing-service/completed-deliveries').status).toBe(0);
  expect(await deadLetters.depth()).toBe(0);
  expect(await queue.take()).toEqual([event]);
  deadLetters.close();
  queue.close();
});

it("sends what a route did not deliver to the subscriber's bus, so that its local rules see it", async () => {
  const topology = topologyOfTestCompany();
  const inbox = topology.inboxes.find(({ subscriptions }) => subscriptions.some(({ service }) => service === 'billing-service'));
  const route = topology.routes.find(({ account }) => account === inbox?.account);
  const subscription = inbox?.subscriptions.find(({ name }) => name === 'completed-deliveries');
  if (!inbox || !route || subscription?.delivery.kind !== 'queue') throw new Error('The test company has no such route.');
  const deadLetters = await queueOf(topology.centralAccount, topology.region, route.deadLetterQueue.name);
  const queue = await queueOf(inbox.account, topology.region, subscription.delivery.queue.name);
  await deadLetters.put(JSON.stringify(event), 'SDK_CLIENT_ERROR');
  await deadLetters.put('not an event');

  const { status, stdout } = redrive(route.name);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    {
      groups: [
        { error: 'The message is not an event.', redriven: 0 },
        { reason: 'SDK_CLIENT_ERROR', redriven: 1 },
      ],
    },
  ]);
  expect(await deadLetters.depth()).toBe(1);
  const [arrived] = await queue.take();
  expect(arrived).toMatchObject({ time: event.time, detail: event.detail, source: event.source });
  deadLetters.close();
  queue.close();
});

it('invokes the function again with what it did not process', async () => {
  const topology = topologyOfTestCompany();
  const all = topology.inboxes.flatMap(({ account, subscriptions }) => subscriptions.map((each) => ({ account, ...each })));
  const subscription = all.find(({ delivery }) => delivery.kind === 'function');
  if (subscription?.delivery.kind !== 'function') throw new Error('The test company has no function.');
  const { account, service, name, delivery } = subscription;
  const deadLetters = await queueOf(account, topology.region, delivery.processingDeadLetterQueue.name);
  await deadLetters.put(JSON.stringify(event));
  const { status, stdout } = redrive(`${service}/${name}`, '--from', 'processing');
  expect(JSON.parse(stdout)).toMatchObject([
    { destination: delivery.function.arn, groups: [{ reason: 'MaxReceiveCount', messages: 1, redriven: 1 }] },
  ]);
  expect(status).toBe(0);
  deadLetters.close();
});

it('names what it might have been called when there is no such subscription', () => {
  expect(busbar(['redrive', 'billing-service/completed-delivery', '--stage', 'dev'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Write "billing-service/completed-deliveries" if you meant that.') as string,
  });
});
