import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';
import {
  EnvelopeError,
  EventConsumer,
  EventPublisher,
  EventValidationError,
  UnknownEventTypeError,
  UnreadableInputError,
  memoryBus,
  type BusbarEvent,
  type EventBridgeEvent,
  type EventConsumerOptions,
  type HandledEvent,
  type SqsRecord,
} from '../../src';
import { ParcelMoved, ParcelMovedV2, parcel } from '../sample-events';

async function delivered(event: BusbarEvent): Promise<EventBridgeEvent> {
  const bus = memoryBus();
  await new EventPublisher({ transport: bus }).publish(event);
  const [envelope] = bus.events;
  if (envelope === undefined) throw new Error('The bus did not take it.');
  return envelope;
}

function consumerOf(handle: (id: string) => Promise<void> | void = () => undefined, options: EventConsumerOptions = {}) {
  const records: HandledEvent[] = [];
  const consumer = new EventConsumer({ name: 'test', onHandled: (record) => records.push(record), ...options });
  consumer.on(ParcelMoved, ({ data }) => handle(data.parcelId));
  return { consumer, records };
}

const record = (envelope: unknown, messageId: string, more: Partial<SqsRecord> = {}): SqsRecord => ({
  eventSource: 'aws:sqs',
  messageId,
  body: JSON.stringify(envelope),
  ...more,
});

describe('an event by itself', () => {
  it('reaches the handler of its type, with its context', async () => {
    const handler = jest.fn();
    const event = parcel('p-1');
    const envelope = await delivered(event);
    await expect(new EventConsumer().on(ParcelMoved, handler).handle(envelope)).resolves.toBeUndefined();
    expect(handler.mock.calls).toEqual([
      [
        { type: event.type, source: event.source, metadata: event.metadata, data: event.data },
        { attempt: 1, envelope },
      ],
    ]);
  });

  it('says when it comes from a replay', async () => {
    const handler = jest.fn();
    await new EventConsumer().on(ParcelMoved, handler).handle({ ...(await delivered(parcel())), 'replay-name': 'again' });
    expect(handler).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ replayName: 'again' }));
  });

  it('can be handled by the exported handler', async () => {
    const { consumer, records } = consumerOf();
    const { handler } = consumer;
    await handler(await delivered(parcel()));
    expect(records).toHaveLength(1);
  });

  it('throws what the handler throws, so that it comes again', async () => {
    const { consumer, records } = consumerOf(() => Promise.reject(new Error('later')));
    await expect(consumer.handle(await delivered(parcel()))).rejects.toThrow('later');
    expect(records).toMatchObject([{ outcome: 'failed', error: { message: 'later' } }]);
  });

  it.each<[string, (envelope: EventBridgeEvent) => unknown, new (...args: never[]) => Error]>([
    [
      'breaks its contract',
      (envelope) => ({ ...envelope, detail: { metadata: parcel().metadata, data: {} } }),
      EventValidationError,
    ],
    ['has no metadata', (envelope) => ({ ...envelope, detail: { data: {} } }), EnvelopeError],
    ['comes from another source', (envelope) => ({ ...envelope, source: 'acme.other' }), EnvelopeError],
    ['is of a type without handler', (envelope) => ({ ...envelope, 'detail-type': 'parcel.lost@1' }), UnknownEventTypeError],
    ['is no event', () => ({ hello: 'world' }), UnreadableInputError],
    ['is nothing', () => null, UnreadableInputError],
  ])('is rejected when it %s', async (_, change, error) => {
    const handle = jest.fn();
    const { consumer, records } = consumerOf(handle);
    await expect(consumer.handle(change(await delivered(parcel())))).rejects.toThrow(error);
    expect(records).toMatchObject([{ outcome: 'rejected', consumer: 'test' }]);
    expect(handle).not.toHaveBeenCalled();
  });

  it('of a type without handler is ignored if wanted', async () => {
    const { consumer, records } = consumerOf(undefined, { onUnknown: 'ignore' });
    await consumer.handle(await delivered(ParcelMovedV2({ id: 'x' })));
    expect(records).toMatchObject([{ outcome: 'ignored', eventType: 'parcel.moved@2' }]);
  });
});

