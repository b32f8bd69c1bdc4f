import { createHash, randomUUID } from 'node:crypto';
import diagnostics from 'node:diagnostics_channel';
import { ConfigurationError, EventConsumer, EventPublisher, memoryBus } from '../../src';
import { Deletions } from '../../src/queue/deletions';
import { QueuePoller } from '../../src/queue';
import { awsServer, type AwsAnswer } from '../aws-server';
import { ParcelMoved, parcel } from '../sample-events';

interface Stored {
  readonly MessageId: string;
  readonly Body: string;
  receives: number;
}

/**
 * As much of a queue as the poller uses. Received messages stay hidden; deleted ones are gone. A poll of an empty queue waits for
 * 20 ms. `control` delays answers whose messages are handed out already, or sends them in two halves.
 */
async function queueServer() {
  const visible: Stored[] = [];
  const hidden = new Map<string, Stored>();
  const failures: { status: number; type: string }[] = [];
  const deleteCalls: number[] = [];
  const control: { onReceive: () => Promise<void>; halfway?: Promise<void> } = { onReceive: () => Promise.resolve() };
  const server = await awsServer(async ({ action, body }): Promise<AwsAnswer> => {
    const failure = failures.shift();
    if (failure !== undefined) return { status: failure.status, body: { __type: failure.type, message: failure.type } };
    if (action === 'ReceiveMessage') {
      if (visible.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      const Messages = visible.splice(0, Number(body['MaxNumberOfMessages'])).map((message) => {
        message.receives++;
        hidden.set(message.MessageId, message);
        return {
          MessageId: message.MessageId,
          ReceiptHandle: message.MessageId,
          Body: message.Body,
          MD5OfBody: createHash('md5').update(message.Body).digest('hex'),
          Attributes: { ApproximateReceiveCount: String(message.receives) },
        };
      });
      await control.onReceive();
      return { body: { Messages }, ...(control.halfway && { halfway: control.halfway }) };
    }
    const entries = body['Entries'] as { Id: string; ReceiptHandle: string }[];
    deleteCalls.push(entries.length);
    for (const { ReceiptHandle } of entries) hidden.delete(ReceiptHandle);
    return { body: { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] } };
  });
  return {
    ...server,
    queueUrl: `${server.url}/111122223333/parcels`,
    visible,
    hidden,
    failures,
    deleteCalls,
    control,
    async put(ids: readonly string[]) {
      const bus = memoryBus();
      await new EventPublisher({ transport: bus }).publishAll(ids.map((id) => parcel(id)));
      for (const event of bus.events) visible.push({ MessageId: randomUUID(), Body: JSON.stringify(event), receives: 0 });
    },
  };
}

let queue: Awaited<ReturnType<typeof queueServer>>;
beforeEach(async () => void (queue = await queueServer()));
afterEach(() => queue.close());

