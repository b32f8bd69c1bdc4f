import fc from 'fast-check';
import { ManualClock } from '../../../src/time/clock';
import { Schedule } from '../../../src/time/schedule';
import { MessageBody } from '../../../src/delivery/message-body';
import type { Message } from '../../../src/services/sqs/message';
import { Queue, type QueueSettings } from '../../../src/services/sqs/queue';

function newQueue(settings: Partial<QueueSettings> = {}) {
  const clock = new ManualClock();
  const queue = new Queue(
    {
      name: 'q',
      arn: 'arn:aws:sqs:eu-west-1:111122223333:q',
      account: '111122223333',
      region: 'eu-west-1',
      fifo: false,
      contentBasedDeduplication: false,
      deduplicationScope: 'queue',
      fifoThroughputLimit: 'perQueue',
      visibilityTimeoutSeconds: 30,
      delaySeconds: 0,
      retentionSeconds: 345_600,
      maximumMessageBytes: 1_048_576,
      receiveWaitSeconds: 0,
      tags: {},
      ...settings,
    },
    clock,
    new Schedule(clock),
  );
  const receive = (maximum = 10, visibilityTimeoutMs = 30_000, attemptId?: string): readonly Message[] => {
    let got: readonly Message[] = [];
    const options = { maximum, visibilityTimeoutMs, waitMs: 0, ...(attemptId !== undefined && { attemptId }) };
    queue.receive(options, (messages) => (got = messages));
    return got;
  };
  const send = (text: string, groupId?: string) =>
    queue.send({ body: new MessageBody(text), senderId: 's', ...(groupId && { groupId }) });
  return { clock, queue, receive, send };
}

type Step =
  | { kind: 'send'; group: string }
  | { kind: 'receive'; maximum: number; timeout: number; attempt: 'first' | 'second' | undefined }
  | { kind: 'delete' | 'release'; which: number }
  | { kind: 'wait'; ms: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
  fc.record({
    kind: fc.constant('receive' as const),
    maximum: fc.integer({ min: 1, max: 10 }),
    timeout: fc.constantFrom(0, 1_000, 20_000),
    attempt: fc.constantFrom('first' as const, 'second' as const, undefined),
  }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'release' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 10, max: 5_000 }) }),
);

describe.each([false, true])('a queue (FIFO: %s), whatever is done to it', (fifo) => {
  it('loses nothing and counts right', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { clock, queue, receive, send } = newQueue({ fifo });
        const handles: string[] = [];
        const alive = new Set<string>();
        const byHandle = new Map<string, Message>();
        for (const one of steps) {
          if (one.kind === 'send') alive.add(send('x', one.group).id);
          else if (one.kind === 'receive') {
            for (const message of receive(one.maximum, one.timeout, fifo ? one.attempt : undefined)) {
              expect(alive).toContain(message.id);
              handles.push(message.receiptHandle ?? '');
              byHandle.set(message.receiptHandle ?? '', message);
            }
          } else if (one.kind === 'wait') clock.advance(one.ms);
          else {
            const handle = handles[one.which % Math.max(1, handles.length)];
            if (handle === undefined) continue;
            const message = byHandle.get(handle);
            if (one.kind === 'release') queue.changeVisibility(handle, 0);
            if (one.kind === 'delete') {
              const isNewest = message?.receiptHandle === handle;
              const deletion = queue.delete(handle);
              if (fifo && alive.has(message?.id ?? '') && !isNewest) expect(deletion).toBe('expired');
              if (!fifo) expect(deletion).toBe('deleted');
              // Only the newest handle of a message deletes it.
              if (isNewest && deletion === 'deleted') alive.delete(message.id);
            }
          }
          const { available, inFlight } = queue.counts;
          expect(available + inFlight).toBe(alive.size);
        }
        clock.advance(60_000);
        const rest: string[] = [];
        for (let got = receive(); got.length > 0; got = receive()) {
          for (const { id, receiptHandle } of got) {
            rest.push(id);
            queue.delete(receiptHandle ?? '');
          }
        }
        expect(rest.sort()).toEqual([...alive].sort());
      }),
    );
  });
});

describe('a standard queue', () => {
  it('keeps its order over many more messages than its ring holds at first', () => {
    const { receive, send, queue } = newQueue();
    const expected = Array.from({ length: 1_000 }, (_, index) => String(index));
    expected.slice(0, 100).forEach((text) => send(text));
    const got = receive(10).map(({ body }) => body.text);
    expected.slice(100).forEach((text) => send(text));
    for (let messages = receive(); messages.length > 0; messages = receive()) got.push(...messages.map(({ body }) => body.text));
    expect(got).toEqual(expected);
    expect(queue.counts).toEqual({ available: 0, inFlight: 1_000, delayed: 0, waiting: 0 });
  });

  it('gives messages that come together to one waiting receiver, and later ones to the next', async () => {
    const { queue, send } = newQueue();
    const order = { maximum: 10, visibilityTimeoutMs: 30_000, waitMs: 20_000 };
    const answers: string[][] = [];
    queue.receive(order, (messages) => answers.push(messages.map(({ body }) => body.text)));
    queue.receive(order, (messages) => answers.push(messages.map(({ body }) => body.text)));
    send('1');
    send('2');
    await new Promise((resolve) => setImmediate(resolve));
    send('3');
    send('4');
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(answers).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('hands out no more than 120,000 messages at once', () => {
    const { queue, receive, send } = newQueue();
    for (let index = 0; index < 120_005; index++) send('x');
    let received = 0;
    for (let got = receive(); got.length > 0; got = receive()) received += got.length;
    expect(received).toBe(120_000);
    expect(queue.isOverInFlightLimit).toBe(true);
  });
});

it('a FIFO queue keeps of a message that it may see again only what a sender is told of it', () => {
  const { queue, receive } = newQueue({ fifo: true, contentBasedDeduplication: true });
  const send = () => queue.send({ body: new MessageBody('x'.repeat(100_000)), senderId: 's', groupId: 'g' });
  const { id, sequenceNumber } = send();
  queue.delete(receive()[0]?.receiptHandle ?? '');
  expect(send()).toEqual({ id, sequenceNumber });
});
