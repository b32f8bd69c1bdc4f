import fc from 'fast-check';
import type { DeadLetter } from '../../src/redrive/dead-letter';
import { redrive, type Mailbox, type RedriveOptions } from '../../src/redrive/redrive';

const startedAt = new Date('2026-12-01T12:00:00Z');
const before = new Date('2026-12-01T11:00:00Z');
const eventBody = (type = 'parcel.moved@1') => JSON.stringify({ source: 'acme.parcel', 'detail-type': type, detail: {} });

function letter(messageId: string, more: Partial<DeadLetter> = {}): DeadLetter {
  return {
    messageId,
    receipt: `r-${messageId}`,
    body: eventBody(),
    sentAt: before,
    attributes: { ERROR_CODE: 'NO_PERMISSIONS' },
    ...more,
  };
}

/** A queue as SQS has it: what was received is hidden until it is released. */
class Queue implements Mailbox {
  readonly letters: DeadLetter[];
  readonly #hidden = new Set<string>();

  constructor(letters: readonly DeadLetter[]) {
    this.letters = [...letters];
  }

  get visible(): readonly string[] {
    return this.letters.map(({ messageId }) => messageId).filter((id) => !this.#hidden.has(id));
  }

  receive(): Promise<readonly DeadLetter[]> {
    const received = this.letters.filter(({ messageId }) => !this.#hidden.has(messageId)).slice(0, 10);
    for (const { messageId } of received) this.#hidden.add(messageId);
    return Promise.resolve(received);
  }

  remove({ messageId }: DeadLetter): Promise<void> {
    this.letters.splice(
      this.letters.findIndex((each) => each.messageId === messageId),
      1,
    );
    return Promise.resolve();
  }

  release({ messageId }: DeadLetter): Promise<void> {
    this.#hidden.delete(messageId);
    return Promise.resolve();
  }
}

const run = (mailbox: Mailbox, more: Partial<RedriveOptions> = {}) =>
  redrive({ mailbox, send: () => Promise.resolve(), dryRun: false, startedAt, ...more });

it('sends every event once, says why it was there, and leaves the queue empty', async () => {
  const queue = new Queue([
    letter('a'),
    letter('b', { sentAt: new Date('2026-12-01T10:00:00Z') }),
    letter('c', { attributes: {} }),
  ]);
  const sent: string[] = [];
  const groups = await run(queue, { send: ({ messageId }) => Promise.resolve(void sent.push(messageId)) });
  expect(sent.sort()).toEqual(['a', 'b', 'c']);
  expect(queue.letters).toEqual([]);
  expect(groups).toEqual([
    { reason: 'NO_PERMISSIONS', eventType: 'parcel.moved@1', messages: 2, oldest: '2026-12-01T10:00:00.000Z', redriven: 2 },
    { reason: 'MaxReceiveCount', eventType: 'parcel.moved@1', messages: 1, oldest: '2026-12-01T11:00:00.000Z', redriven: 1 },
  ]);
});

it('with a dry run sends nothing, and everything can be received again at once', async () => {
  const queue = new Queue(Array.from({ length: 25 }, (_, index) => letter(`m${index}`)));
  const send = jest.fn();
  expect(await run(queue, { send, dryRun: true })).toMatchObject([{ messages: 25, redriven: 25 }]);
  expect(send).not.toHaveBeenCalled();
  expect(queue.visible).toHaveLength(25);
});

it('leaves what the destination does not take, or is no event, and says so', async () => {
  const queue = new Queue([letter('a'), letter('no', { body: 'not json' })]);
  const send = () => Promise.reject(Object.assign(new Error('not allowed'), { name: 'AccessDenied' }));
  expect(await run(queue, { send })).toMatchObject([
    { reason: 'NO_PERMISSIONS', eventType: 'parcel.moved@1', redriven: 0, error: 'AccessDenied: not allowed' },
    { reason: 'NO_PERMISSIONS', redriven: 0, error: 'The message is not an event.' },
  ]);
  expect(queue.visible).toEqual(['a', 'no']);
});

it.each<[string, Partial<RedriveOptions>, string[]]>([
  ['a reason', { reason: 'NO_RESOURCE' }, ['b']],
  ['an event type', { eventType: 'parcel.lost@1' }, ['c']],
  ['a number', { most: 1 }, ['a']],
])('moves no more than was asked for, by %s', async (_, more, expected) => {
  const queue = new Queue([
    letter('a'),
    letter('b', { attributes: { ERROR_CODE: 'NO_RESOURCE' } }),
    letter('c', { body: eventBody('parcel.lost@1') }),
  ]);
  const sent: string[] = [];
  await run(queue, { ...more, send: ({ messageId }) => Promise.resolve(void sent.push(messageId)) });
  expect(sent).toEqual(expected);
  expect([...queue.visible, ...sent].sort()).toEqual(['a', 'b', 'c']);
});

it('ends although everything comes back', async () => {
  const queue = new Queue([letter('a'), letter('b')]);
  const sent: string[] = [];
  await run(queue, {
    send: ({ messageId }) => {
      sent.push(messageId);
      queue.letters.push(letter(`${messageId}-again`, { sentAt: new Date(startedAt.getTime() + 1_000) }));
      return Promise.resolve();
    },
  });
  expect(sent).toEqual(['a', 'b']);
  expect(queue.visible).toEqual(['a-again', 'b-again']);
});

it('loses none, whatever fails', async () => {
  const failing = fc.record({ count: fc.nat(40), send: fc.func(fc.boolean()), remove: fc.func(fc.boolean()) });
  await fc.assert(
    fc.asyncProperty(failing, async ({ count, send, remove }) => {
      const ids = Array.from({ length: count }, (_, index) => `m${index}`);
      const queue = new Queue(ids.map((id) => letter(id)));
      const arrived = new Set<string>();
      const removing = queue.remove.bind(queue);
      queue.remove = (each) => (remove(each.messageId) ? removing(each) : Promise.reject(new Error('no')));
      await run(queue, {
        send: ({ messageId }) => {
          if (!send(messageId)) return Promise.reject(new Error('no'));
          arrived.add(messageId);
          return Promise.resolve();
        },
      });
      for (const id of ids) expect(arrived.has(id) || queue.visible.includes(id)).toBe(true);
    }),
  );
});