const ids = (count: number) => Array.from({ length: count }, (_, i) => `p-${i}`);

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error('It did not happen within 30 s.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Something to wait for that the test lets happen. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('QueuePoller', () => {
  it('hands every message to the consumer and deletes it', async () => {
    const seen: string[] = [];
    const consumer = new EventConsumer().on(ParcelMoved, ({ data }) => void seen.push(data.parcelId));
    await queue.put(ids(95));
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer, receivers: 2 });
    poller.start();
    poller.start();
    await until(() => seen.length === 95);
    await poller.stop();
    expect(new Set(seen).size).toBe(95);
    expect(queue.hidden.size).toBe(0);
    expect(queue.deleteCalls.sort((a, b) => a - b)).toEqual([5, ...Array<number>(9).fill(10)]);
  });

  it('leaves failed messages to the redrive policy', async () => {
    const consumer = new EventConsumer().on(ParcelMoved, ({ data }) => {
      if (data.parcelId === 'p-1') throw new Error('no');
    });
    await queue.put(ids(3));
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer });
    poller.start();
    await until(() => queue.hidden.size === 1 && queue.visible.length === 0);
    await poller.stop();
    expect(Array.from(queue.hidden.values(), ({ Body }) => Body)).toEqual([expect.stringContaining('"p-1"')]);
  });

  it('stop waits for what was received, and it can start again', async () => {
    let started = 0;
    let finished = 0;
    const consumer = new EventConsumer().on(ParcelMoved, async () => {
      started++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      finished++;
    });
    await queue.put(ids(10));
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer });
    poller.start();
    await until(() => started === 10);
    expect(finished).toBe(0);
    await poller.stop();
    expect(finished).toBe(10);
    expect(queue.hidden.size).toBe(0);

    await queue.put(ids(5));
    poller.start();
    await until(() => finished === 15);
    await poller.stop();
    await poller.stop();
  });

  it('stop waits for an answer that is on its way: what SQS has handed out is handled', async () => {
    let finished = 0;
    const consumer = new EventConsumer().on(ParcelMoved, () => void finished++);
    await queue.put(ids(10));
    const answered = gate();
    queue.control.onReceive = () => answered.opened;
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer });
    poller.start();
    await until(() => queue.hidden.size === 10);
    const stopped = poller.stop();
    answered.open();
    await stopped;
    expect(finished).toBe(10);
    expect(queue.hidden.size).toBe(0);
  });

  it('stop takes what a poll under way still brings, and asks for no more', async () => {
    let finished = 0;
    const consumer = new EventConsumer().on(ParcelMoved, () => void finished++);
    const waiting = gate();
    queue.control.onReceive = () => waiting.opened;
    await queue.put(ids(1));
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer });
    poller.start();
    await until(() => queue.hidden.size === 1);
    await queue.put(ids(1));
    const stopped = poller.stop();
    waiting.open();
    await stopped;
    expect([finished, queue.visible.length]).toEqual([1, 1]);
  });

  it('stop with a grace breaks off what has no answer by then, and tells nothing', async () => {
    const errors: unknown[] = [];
    const waiting = gate();
    queue.control.onReceive = () => waiting.opened;
    const onError = (error: unknown) => errors.push(error);
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer: new EventConsumer(), receivers: 2, onError });
    poller.start();
    await until(() => queue.calls.length === 2);
    await poller.stop({ graceSeconds: 0.01 });
    expect(errors).toEqual([]);
    waiting.open();
  });

  it('stop never breaks off an answer that has begun', async () => {
    let finished = 0;
    const consumer = new EventConsumer().on(ParcelMoved, () => void finished++);
    const rest = gate();
    queue.control.halfway = rest.opened;
    await queue.put(ids(10));
    const answerBegun = new Promise((resolve) => diagnostics.subscribe('http.client.response.finish', resolve));
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer });
    poller.start();
    await answerBegun;
    const stopped = poller.stop({ graceSeconds: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    rest.open();
    await stopped;
    expect(finished).toBe(10);
    expect(queue.hidden.size).toBe(0);
  });

  it('does not receive more than it may hold', async () => {
    const release: (() => void)[] = [];
    const consumer = new EventConsumer().on(ParcelMoved, () => new Promise<void>((resolve) => release.push(resolve)));
    await queue.put(ids(60));
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer, maxMessages: 20 });
    poller.start();
    await until(() => release.length === 20);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(queue.visible).toHaveLength(40);
    const draining = setInterval(() => release.splice(0).forEach((resolve) => resolve()), 5);
    await until(() => queue.visible.length === 0 && queue.hidden.size === 0);
    clearInterval(draining);
    await poller.stop();
  });

  it('goes on after errors, and tells them', async () => {
    const errors: unknown[] = [];
    let seen = 0;
    const consumer = new EventConsumer().on(ParcelMoved, () => void seen++);
    queue.failures.push({ status: 500, type: 'InternalFailure' });
    await queue.put(ids(1));
    const poller = new QueuePoller({ queueUrl: queue.queueUrl, consumer, onError: (error) => errors.push(error) });
    poller.start();
    await until(() => seen === 1);
    await poller.stop();
    expect(errors).toHaveLength(1);
  });

  it.each(['parcels', 'https://sqs.eu-west-1.amazonaws.com/parcels', ''])('refuses %j as the URL of a queue', (queueUrl) => {
    expect(() => new QueuePoller({ queueUrl, consumer: new EventConsumer() })).toThrow(ConfigurationError);
  });
});

it.each([{ receivers: 0 }, { maxMessages: 0 }, { waitTimeSeconds: 21 }])('%j is refused', (options) => {
  const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/111122223333/parcels';
  expect(() => new QueuePoller({ queueUrl, consumer: new EventConsumer(), ...options })).toThrow(
    /must be (a positive integer|an integer from 0 to 20); got/,
  );
});

describe('Deletions', () => {
  it('share calls of ten, and drain waits for all', async () => {
    const calls: number[] = [];
    const deletions = new Deletions(
      async (handles) => (calls.push(handles.length), []),
      () => undefined,
      1,
    );
    for (let i = 0; i < 25; i++) deletions.add(String(i));
    await deletions.drain();
    expect(calls).toEqual([10, 10, 5]);
  });

  it('are tried again for what SQS did not delete, and told when given up', async () => {
    const errors: unknown[] = [];
    const calls: (readonly string[])[] = [];
    const deletions = new Deletions(
      async (handles) => {
        calls.push(handles);
        if (calls.length === 2) throw new Error('network');
        return handles.filter((handle) => handle === 'stuck');
      },
      (error) => errors.push(error),
    );
    deletions.add('fine');
    deletions.add('stuck');
    await deletions.drain();
    expect(calls).toEqual([['fine', 'stuck'], ['stuck'], ['stuck'], ['stuck']]);
    expect(errors).toHaveLength(1);
  });
});
