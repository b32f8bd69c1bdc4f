import fc from 'fast-check';
import {
  ConfigurationError,
  EventPublisher,
  EventTooLargeError,
  MAX_CALL_BYTES,
  MAX_EVENT_BYTES,
  PublishError,
  PublisherClosedError,
  entryBytes,
  memoryBus,
  signedTransport,
  type BusbarEvent,
  type EntryResult,
  type PutEventsEntry,
  type Transport,
} from '../../src';
import { toEntry } from '../../src/publish/entry';
import { parcel } from '../sample-events';

const ARN = 'arn:aws:events:eu-west-1:111122223333:event-bus/doorstep-events';
/** Short waits; a budget that no pause of the machine uses up. */
const fast = { budgetMs: 600_000, baseMs: 1, capMs: 5 };

describe('publish', () => {
  it('sends the entry that the architecture describes', async () => {
    const bus = memoryBus({ eventBusArn: ARN });
    const event = parcel('p-1');
    const receipt = await new EventPublisher({ transport: bus }).publish(event);
    expect(bus.calls).toEqual([
      [
        {
          EventBusName: ARN,
          Source: 'acme.parcel',
          DetailType: 'parcel.moved@1',
          Detail: JSON.stringify({ metadata: event.metadata, data: event.data }),
          Time: new Date(event.metadata.time),
        },
      ],
    ]);
    expect(receipt).toEqual({ id: event.metadata.id, eventId: bus.events[0]?.id, attempts: 1 });
  });

  it('hands the trace on to X-Ray', () => {
    const traced = parcel();
    const metadata = { ...traced.metadata, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    expect(toEntry({ ...traced, metadata } as BusbarEvent, ARN).entry.TraceHeader).toBe(
      'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1',
    );
  });

  it('escapes the characters that SQS would refuse', async () => {
    const bus = memoryBus();
    await new EventPublisher({ transport: bus }).publish(parcel('\uFFFE\uFFFF'));
    expect(bus.calls[0]?.[0]?.Detail).toContain('"\\ufffe\\uffff"');
    expect(bus.events[0]?.detail).toMatchObject({ data: { parcelId: '\uFFFE\uFFFF' } });
  });

  it.each([
    ['a plain object', { type: 'parcel.moved@1', source: 'acme.parcel', metadata: parcel().metadata, data: {} }],
    ['a copy of an event', { ...parcel() }],
    ['nothing', undefined],
  ])('refuses %s and says what to do', async (_, value) => {
    const bus = memoryBus();
    const publisher = new EventPublisher({ transport: bus });
    const advice = /^Only an event that an event type made can be published.*Call the constructor/;
    await expect(publisher.publish(value as BusbarEvent)).rejects.toThrow(advice);
    await expect(publisher.publishAll([parcel(), value as BusbarEvent])).rejects.toThrow(TypeError);
    expect(bus.calls).toHaveLength(0);
  });

  it('throws what the bus says about the event', async () => {
    const bus = memoryBus();
    bus.failNext('NotAuthorizedForSourceException');
    const event = parcel();
    const error = await failure(new EventPublisher({ transport: bus }).publish(event));
    const { type, metadata } = event;
    const shown = {
      code: 'NotAuthorizedForSourceException',
      message: 'failNext() of this bus was called.',
      retryable: false,
      attempts: 1,
    };
    expect(error.failed).toEqual([{ type, id: metadata.id, ...shown }]);
    expect(error.failed[0]?.event).toBe(event);
    expect(error.message).toContain(event.metadata.id);
  });
});

describe('calls', () => {
  it('are shared by what is published at the same time, ten events each', async () => {
    const bus = memoryBus();
    const publisher = new EventPublisher({ transport: bus });
    await Promise.all(Array.from({ length: 25 }, (_, i) => publisher.publish(parcel(`p-${i}`))));
    expect(bus.calls.map(({ length }) => length)).toEqual([10, 10, 5]);
  });

  it('leave without a timer: a lone event goes in the next turn of the loop', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    try {
      const bus = memoryBus();
      await new EventPublisher({ transport: bus }).publish(parcel());
      expect(bus.calls).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('stay below 1 MiB together', async () => {
    const bus = memoryBus();
    const publisher = new EventPublisher({ transport: bus });
    await publisher.publishAll(Array.from({ length: 7 }, () => parcel('x'.repeat(400_000))));
    expect(bus.calls.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
    for (const call of bus.calls) {
      expect(call.reduce((sum, entry) => sum + entryBytes(entry), 0)).toBeLessThanOrEqual(MAX_CALL_BYTES);
    }
  });

  it('are at most maxInFlight at once, and what waits fills the next', async () => {
    const bus = slowTransport();
    const publisher = new EventPublisher({ transport: bus, maxInFlight: 2 });
    const publishing = publisher.publishAll(Array.from({ length: 55 }, () => parcel()));
    await publishing;
    expect(bus.mostAtOnce).toBe(2);
    expect(bus.sizes).toEqual([10, 10, 10, 10, 10, 5]);
  });

  it('give back pressure: beyond maxQueued, publish waits', async () => {
    const bus = slowTransport();
    const publisher = new EventPublisher({ transport: bus, maxInFlight: 1, maxQueued: 3 });
    const receipts = await publisher.publishAll(Array.from({ length: 10 }, () => parcel()));
    expect(receipts).toHaveLength(10);
    expect(Math.max(...bus.sizes)).toBe(3);
  });
});

describe('the size of an event', () => {
  const overhead = toEntry(parcel(''), ARN).bytes;

  it('is counted as EventBridge does: time, source, detail type, detail, in UTF-8', () => {
    const { entry, bytes } = toEntry(parcel('🚚'), ARN);
    expect(bytes).toBe(14 + 'acme.parcel'.length + 'parcel.moved@1'.length + Buffer.byteLength(entry.Detail));
    expect(bytes).toBe(overhead + 4);
  });

  it('may be up to the limit that leaves room for the envelope on a queue', async () => {
    const bus = memoryBus();
    await new EventPublisher({ transport: bus }).publish(parcel('x'.repeat(MAX_EVENT_BYTES - overhead)));
    expect(Buffer.byteLength(JSON.stringify(bus.events[0]))).toBeLessThan(1_048_576);
  });

  it('is refused beyond it before anything is sent', async () => {
    const bus = memoryBus();
    const publisher = new EventPublisher({ transport: bus });
    const large = parcel('x'.repeat(MAX_EVENT_BYTES - overhead + 1));
    const error: unknown = await publisher.publishAll([parcel(), large]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EventTooLargeError);
    expect(error).toMatchObject({ id: large.metadata.id, bytes: MAX_EVENT_BYTES + 1, limit: MAX_EVENT_BYTES });
    expect(bus.calls).toHaveLength(0);
  });
});

describe('retries', () => {
  it('send only what failed, with the same id', async () => {
    const bus = memoryBus();
    bus.failNext('ThrottlingException', 3);
    const publisher = new EventPublisher({ transport: bus, retry: fast });
    const events = Array.from({ length: 10 }, (_, i) => parcel(`p-${i}`));
    const receipts = await publisher.publishAll(events);
    expect(bus.calls.map(({ length }) => length)).toEqual([10, 3]);
    expect(bus.calls[1]).toEqual(bus.calls[0]?.slice(0, 3));
    expect(receipts.map(({ id }) => id)).toEqual(events.map(({ metadata }) => metadata.id));
    expect(receipts.map(({ attempts }) => attempts)).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
  });

  it.each(['InternalFailure', 'ThrottlingException'])('are made of %s', async (code) => {
    const bus = memoryBus();
    bus.failNext(code, 2);
    await expect(new EventPublisher({ transport: bus, retry: fast }).publish(parcel())).resolves.toMatchObject({ attempts: 3 });
  });

  it.each([
    'AccessDeniedException',
    'InvalidAccountIdException',
    'InvalidArgument',
    'MalformedDetail',
    'RedactionFailure',
    'NotAuthorizedForSourceException',
    'NotAuthorizedForDetailTypeException',
  ])('are not made of %s', async (code) => {
    const bus = memoryBus();
    bus.failNext(code);
    const error = await failure(new EventPublisher({ transport: bus, retry: fast }).publish(parcel()));
    expect(error.failed).toMatchObject([{ code, attempts: 1, retryable: false }]);
  });

  it('end with their time budget, and the error says that it may pass', async () => {
    const bus = memoryBus();
    bus.failNext('ThrottlingException', 10_000);
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    jest.spyOn(Math, 'random').mockReturnValue(1);
    try {
      const publishing = failure(
        new EventPublisher({ transport: bus, retry: { budgetMs: 60, baseMs: 5, capMs: 20 } }).publish(parcel()),
      );
      for (let ms = 0; ms < 100; ms++) await jest.advanceTimersByTimeAsync(1);
      // After 0, 5, 15, 35 and 55 ms; the next would be after 75.
      expect((await publishing).failed).toMatchObject([{ code: 'ThrottlingException', retryable: true, attempts: 5 }]);
    } finally {
      jest.restoreAllMocks();
      jest.useRealTimers();
    }
  });

  it('of an unanswered entry are made, since it may be lost', async () => {
    let calls = 0;
    const transport = transportOf((entries) => (calls++ === 0 ? [] : entries.map(() => ({ ok: true, eventId: 'e' }))));
    await expect(new EventPublisher({ transport, retry: fast }).publish(parcel())).resolves.toMatchObject({ attempts: 2 });
  });

  it('send the events of a refused call one by one, so that none fails for its neighbour', async () => {
    const transport = transportOf((entries) => {
      const bad = entries.some(({ Detail }) => Detail.includes('"bad"'));
      return entries.map((): EntryResult =>
        bad
          ? { ok: false, code: 'ValidationException', message: 'no', retryable: false, wholeCall: true }
          : { ok: true, eventId: 'e' },
      );
    });
    const error = await failure(new EventPublisher({ transport }).publishAll([parcel('a'), parcel('bad'), parcel('c')]));
    expect(error.failed.map(({ event }) => event.data)).toMatchObject([{ parcelId: 'bad' }]);
    expect(error.published).toHaveLength(2);
  });
});

describe('publishAll', () => {
  it('tells each failed event, and the receipts of the others in order', async () => {
    const bus = memoryBus();
    bus.failNext('MalformedDetail', 1);
    const events = [parcel('a'), parcel('b'), parcel('c')];
    const error = await failure(new EventPublisher({ transport: bus }).publishAll(events));
    expect(error.failed.map(({ event }) => event)).toEqual([events[0]]);
    expect(error.published.map(({ id }) => id)).toEqual([events[1]?.metadata.id, events[2]?.metadata.id]);
  });

  it('of nothing is nothing', async () => {
    await expect(new EventPublisher({ transport: memoryBus() }).publishAll([])).resolves.toEqual([]);
  });

  it('loses nothing and mixes nothing up, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('ok', 'throttle', 'refuse'), { maxLength: 60 }), async (fates) => {
        const seen = new Map<string, number>();
        const transport = transportOf((entries) =>
          entries.map(({ Detail }): EntryResult => {
            const { parcelId } = (JSON.parse(Detail) as { data: { parcelId: string } }).data;
            const [fate] = parcelId.split(' ');
            const times = (seen.get(parcelId) ?? 0) + 1;
            seen.set(parcelId, times);
            if (fate === 'refuse') return { ok: false, code: 'MalformedDetail', message: '', retryable: false };
            const throttled = fate === 'throttle' && times === 1;
            if (throttled) return { ok: false, code: 'ThrottlingException', message: '', retryable: true };
            return { ok: true, eventId: parcelId };
          }),
        );
        const retry = { ...fast, capMs: 1 };
        const publisher = new EventPublisher({ transport, maxInFlight: 2, maxQueued: 15, retry });
        const events = fates.map((fate, i) => parcel(`${fate} ${i}`));
        const results = await Promise.allSettled(events.map((event) => publisher.publish(event)));
        results.forEach((result, i) => {
          const fate = fates[i];
          if (fate === 'refuse') expect(result.status).toBe('rejected');
          else expect(result).toMatchObject({ value: { eventId: `${fate} ${i}`, attempts: fate === 'ok' ? 1 : 2 } });
        });
        await publisher.close();
      }),
      { numRuns: 40 },
    );
  });
});

