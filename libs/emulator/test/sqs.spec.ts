import * as sqs from '@aws-sdk/client-sqs';
import { ManualClock, sqs as sqsService, type RuntimeEvent } from '../src';
import { Company, SUBSCRIBER, type Templates } from './company';

const clock = new ManualClock();
let company: Company;
let client: sqs.SQSClient;
beforeAll(async () => {
  const tagged = ({ subscriber }: Templates) =>
    Object.assign(subscriber.Resources['parcelsQueue']?.Properties ?? {}, { Tags: [{ Key: 'team', Value: 'parcels' }] });
  company = await Company.start(tagged, { clock });
  client = company.sqs({ account: SUBSCRIBER });
});
afterAll(() => company.stop());
beforeEach(async () => {
  clock.advance(61_000);
  for (const name of ['parcels', 'parcels-dlq', 'steps.fifo'])
    await client.send(new sqs.PurgeQueueCommand({ QueueUrl: url(name) }));
});

const url = (name: string) => company.queueUrl(SUBSCRIBER, name);
const QueueUrl = () => url('parcels');
const send = (MessageBody: string, more: Partial<sqs.SendMessageCommandInput> = {}) =>
  client.send(new sqs.SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody, ...more }));
const receive = async (more: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
  (await client.send(new sqs.ReceiveMessageCommand({ QueueUrl: QueueUrl(), MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
const bodies = (messages: sqs.Message[]) => messages.map(({ Body }) => Body);
const remove = ({ ReceiptHandle }: sqs.Message) =>
  client.send(new sqs.DeleteMessageCommand({ QueueUrl: QueueUrl(), ReceiptHandle }));

describe('a message', () => {
  it('comes with its attributes, digests that the SDK verifies, and what SQS knows of it', async () => {
    const sent = await send('héllo', {
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'greeting' },
        size: { DataType: 'Number', StringValue: '7' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
      },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-abc' } },
    });
    const [message] = await receive({ MessageAttributeNames: ['k*', 'kind', 'raw'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'héllo',
      MD5OfBody: sent.MD5OfMessageBody,
      MessageAttributes: { kind: { StringValue: 'greeting' }, raw: { BinaryValue: new Uint8Array([1, 2, 3]) } },
      Attributes: {
        ApproximateReceiveCount: '1',
        SenderId: SUBSCRIBER,
        AWSTraceHeader: 'Root=1-abc',
        SentTimestamp: String(clock.now()),
      },
    });
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['kind', 'raw']);
  });

  it.each<Partial<sqs.ReceiveMessageCommandInput>>([
    // The SDK's type knows only queue attributes under the older name; SQS takes both.
    { AttributeNames: ['ApproximateReceiveCount' as 'All'] },
    { MessageSystemAttributeNames: ['ApproximateReceiveCount'] },
  ])('tells by the older and the newer parameter: %j', async (names) => {
    await send('x');
    const [message] = await receive(names);
    expect(message?.Attributes).toEqual({ ApproximateReceiveCount: '1' });
  });

  it('is invisible to others until its time-out ends', async () => {
    await send('once');
    expect(bodies(await receive())).toEqual(['once']);
    expect(await receive()).toEqual([]);
    clock.advance(30_020);
    const [again] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(again).toMatchObject({ Body: 'once', Attributes: { ApproximateReceiveCount: '2' } });
  });

  it('stays away when it is deleted, also after its time-out', async () => {
    await send('gone');
    const [message] = await receive({ VisibilityTimeout: 5 });
    clock.advance(5_020);
    await remove(message ?? {});
    expect(await receive()).toEqual([]);
  });

  it('can be kept longer, or given back at once', async () => {
    await send('x');
    const [message] = await receive({ VisibilityTimeout: 5 });
    const change = (VisibilityTimeout: number) =>
      client.send(
        new sqs.ChangeMessageVisibilityCommand({
          QueueUrl: QueueUrl(),
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(60);
    clock.advance(6_000);
    expect(await receive()).toEqual([]);
    await change(0);
    expect(bodies(await receive())).toEqual(['x']);
    await expect(change(10)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('is delayed, and forgotten after the retention period', async () => {
    await send('later', { DelaySeconds: 5 });
    expect(
      company.emulator
        .service(sqsService)
        .queues()
        .find(({ name }) => name === 'parcels'),
    ).toMatchObject({ available: 0, delayed: 1 });
    clock.advance(5_020);
    expect(bodies(await receive({ VisibilityTimeout: 0 }))).toEqual(['later']);
    clock.advance(4 * 86_400_000);
    expect(await receive()).toEqual([]);
  });

  it('moves to the dead-letter queue when it was received too often', async () => {
    const { MessageId } = await send('poison');
    for (let receives = 0; receives < 3; receives++) {
      await receive({ VisibilityTimeout: 1 });
      clock.advance(1_020);
    }
    const [dead] = await company.drain(SUBSCRIBER, 'parcels-dlq');
    expect(dead).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: { ApproximateReceiveCount: '3', DeadLetterQueueSourceArn: expect.stringMatching(/:parcels$/) },
    });
    expect(company.events.filter(({ kind }: RuntimeEvent) => kind === 'redriven')).toHaveLength(1);
  });
});

describe('a receiver that waits', () => {
  it('gets a message as soon as there is one', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await company.waiting('parcels', 1);
    await send('now');
    expect(bodies(await waiting)).toEqual(['now']);
  });

  it('gets nothing when its patience ends', async () => {
    const waiting = receive({ WaitTimeSeconds: 2 });
    await company.waiting('parcels', 1);
    clock.advance(1_990);
    await company.waiting('parcels', 1);
    clock.advance(30);
    expect(await waiting).toEqual([]);
  });

  it('loses no message when it goes away', async () => {
    const abort = new AbortController();
    const waiting = client.send(new sqs.ReceiveMessageCommand({ QueueUrl: QueueUrl(), WaitTimeSeconds: 20 }), {
      abortSignal: abort.signal,
    });
    await company.waiting('parcels', 1);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await company.waiting('parcels', 0);
    await send('kept');
    expect(bodies(await receive())).toEqual(['kept']);
  });

  it('is sent home when the emulator closes', async () => {
    const closing = await Company.start();
    const waiting = closing
      .sqs({ account: SUBSCRIBER })
      .send(new sqs.ReceiveMessageCommand({ QueueUrl: closing.queueUrl(SUBSCRIBER, 'parcels'), WaitTimeSeconds: 20 }));
    await closing.waiting('parcels', 1);
    await closing.emulator.close();
    expect((await waiting).Messages).toBeUndefined();
    await closing.stop();
  });
});

describe('batches', () => {
  it('succeed and fail entry by entry', async () => {
    const { Successful, Failed } = await client.send(
      new sqs.SendMessageBatchCommand({
        QueueUrl: QueueUrl(),
        Entries: [
          { Id: 'good', MessageBody: 'a' },
          { Id: 'bad', MessageBody: 'b', DelaySeconds: 901 },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed).toEqual([expect.objectContaining({ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true })]);
  });

  it.each<[string, { Id: string; MessageBody: string }[], string]>([
    ['nothing in them', [], 'EmptyBatchRequest'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'an id twice',
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['a strange id', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [
      'too many bytes',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
    ],
  ])('are refused with %s', async (_what, Entries, name) => {
    await expect(client.send(new sqs.SendMessageBatchCommand({ QueueUrl: QueueUrl(), Entries }))).rejects.toMatchObject({
      name: expect.stringContaining(name),
    });
  });
});

describe('queues', () => {
  it('are found by name, and described', async () => {
    expect((await client.send(new sqs.GetQueueUrlCommand({ QueueName: 'parcels' }))).QueueUrl).toBe(QueueUrl());
    expect((await client.send(new sqs.ListQueuesCommand({ QueueNamePrefix: 'parcels-d' }))).QueueUrls).toEqual([
      url('parcels-delivery-dlq'),
      url('parcels-dlq'),
    ]);
    expect((await client.send(new sqs.ListQueueTagsCommand({ QueueUrl: QueueUrl() }))).Tags).toEqual({ team: 'parcels' });
    const SourceArn = company.emulator
      .service(sqsService)
      .queues()
      .find(({ name }) => name === 'parcels-dlq')?.arn;
    expect((await client.send(new sqs.ListMessageMoveTasksCommand({ SourceArn }))).Results).toEqual([]);
    await send('x');
    const { Attributes } = await client.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl: QueueUrl(), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      VisibilityTimeout: '30',
      RedrivePolicy: expect.stringContaining('"maxReceiveCount":2'),
      Policy: expect.stringContaining('events.amazonaws.com'),
    });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a queue that is not there',
      () => client.send(new sqs.ReceiveMessageCommand({ QueueUrl: url('nothing') })),
      'QueueDoesNotExist',
    ],
    ['eleven messages', () => receive({ MaxNumberOfMessages: 11 }), 'InvalidParameterValue'],
    [
      'an attribute that is not there',
      () => receive({ MessageSystemAttributeNames: ['Nonsense' as 'All'] }),
      'InvalidAttributeName',
    ],
    ['an invented receipt handle', () => remove({ ReceiptHandle: 'x' }), 'ReceiptHandleIsInvalid'],
    ['a body that XML cannot carry', () => send('\u0001'), 'InvalidMessageContents'],
    ['a body that is too long', () => send('x'.repeat(1_048_577)), 'InvalidParameterValue'],
    [
      'tasks of a queue that is not there',
      () => client.send(new sqs.ListMessageMoveTasksCommand({ SourceArn: 'arn:aws:sqs:eu-west-1:300000000003:nothing' })),
      'ResourceNotFoundException',
    ],
    ['changing infrastructure', () => client.send(new sqs.CreateQueueCommand({ QueueName: 'new' })), 'UnsupportedOperation'],
    ['purging twice in a minute', () => client.send(new sqs.PurgeQueueCommand({ QueueUrl: QueueUrl() })), 'PurgeQueueInProgress'],
  ])('refuse %s', async (_what, act, name) => {
    await expect(act()).rejects.toMatchObject({ name });
  });

  it('keep the order of a group, and hand out one receive of it at a time', async () => {
    const fifo = (MessageBody: string, MessageGroupId: string) =>
      client.send(new sqs.SendMessageCommand({ QueueUrl: url('steps.fifo'), MessageBody, MessageGroupId }));
    await fifo('a1', 'a');
    await fifo('a1', 'a');
    await fifo('b1', 'b');
    await fifo('a2', 'a');
    await fifo('a3', 'a');
    const take = (more: Partial<sqs.ReceiveMessageCommandInput>) => receive({ QueueUrl: url('steps.fifo'), ...more });
    const first = await take({ MaxNumberOfMessages: 2, AttributeNames: ['All'] });
    expect(bodies(first)).toEqual(['a1', 'a2']);
    expect(first[0]?.Attributes).toMatchObject({ MessageGroupId: 'a', SequenceNumber: expect.stringMatching(/^\d{20}$/) });
    expect(bodies(await take({}))).toEqual(['b1']);
    for (const { ReceiptHandle } of first)
      await client.send(new sqs.DeleteMessageCommand({ QueueUrl: url('steps.fifo'), ReceiptHandle }));
    expect(bodies(await take({}))).toEqual(['a3']);
    clock.advance(30_020);
    expect(bodies(await take({})).sort()).toEqual(['a3', 'b1']);
  });
});
