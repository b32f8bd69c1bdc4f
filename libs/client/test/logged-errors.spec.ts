import { inspect } from 'node:util';
import type { PublishError } from '../src';
import {
  EventConsumer,
  EventPublisher,
  defineEventType,
  embeddedMetrics,
  memoryBus,
  readerOf,
  sdkTransport,
  signedTransport,
  type HandledEvent,
  type PutEventsEntry,
  type Transport,
} from '../src';
import { awsServer } from './aws-server';
import { ParcelMoved, parcel } from './sample-events';

const SECRET = 'SECRET-4711';
const event = () => parcel(SECRET);
const caught = (act: () => unknown): Promise<unknown> =>
  Promise.resolve()
    .then(act)
    .then(neverMind, (error: unknown) => error);
const neverMind = () => {
  throw new Error('Nothing was thrown.');
};

/** AWS quotes what it refuses: https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html */
const quoting = (entries: unknown) =>
  `1 validation error detected: Value '${inspect(entries)}' at 'entries' failed to satisfy constraint: Member must not be null`;
const refusing = (send: Transport['send']): EventPublisher => new EventPublisher({ transport: { ...memoryBus(), send } });

let server: Awaited<ReturnType<typeof awsServer>>;
beforeAll(async () => {
  server = await awsServer(({ body }) => ({
    status: 400,
    body: { __type: 'ValidationException', message: quoting(body['Entries']) },
  }));
});
afterAll(() => server.close());

const OnceUsed = defineEventType<'parcel.ended@1', { readonly id: string }>({
  ...{ type: 'parcel.ended@1', version: '1.0.0', source: 'acme.parcel', publisher: 'parcel-service' },
  ...{ deprecation: { sunset: '2020-01-01' }, read: readerOf(() => []) },
});
const consumer = () => new EventConsumer({ onHandled: () => undefined }).on(ParcelMoved, () => undefined);
const envelope = (detail: unknown) => ({ 'detail-type': 'parcel.moved@1', source: 'acme.parcel', detail });

it.each<[string, () => unknown]>([
  ['PublishError of an entry', () => refusing(() => Promise.resolve([refusal(SECRET)])).publish(event())],
  [
    'PublishError of a refused call',
    () => refusing((entries) => Promise.resolve(entries.map(refusal))).publishAll([event(), event()]),
  ],
  ['PublishError of the AWS SDK', () => publisherOf(sdkTransport({ region: 'eu-west-1' })).publish(event())],
  ['PublishError of signedTransport', () => publisherOf(signedTransport({ region: 'eu-west-1' })).publish(event())],
  ['PublishError of a transport that rejects', () => refusing((all) => Promise.reject(new Error(quoting(all)))).publish(event())],
  ['EventTooLargeError', () => new EventPublisher({ transport: memoryBus() }).publish(parcel(SECRET.repeat(100_000)))],
  ['SunsetError', () => new EventPublisher({ transport: memoryBus() }).publish(OnceUsed({ id: SECRET }))],
  ['TypeError', () => new EventPublisher({ transport: memoryBus() }).publish({ ...event() } as never)],
  ['EventValidationError', () => ParcelMoved.from({ parcelId: 5, status: SECRET })],
  ['EventValidationError of what is no JSON', () => ParcelMoved.from({ parcelId: () => SECRET, status: SECRET })],
  [
    'EventValidationError of a received event',
    () => consumer().handle(envelope({ metadata: event().metadata, data: { status: SECRET } })),
  ],
  ['EnvelopeError', () => consumer().handle(envelope({ metadata: { id: SECRET }, data: SECRET }))],
  ['UnreadableInputError', () => consumer().handle({ hello: SECRET, eventSource: SECRET })],
])('%s does not show the data of an event', async (name, act) => {
  const error = await caught(act);
  expect(error).toMatchObject({ name: name.replace(/ .*/, '') });
  for (const shown of [JSON.stringify(error), inspect(error, { depth: Infinity }), String(error), (error as Error).stack]) {
    expect(shown).not.toContain(SECRET);
  }
});

function refusal(shown: unknown) {
  return { ok: false, code: 'ValidationException', message: quoting(shown), retryable: false } as const;
}

function publisherOf(transport: Transport): EventPublisher {
  return new EventPublisher({ transport, eventBusArn: memoryBus().eventBusArn });
}

it('a PublishError still has its events, for programs', async () => {
  const sent = event();
  const error = await caught(() => publisherOf(signedTransport({ region: 'eu-west-1' })).publish(sent));
  expect((error as PublishError).failed[0]?.event).toBe(sent);
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    failed: [{ type: sent.type, id: sent.metadata.id, code: 'ValidationException', attempts: 1 }],
  });
});

it('neither an error of the handler’s input nor a metric shows what a message holds', async () => {
  const lines: string[] = [];
  const errors: unknown[] = [];
  const metrics = embeddedMetrics((line) => lines.push(line));
  const onHandled = (record: HandledEvent) => {
    metrics(record);
    errors.push(record.error);
  };
  const bodies = [SECRET, `"${SECRET}"`, JSON.stringify(envelope({ metadata: { id: SECRET }, data: SECRET }))];
  const Records = bodies.map((body, i) => ({ eventSource: 'aws:sqs', messageId: `m${i}`, body }));
  await new EventConsumer({ onHandled }).on(ParcelMoved, () => undefined).handle({ Records });
  expect(lines).toHaveLength(3);
  expect(lines.join('\n') + inspect(errors, { depth: Infinity })).not.toContain(SECRET);
});

describe('cause', () => {
  it.each<[string, () => Transport]>([
    ['sdkTransport', () => sdkTransport({ region: 'eu-west-1', connectionTimeoutMs: 60_000 })],
    ['signedTransport', () => signedTransport({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1' })],
  ])('is the error of the network, with %s', async (_, transportOf) => {
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
    try {
      const { eventBusArn } = memoryBus();
      const publisher = new EventPublisher({ transport: transportOf(), eventBusArn, retry: { budgetMs: 0 } });
      const error = (await caught(() => publisher.publish(event()))) as PublishError;
      expect(error.failed).toMatchObject([{ code: 'ECONNREFUSED', retryable: true }]);
      expect(error.failed[0]?.cause).toBe(error.cause);
      expect(inspect(error)).toContain('[cause]');
      expect(inspect(error)).toContain('connect ECONNREFUSED 127.0.0.1:1');
    } finally {
      process.env['AWS_ENDPOINT_URL'] = endpoint;
    }
  });

  it('is what a transport threw', async () => {
    const thrown = new Error('The proxy is down.');
    const send = (_: readonly PutEventsEntry[]) => Promise.reject(thrown);
    expect(await caught(() => refusing(send).publish(event()))).toMatchObject({ name: 'PublishError', cause: thrown });
  });

  it('is absent when AWS answered and refused an entry', async () => {
    const error = await caught(() => refusing(() => Promise.resolve([refusal('x')])).publish(event()));
    expect(error).not.toHaveProperty('cause');
  });
});
