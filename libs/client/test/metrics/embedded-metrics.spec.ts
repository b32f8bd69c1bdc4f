import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  EventPublisher,
  PublishError,
  embeddedMetrics,
  embeddedPublishMetrics,
  memoryBus,
  type HandledEvent,
  type PublishedEvent,
  type Transport,
} from '../../src';
import { CLIENT_VERSION } from '../../src/metrics/client-version';
import { parcel } from '../sample-events';

test('the version that is reported is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  expect(CLIENT_VERSION).toBe(version);
});

describe('embeddedMetrics', () => {
  const base = {
    eventType: 'parcel.moved@1',
    id: 'i',
    consumer: 'c',
    outcome: 'handled',
    latencyMs: 12,
    durationMs: 1,
    eventVersion: '1.2.0',
    contractVersion: '1.4.0',
  } as const;
  const lineOf = (handled: HandledEvent): Record<string, unknown> => {
    const lines: string[] = [];
    embeddedMetrics((line) => lines.push(line))(handled);
    return lines[0] === undefined ? {} : (JSON.parse(lines[0]) as Record<string, unknown>);
  };

  it('writes one line of Embedded Metric Format', () => {
    expect(lineOf(base)).toEqual({
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: 'Busbar',
            Dimensions: [['consumer', 'eventType']],
            Metrics: [
              { Name: 'Handled', Unit: 'Count' },
              { Name: 'Failed', Unit: 'Count' },
              { Name: 'Rejected', Unit: 'Count' },
              { Name: 'LatencyMilliseconds', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      consumer: 'c',
      eventType: 'parcel.moved@1',
      eventId: 'i',
      outcome: 'handled',
      eventVersion: '1.2.0',
      contractVersion: '1.4.0',
      clientVersion: CLIENT_VERSION,
      LatencyMilliseconds: 12,
      Handled: 1,
      Failed: 0,
      Rejected: 0,
    });
  });

  it.each(['failed', 'rejected'] as const)('counts %s without a latency', (outcome) => {
    const line = lineOf({ ...base, outcome });
    const [Failed, Rejected] = outcome === 'failed' ? [1, 0] : [0, 1];
    expect(line).toMatchObject({ outcome, Handled: 0, Failed, Rejected });
    expect(line).not.toHaveProperty('LatencyMilliseconds');
  });

  it('leaves out what is ignored', () => {
    expect(lineOf({ ...base, outcome: 'ignored' })).toEqual({});
  });
});

describe('onPublished', () => {
  const recorded = async (transport: Transport, event = parcel()) => {
    const records: PublishedEvent[] = [];
    const publisher = new EventPublisher({ transport, onPublished: (record) => records.push(record) });
    await publisher.publish(event).catch((error: unknown) => {
      if (!(error instanceof PublishError)) throw error;
    });
    return records;
  };

  it('is told of an event that the bus has, with the versions of contract and client', async () => {
    const event = parcel();
    const records = await recorded(memoryBus(), event);
    expect(records).toEqual([
      {
        id: event.metadata.id,
        eventType: 'parcel.moved@1',
        publisher: event.metadata.publisher,
        contractVersion: event.metadata.version,
        outcome: 'published',
        attempts: 1,
        durationMs: expect.any(Number) as number,
      },
    ]);
    const lines: string[] = [];
    const sink = embeddedPublishMetrics((line) => lines.push(line));
    for (const record of records) sink(record);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Namespace: 'Busbar', Dimensions: [['publisher', 'eventType']] }] },
        eventType: 'parcel.moved@1',
        eventId: event.metadata.id,
        contractVersion: event.metadata.version,
        clientVersion: CLIENT_VERSION,
        Published: 1,
        NotPublished: 0,
        Attempts: 1,
      },
    ]);
  });

  it('is told of one that the bus does not accept, which has no latency', async () => {
    const refusing: Transport = {
      ...memoryBus(),
      send: (entries) => Promise.resolve(entries.map(() => ({ ok: false, code: 'Denied', message: 'no', retryable: false }))),
    };
    const records = await recorded(refusing);
    expect(records).toMatchObject([{ outcome: 'failed', attempts: 1 }]);
    const lines: string[] = [];
    const sink = embeddedPublishMetrics((line) => lines.push(line));
    for (const record of records) sink(record);
    const [line] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(line).toMatchObject({ Published: 0, NotPublished: 1 });
    expect(line).not.toHaveProperty('LatencyMilliseconds');
    expect(JSON.stringify(line?.['_aws'])).not.toContain('LatencyMilliseconds');
  });

  it('may throw without harm to the event', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const publisher = new EventPublisher({
      transport: memoryBus(),
      onPublished: () => {
        throw new Error('metrics are down');
      },
    });
    await expect(publisher.publish(parcel())).resolves.toMatchObject({ attempts: 1 });
    expect(warning).toHaveBeenCalledWith('onPublished of an EventPublisher threw: metrics are down');
    warning.mockRestore();
  });
});