describe('flush and close', () => {
  it('flush waits for what was handed over, failures included', async () => {
    const bus = slowTransport();
    const publisher = new EventPublisher({ transport: bus });
    const publishing = publisher.publishAll([parcel(), parcel()]);
    await publisher.flush();
    expect(bus.sizes).toEqual([2]);
    await publishing;
    await publisher.flush();
  });

  it('close takes no more, sends the rest, and closes the transport', async () => {
    const bus = slowTransport();
    const publisher = new EventPublisher({ transport: bus });
    const publishing = publisher.publish(parcel());
    await publisher.close();
    await expect(publishing).resolves.toMatchObject({ attempts: 1 });
    expect(bus.closed).toBe(true);
    await expect(publisher.publish(parcel())).rejects.toThrow(PublisherClosedError);
  });
});

describe('the bus', () => {
  afterEach(() => delete process.env['EVENT_BUS_ARN']);

  it('comes from EVENT_BUS_ARN', async () => {
    process.env['EVENT_BUS_ARN'] = ARN;
    const { eventBusArn: _, ...bus } = memoryBus({ eventBusArn: ARN });
    await new EventPublisher({ transport: bus }).publish(parcel());
    expect(bus.calls[0]?.[0]?.EventBusName).toBe(ARN);
  });

  it.each([
    ['is not set', undefined, 'EVENT_BUS_ARN is not set'],
    ['is empty', '', 'EVENT_BUS_ARN is not set'],
    ['is a name', 'doorstep-events', 'EVENT_BUS_ARN must be an ARN'],
    ['is of another service', 'arn:aws:sqs:eu-west-1:111122223333:queue', 'EVENT_BUS_ARN must be an ARN'],
  ])('is asked for when EVENT_BUS_ARN %s', (_, value, message) => {
    if (value !== undefined) process.env['EVENT_BUS_ARN'] = value;
    expect(() => new EventPublisher()).toThrow(ConfigurationError);
    expect(() => new EventPublisher()).toThrow(message);
  });
});

