import * as sqs from '@aws-sdk/client-sqs';
import { ManualClock } from '../../../src';
import { Company, SUBSCRIBER, type Templates } from '../../company';

const clock = new ManualClock();
let company: Company;
let client: sqs.SQSClient;

const fifo = (QueueName: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, FifoQueue: true, ContentBasedDeduplication: true, ...more },
});
const queues = {
  plain: fifo('plain.fifo'),
  scoped: fifo('scoped.fifo', { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }),
  explicit: fifo('explicit.fifo', { ContentBasedDeduplication: false }),
};

beforeAll(async () => {
  const withQueues = ({ subscriber }: Templates) => void Object.assign(subscriber.Resources, queues);
  company = await Company.start(withQueues, { clock });
  client = company.sqs({ account: SUBSCRIBER });
});
afterAll(() => company.stop());
beforeEach(async () => {
  // Past the pause after a purge, and past deduplication.
  clock.advance(301_000);
  for (const name of ['plain.fifo', 'scoped.fifo', 'explicit.fifo', 'parcels']) {
    await client.send(new sqs.PurgeQueueCommand({ QueueUrl: url(name) }));
  }
});

const url = (name: string) => company.queueUrl(SUBSCRIBER, name);
const send = (queue: string, MessageBody: string, more: Partial<sqs.SendMessageCommandInput> = {}) =>
  client.send(new sqs.SendMessageCommand({ QueueUrl: url(queue), MessageBody, MessageGroupId: 'g', ...more }));