describe('a batch from a queue', () => {
  it('is handled side by side, and tells which messages are to come again', async () => {
    const { consumer } = consumerOf((id) => {
      if (id === 'bad') throw new Error('no');
    });
    const [good, bad] = [await delivered(parcel('good')), await delivered(parcel('bad'))];
    const Records = [record(good, 'm1'), record(bad, 'm2'), record(good, 'm3'), { ...record(good, 'm4'), body: 'not json' }];
    await expect(consumer.handle({ Records })).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: 'm2' }, { itemIdentifier: 'm4' }],
    });
  });

  it('tells the attempt', async () => {
    const handler = jest.fn();
    const message = record(await delivered(parcel()), 'm', { attributes: { ApproximateReceiveCount: '3' } });
    await new EventConsumer().on(ParcelMoved, handler).handle({ Records: [message] });
    expect(handler).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ attempt: 3 }));
  });

  it('of a FIFO queue stops a group at its first failure, in order, and leaves other groups alone', async () => {
    const seen: string[] = [];
    const { consumer } = consumerOf(async (id) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(id);
      if (id === 'a2') throw new Error('no');
    });
    const fifo = async (id: string): Promise<SqsRecord> =>
      record(await delivered(parcel(id)), id, {
        attributes: { MessageGroupId: id.charAt(0) },
        eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:q.fifo',
      });
    const Records = await Promise.all(['a1', 'b1', 'a2', 'a3', 'b2'].map(fifo));
    const response = await consumer.handle({ Records });
    expect(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['a2', 'a3']);
    expect(seen.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2']);
    expect(seen.filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  it('of a fair queue (groups, but no order) is not stopped', async () => {
    const { consumer } = consumerOf((id) => {
      if (id === 'one') throw new Error('no');
    });
    const attributes = { MessageGroupId: 'tenant' };
    const [one, two] = [await delivered(parcel('one')), await delivered(parcel('two'))];
    const Records = [record(one, 'm1', { attributes }), record(two, 'm2', { attributes })];
    await expect(consumer.handle({ Records })).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });
});

describe('what is neither an event nor a batch of SQS is refused, never taken for handled', () => {
  const good = async () => record(await delivered(parcel()), 'm1');
  const sns = { EventSource: 'aws:sns', EventVersion: '1.0', Sns: { Message: '{}' } };

  it.each<[string, () => unknown, string]>([
    ['a batch of SNS', () => ({ Records: [sns] }), 'a batch of aws:sns'],
    ['a batch of S3', () => ({ Records: [{ eventSource: 'aws:s3', s3: {} }] }), 'a batch of aws:s3'],
    ['a batch of Kinesis', () => ({ Records: [{ eventSource: 'aws:kinesis', kinesis: {} }] }), 'a batch of aws:kinesis'],
    ['a batch of DynamoDB', () => ({ Records: [{ eventSource: 'aws:dynamodb', eventID: '1' }] }), 'a batch of aws:dynamodb'],
    ['a batch of Kafka', () => ({ eventSource: 'aws:kafka', records: { topic: [] } }), 'an event of aws:kafka'],
    ['a batch without records', () => ({ Records: [] }), 'a batch without records'],
    ['a batch of two services', async () => ({ Records: [await good(), sns] }), 'a batch of aws:sqs and aws:sns'],
    ['records of no service', () => ({ Records: [null, { messageId: 'm', body: '{}' }] }), 'a batch of an unknown source'],
    ['a forged source', () => ({ Records: [{ eventSource: 'SECRET\n' }] }), 'a batch of an unknown source'],
    [
      'a message without id',
      async () => ({ Records: [await good(), { ...(await good()), messageId: undefined }] }),
      'message 2 has',
    ],
    ['a list of events', async () => [await delivered(parcel())], 'a list of 1'],
    ['an empty object', () => ({}), 'an object without "detail-type"'],
    ['nothing', () => undefined, 'is undefined'],
    ['null', () => null, 'is null'],
    ['an event as a string', () => '{"detail-type":"parcel.moved@1"}', 'is string'],
  ])('%s', async (_, input, message) => {
    const handle = jest.fn();
    const { consumer, records } = consumerOf(handle, { onUnknown: 'ignore' });
    const error: unknown = await consumer.handle(await input()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnreadableInputError);
    expect((error as Error).message).toContain(message);
    expect(handle).not.toHaveBeenCalled();
    expect(records).toMatchObject([{ outcome: 'rejected', eventType: 'unknown' }]);
  });

  it('a scheduled event is an event without handler', async () => {
    const scheduled = { ...(await delivered(parcel())), source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
    await expect(consumerOf().consumer.handle(scheduled)).rejects.toThrow(UnknownEventTypeError);
  });

  it.each<[string, unknown, string]>([
    ['an SNS notification', { Type: 'Notification', TopicArn: 'arn:aws:sns:…', Message: '{}' }, 'Turn on raw message delivery'],
    ['a notification of S3', { Records: [{ eventSource: 'aws:s3' }] }, 'Message m1 is a batch of aws:s3'],
    ['a list', [], 'Message m1 is a list of 0'],
    ['a number', 5, 'Message m1 is number'],
  ])('a message that holds %s comes again', async (_, body, message) => {
    const { consumer, records } = consumerOf();
    const Records = [record(body, 'm1'), await good()].map((each, i) => ({ ...each, messageId: `m${i + 1}` }));
    await expect(consumer.handle({ Records })).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    const [rejected] = records.filter(({ outcome }) => outcome === 'rejected');
    expect(rejected?.error).toMatchObject({ message: expect.stringContaining(message) as string });
  });

  it('a message without a body comes again', async () => {
    const { consumer } = consumerOf();
    const Records = [{ ...(await good()), body: undefined }];
    await expect(consumer.handle({ Records })).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });
});

describe('onHandled', () => {
  it('is a warning by default, for messages of a batch that are not handled', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const consumer = new EventConsumer({ name: 'quiet' }).on(ParcelMoved, () => undefined);
    await consumer.handle({ Records: [record(await delivered(parcel()), 'm1'), record({}, 'm2')] });
    expect(warning.mock.calls.flat()).toEqual([
      expect.stringMatching(/^"quiet": rejected unknown, message m2: Message m2 is an object without/),
    ]);
    warning.mockRestore();
  });

  it('is told about every delivery', async () => {
    const { consumer, records } = consumerOf();
    const event = ParcelMoved({ parcelId: 'p', status: 'SENT' }, { time: new Date(Date.now() - 1_000) });
    await consumer.handle(await delivered(event));
    expect(records).toEqual([
      {
        eventType: 'parcel.moved@1',
        id: event.metadata.id,
        consumer: 'test',
        outcome: 'handled',
        eventVersion: event.metadata.version,
        contractVersion: ParcelMoved.version,
        latencyMs: expect.any(Number) as number,
        durationMs: expect.any(Number) as number,
      },
    ]);
    expect(records[0]?.latencyMs).toBeGreaterThanOrEqual(1_000);
  });

  it('has the id of rejected events too', async () => {
    const { consumer, records } = consumerOf();
    const { metadata } = parcel();
    const broken = { ...(await delivered(parcel())), detail: { metadata, data: { status: 5 } } };
    await expect(consumer.handle(broken)).rejects.toThrow();
    expect(records).toMatchObject([{ id: metadata.id, outcome: 'rejected' }]);
  });

  it('may throw without harm to the event', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const { consumer } = consumerOf(undefined, {
      onHandled: () => {
        throw new Error('metrics are down');
      },
    });
    await expect(consumer.handle(await delivered(parcel()))).resolves.toBeUndefined();
    expect(warning).toHaveBeenCalledWith('onHandled of "test" threw: metrics are down');
    warning.mockRestore();
  });
});