it.each([{ maxInFlight: 0 }, { maxInFlight: 1.5 }, { maxQueued: -1 }, { maxQueued: Number.NaN }])('%j is refused', (options) => {
  expect(() => new EventPublisher({ transport: memoryBus(), ...options })).toThrow('must be a positive integer');
});

it.each([{ budgetMs: -1 }, { baseMs: Number.NaN }, { capMs: -0.5 }])('retry of %j is refused', (retry) => {
  expect(() => new EventPublisher({ transport: memoryBus(), retry })).toThrow(ConfigurationError);
  expect(() => new EventPublisher({ transport: memoryBus(), retry })).toThrow('must be a number of milliseconds, 0 or more');
});

it.each(['localhost', 'localhost:4010', '', 'ftp://localhost'])('signedTransport refuses the endpoint %j', (endpoint) => {
  const act = () => signedTransport({ region: 'eu-west-1', endpoint });
  expect(act).toThrow(ConfigurationError);
  expect(act).toThrow(`The endpoint "${endpoint}" is not an http or https URL.`);
});

describe('memoryBus', () => {
  const good: PutEventsEntry = { ...toEntry(parcel(), memoryBus().eventBusArn).entry };

  it.each([
    ['an unknown bus', { EventBusName: ARN }, 'InvalidArgument'],
    ['no source', { Source: '' }, 'InvalidArgument'],
    ["AWS's own source", { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
    ['a long detail type', { DetailType: 'x'.repeat(129) }, 'InvalidArgument'],
    ['a detail that is a list', { Detail: '[]' }, 'MalformedDetail'],
    ['a detail that is not JSON', { Detail: '{' }, 'MalformedDetail'],
  ])('refuses %s', async (_, change, code) => {
    const bus = memoryBus();
    expect(await bus.send([{ ...good, ...change }, good])).toMatchObject([{ ok: false, code }, { ok: true }]);
    expect(bus.events).toHaveLength(1);
  });

  it.each([
    ['eleven entries', Array.from({ length: 11 }, () => good)],
    ['no entry', []],
    ['1 MiB', [{ ...good, Detail: JSON.stringify({ a: 'x'.repeat(1_048_576) }) }]],
  ])('refuses a call with %s', async (_, entries) => {
    const results = await memoryBus().send(entries);
    for (const result of results) expect(result).toMatchObject({ code: 'ValidationException', wholeCall: true });
  });
});

function transportOf(send: (entries: readonly PutEventsEntry[]) => readonly EntryResult[]): Transport {
  return { maxEntries: 10, maxBytes: MAX_CALL_BYTES, eventBusArn: ARN, send: async (entries) => send(entries) };
}

function slowTransport() {
  const seen = { sizes: [] as number[], mostAtOnce: 0, closed: false };
  let now = 0;
  const transport: Transport = {
    ...transportOf(() => []),
    async send(entries) {
      seen.mostAtOnce = Math.max(seen.mostAtOnce, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
      seen.sizes.push(entries.length);
      return entries.map(() => ({ ok: true, eventId: 'e' }));
    },
    close() {
      seen.closed = true;
    },
  };
  return Object.assign(seen, transport);
}

async function failure(promise: Promise<unknown>): Promise<PublishError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PublishError) return error;
  throw new Error(`Expected a PublishError, got ${String(error)}.`);
}