const receive = async (queue: string, more: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
  (await client.send(new sqs.ReceiveMessageCommand({ QueueUrl: url(queue), MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
const remove = (queue: string, message: sqs.Message | undefined) =>
  client.send(new sqs.DeleteMessageCommand({ QueueUrl: url(queue), ReceiptHandle: message?.ReceiptHandle }));
const bodies = (messages: sqs.Message[]) => messages.map(({ Body }) => Body);

describe('deleting from a FIFO queue', () => {
  const expired = {
    name: 'InvalidParameterValue',
    message: expect.stringMatching(/^Value .+ Reason: The receipt handle has expired\.$/),
  };

  it('is refused after the visibility timeout, and the message stays', async () => {
    await send('plain.fifo', 'late');
    const [message] = await receive('plain.fifo', { VisibilityTimeout: 2 });
    clock.advance(2_020);
    await expect(remove('plain.fifo', message)).rejects.toMatchObject(expired);
    expect(bodies(await receive('plain.fifo'))).toEqual(['late']);
    await expect(remove('plain.fifo', message)).rejects.toMatchObject(expired);
  });

  it('is refused when the message was only looked at', async () => {
    await send('plain.fifo', 'seen');
    const [message] = await receive('plain.fifo', { VisibilityTimeout: 0 });
    await expect(remove('plain.fifo', message)).rejects.toMatchObject(expired);
  });

  it('fails entry by entry in a batch', async () => {
    await send('plain.fifo', 'a', { MessageGroupId: 'a' });
    await send('plain.fifo', 'b', { MessageGroupId: 'b' });
    const [a] = await receive('plain.fifo', { VisibilityTimeout: 2, MaxNumberOfMessages: 1 });
    clock.advance(1_000);
    const [b] = await receive('plain.fifo', { VisibilityTimeout: 60 });
    clock.advance(1_020);
    const { Successful, Failed } = await client.send(
      new sqs.DeleteMessageBatchCommand({
        QueueUrl: url('plain.fifo'),
        Entries: [
          { Id: 'a', ReceiptHandle: a?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: b?.ReceiptHandle },
        ],
      }),
    );
    expect(Successful).toEqual([{ Id: 'b' }]);
    expect(Failed).toEqual([expect.objectContaining({ Id: 'a', Code: 'InvalidParameterValue', SenderFault: true })]);
  });

  it('has no effect the second time', async () => {
    await send('plain.fifo', 'once');
    const [message] = await receive('plain.fifo');
    await remove('plain.fifo', message);
    await remove('plain.fifo', message);
    expect(await receive('plain.fifo')).toEqual([]);
  });

  it('still succeeds on a standard queue with the handle of an earlier receive', async () => {
    await send('parcels', 'twice');
    const [message] = await receive('parcels', { VisibilityTimeout: 1 });
    clock.advance(1_020);
    await receive('parcels');
    await remove('parcels', message);
  });
});

describe('deduplication', () => {
  it('counts in the whole queue by default, for five minutes, also after the message was deleted', async () => {
    const first = await send('plain.fifo', 'same', { MessageGroupId: 'g1' });
    const second = await send('plain.fifo', 'same', { MessageGroupId: 'g2' });
    expect([second.MessageId, second.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    const [message] = await receive('plain.fifo');
    await remove('plain.fifo', message);
    clock.advance(299_000);
    expect((await send('plain.fifo', 'same')).MessageId).toBe(first.MessageId);
    clock.advance(1_020);
    expect((await send('plain.fifo', 'same')).MessageId).not.toBe(first.MessageId);
    expect(bodies(await receive('plain.fifo'))).toEqual(['same']);
  });

  it('counts in each message group with DeduplicationScope messageGroup', async () => {
    const [one, two, again] = [
      await send('scoped.fifo', 'same', { MessageGroupId: 'g1' }),
      await send('scoped.fifo', 'same', { MessageGroupId: 'g2' }),
      await send('scoped.fifo', 'same', { MessageGroupId: 'g1' }),
    ];
    expect(two.MessageId).not.toBe(one.MessageId);
    expect(again.MessageId).toBe(one.MessageId);
    expect(bodies(await receive('scoped.fifo'))).toEqual(['same', 'same']);
  });

  it('answers a duplicate with the digests of what was sent now', async () => {
    const attributes = (StringValue: string) => ({ MessageAttributes: { kind: { DataType: 'String', StringValue } } });
    const id = { MessageDeduplicationId: 'd' };
    const first = await send('explicit.fifo', 'first', { ...id, ...attributes('a') });
    const second = await send('explicit.fifo', 'second', { ...id, ...attributes('b') });
    expect(second.MessageId).toBe(first.MessageId);
    expect(second.MD5OfMessageAttributes).not.toBe(first.MD5OfMessageAttributes);
  });
});

describe('a receive with ReceiveRequestAttemptId', () => {
  const attempt = (more: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
    receive('plain.fifo', { ReceiveRequestAttemptId: 'one', AttributeNames: ['All'], ...more });

  it('gives the same messages under the same handles when it is repeated, and hides them again', async () => {
    await send('plain.fifo', 'a');
    await send('plain.fifo', 'b', { MessageGroupId: 'h' });
    const first = await attempt({ VisibilityTimeout: 10 });
    clock.advance(8_000);
    expect(await attempt({ VisibilityTimeout: 10 })).toEqual(first);
    clock.advance(8_000);
    expect(await receive('plain.fifo', { ReceiveRequestAttemptId: 'two' })).toEqual([]);
    for (const message of first) await remove('plain.fifo', message);
  });

  it.each<[string, (message: sqs.Message | undefined) => Promise<unknown>]>([
    ['deleted', (message) => remove('plain.fifo', message)],
    [
      'hidden for another time',
      ({ ReceiptHandle } = {}) =>
        client.send(
          new sqs.ChangeMessageVisibilityCommand({ QueueUrl: url('plain.fifo'), ReceiptHandle, VisibilityTimeout: 60 }),
        ),
    ],
  ])('is a new one once a message was %s', async (_what, change) => {
    await send('plain.fifo', 'a');
    const [message] = await attempt();
    await change(message);
    expect(await attempt()).toEqual([]);
  });

  it('is a new one after five minutes, and after the visibility timeout', async () => {
    await send('plain.fifo', 'a');
    expect(bodies(await attempt({ VisibilityTimeout: 600 }))).toEqual(['a']);
    clock.advance(299_000);
    expect(bodies(await attempt({ VisibilityTimeout: 600 }))).toEqual(['a']);
    clock.advance(2_000);
    expect(await attempt()).toEqual([]);
    clock.advance(600_000);
    const [again] = await attempt();
    expect(again?.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
  });
});

describe('parameters of the other queue type, and beyond their limits', () => {
  const ID = 'q'.repeat(128);

  it.each<[string, string, Partial<sqs.SendMessageCommandInput>]>([
    ['a group id of 128 characters', 'plain.fifo', { MessageGroupId: ID }],
    ['a deduplication id of 128 characters', 'explicit.fifo', { MessageDeduplicationId: ID }],
    ['every character of punctuation', 'explicit.fifo', { MessageDeduplicationId: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' }],
    ['a delay of 0 on a FIFO queue', 'plain.fifo', { DelaySeconds: 0 }],
    ['a group id on a standard queue', 'parcels', { MessageGroupId: ID }],
  ])('%s is accepted', async (_what, queue, more) => {
    const { MessageId } = await send(queue, 'x', more);
    expect((await receive(queue)).map((message) => message.MessageId)).toEqual([MessageId]);
  });

  const invalidId = (name: string) => `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  const otherType = 'The request include parameter that is not valid for this queue type.';
  it.each<[string, string, Partial<sqs.SendMessageCommandInput>, string]>([
    ['a group id of 129 characters', 'plain.fifo', { MessageGroupId: `${ID}q` }, invalidId('MessageGroupId')],
    ['an empty group id', 'plain.fifo', { MessageGroupId: '' }, invalidId('MessageGroupId')],
    ['a group id with a space', 'plain.fifo', { MessageGroupId: 'a b' }, invalidId('MessageGroupId')],
    ['a group id with a letter beyond ASCII', 'plain.fifo', { MessageGroupId: 'größe' }, invalidId('MessageGroupId')],
    ['a group id with a space on a standard queue', 'parcels', { MessageGroupId: 'a b' }, invalidId('MessageGroupId')],
    [
      'a deduplication id of 129 characters',
      'explicit.fifo',
      { MessageDeduplicationId: `${ID}q` },
      invalidId('MessageDeduplicationId'),
    ],
    ['an empty deduplication id', 'explicit.fifo', { MessageDeduplicationId: '' }, invalidId('MessageDeduplicationId')],
    ['a deduplication id with a space', 'explicit.fifo', { MessageDeduplicationId: 'a b' }, invalidId('MessageDeduplicationId')],
    ['a deduplication id on a standard queue', 'parcels', { MessageDeduplicationId: 'd' }, otherType],
    ['a delay of 1 on a FIFO queue', 'plain.fifo', { DelaySeconds: 1 }, otherType],
  ])('%s is refused', async (_what, queue, more, reason) => {
    await expect(send(queue, 'x', more)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining(`is invalid. Reason: ${reason}`),
    });
    expect(await receive(queue)).toEqual([]);
  });

  it.each<[string, Partial<sqs.SendMessageCommandInput>, string]>([
    ['no group id', { MessageGroupId: undefined, MessageDeduplicationId: 'd' }, 'MissingParameter'],
    ['neither content-based deduplication nor an id', {}, 'InvalidParameterValue'],
  ])('a message to a FIFO queue is refused with %s', async (_what, more, name) => {
    await expect(send('explicit.fifo', 'x', more)).rejects.toMatchObject({ name });
  });

  it.each<[string, string, string]>([
    ['of 129 characters', 'plain.fifo', `${ID}q`],
    ['with a space', 'plain.fifo', 'a b'],
    ['on a standard queue', 'parcels', 'one'],
  ])('a ReceiveRequestAttemptId %s is refused', async (_what, queue, ReceiveRequestAttemptId) => {
    await expect(receive(queue, { ReceiveRequestAttemptId })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('a batch counts attributes: 1 MiB is accepted, a byte more is refused', async () => {
    const attribute = { k: { DataType: 'String', StringValue: 'v'.repeat(100_000) } };
    const entry = (Id: string, length: number) => ({ Id, MessageBody: 'x'.repeat(length), MessageAttributes: attribute });
    const batch = (length: number) =>
      client.send(
        new sqs.SendMessageBatchCommand({ QueueUrl: url('parcels'), Entries: [entry('a', 400_000), entry('b', length)] }),
      );
    const overhead = 2 * ('k'.length + 'String'.length + 100_000);
    const rest = 1_048_576 - 400_000 - overhead;
    expect((await batch(rest)).Successful).toHaveLength(2);
    await expect(batch(rest + 1)).rejects.toMatchObject({ name: expect.stringContaining('BatchRequestTooLong') });
  });

  it('GetQueueAttributes tells the scope and the limit of a FIFO queue', async () => {
    const attributes = async (queue: string) =>
      (
        await client.send(
          new sqs.GetQueueAttributesCommand({
            QueueUrl: url(queue),
            AttributeNames: ['DeduplicationScope', 'FifoThroughputLimit'],
          }),
        )
      ).Attributes;
    expect(await attributes('scoped.fifo')).toEqual({
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
    expect(await attributes('plain.fifo')).toEqual({ DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' });
  });
});

describe('a template', () => {
  it.each<[string, object, RegExp]>([
    ['an unknown scope', { DeduplicationScope: 'group' }, /DeduplicationScope is "group"/],
    ['an unknown limit', { FifoThroughputLimit: 'perGroup' }, /FifoThroughputLimit is "perGroup"/],
    ['a limit per group over a whole queue', { FifoThroughputLimit: 'perMessageGroupId' }, /DeduplicationScope/],
  ])('is refused with %s', async (_what, properties, message) => {
    const withQueue = ({ subscriber }: Templates) =>
      void Object.assign(subscriber.Resources, { odd: fifo('odd.fifo', properties) });
    await expect(Company.start(withQueue)).rejects.toThrow(message);
  });
});