it('an event type has one handler', () => {
  const consumer = new EventConsumer({ name: 'twice' }).on(ParcelMoved, () => undefined);
  expect(() => consumer.on(ParcelMoved, () => undefined)).toThrow('"twice" already handles "parcel.moved@1".');
  expect(consumer.eventTypes).toEqual(['parcel.moved@1']);
});

/** Type tests: what must not compile. Never called. */
export function typesOnly(consumer: EventConsumer): void {
  consumer.on(ParcelMoved, async ({ data, type }) => {
    const known: 'parcel.moved@1' = type;
    // @ts-expect-error - not a field of this event
    void data.weight;
    // @ts-expect-error - an extensible enum may have other values
    const status: 'SENT' | 'LOST' = data.status;
    void [known, status];
  });
  // @ts-expect-error - the data of another event type
  consumer.on(ParcelMovedV2, async ({ data }) => void data.parcelId);
}

it('throws errors that keep their names in the minified bundle of a function', () => {
  const source = `import { EventConsumer } from './src';
    export const names = new EventConsumer().handle({}).catch(({ name }) => name);`;
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: join(__dirname, '../..'), loader: 'ts' },
    ...{ bundle: true, minify: true, write: false, platform: 'node', format: 'cjs', external: ['@aws-sdk/*'] },
  });
  const module: { exports: { names?: Promise<string> } } = { exports: {} };
  compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require'])(module, module.exports, require);
  return expect(module.exports.names).resolves.toBe('UnreadableInputError');
});
