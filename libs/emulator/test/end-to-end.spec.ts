import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { eventBridge, sqs } from '../src';
import { Company, orders, parcels, placed, PUBLISHER, REGION, SUBSCRIBER } from './company';

describe('from a publisher to subscribers in another account', () => {
  let company: Company;
  beforeAll(async () => {
    company = await Company.start();
  });
  afterAll(() => company.stop());

  it('brings an event over the central bus to the queue of the subscriber', async () => {
    const entry = placed({ Resources: ['order/1'], Time: new Date('2026-11-23T20:30:00.750Z') });
    const { FailedEntryCount, Entries } = await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [entry] }));
    expect(FailedEntryCount).toBe(0);

    const client = company.sqs(parcels);
    const QueueUrl = company.queueUrl(SUBSCRIBER, 'parcels');
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(Messages.map(({ Body }) => JSON.parse(Body ?? '') as unknown)).toEqual([
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'order.placed@1',
        source: 'company.orders',
        account: PUBLISHER,
        time: '2026-11-23T20:30:00Z',
        region: REGION,
        resources: ['order/1'],
        detail: JSON.parse(entry.Detail) as unknown,
      },
    ]);
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle })),
      }),
    );
    expect(deleted.Successful).toHaveLength(1);
    expect(
      company.emulator
        .service(sqs)
        .queues()
        .find(({ name }) => name === 'parcels'),
    ).toMatchObject({ available: 0, inFlight: 0 });
    expect(company.emulator.service(eventBridge).archives()).toEqual([expect.objectContaining({ name: 'everything', count: 1 })]);
  });

  it('runs the function that a rule invokes', async () => {
    const Detail = JSON.stringify({ data: { id: 'order-7' } });
    await company
      .eventBridge(orders)
      .send(new PutEventsCommand({ Entries: [placed({ DetailType: 'order.cancelled@1', Detail })] }));
    await company.emulator.idle();
    expect(company.journal('function-log')).toEqual([
      expect.objectContaining({ function: 'parcels', line: expect.stringContaining('handled order-7') }),
    ]);
  });

  it('gives an event to nobody who did not ask for it', async () => {
    const entries = [placed({ Detail: JSON.stringify({ data: { country: 'FR' } }) }), placed({ DetailType: 'order.paid@1' })];
    const { FailedEntryCount } = await company.eventBridge(orders).send(new PutEventsCommand({ Entries: entries }));
    expect(FailedEntryCount).toBe(0);
    expect(await company.drain(SUBSCRIBER, 'parcels')).toEqual([]);
    expect(company.emulator.dropped).toBe(0);
  });

  it('keeps every digit of a number', async () => {
    const Detail = '{"data":{"country":"NL","serial":9007199254740993,"rate":1.10}}';
    await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed({ Detail })] }));
    const [message] = await company.drain(SUBSCRIBER, 'parcels');
    expect(message?.Body).toContain(Detail);
  });
});
