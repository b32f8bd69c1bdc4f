import { EventPublisher, PublishError, sdkTransport, signedTransport, type Transport } from '../../src';
import { awsServer, type AwsAnswer } from '../aws-server';
import { parcel } from '../sample-events';

const ARN = 'arn:aws:events:eu-west-1:111122223333:event-bus/doorstep-events';
/** Short waits; a budget that no pause of the machine uses up. */
const retry = { budgetMs: 600_000, baseMs: 1, capMs: 5 };

let server: Awaited<ReturnType<typeof awsServer>>;
let publisher: EventPublisher;
let answers: AwsAnswer[] = [];

beforeAll(async () => {
  server = await awsServer(({ body }) => {
    const entries = body['Entries'] as unknown[];
    return answers.shift() ?? { body: { FailedEntryCount: 0, Entries: entries.map((_, i) => ({ EventId: `e-${i}` })) } };
  });
});
beforeEach(() => {
  answers = [];
  server.calls.length = 0;
});
afterEach(() => publisher.close());
afterAll(() => server.close());

describe.each<[string, () => Transport | undefined]>([
  ['the default, the AWS SDK', () => undefined],
  ['sdkTransport', () => sdkTransport({ region: 'eu-west-1' })],
  ['signedTransport', () => signedTransport({ region: 'eu-west-1' })],
])('a publisher with %s', (_name, transportOf) => {
  beforeEach(() => {
    const transport = transportOf();
    publisher = new EventPublisher({ eventBusArn: ARN, retry, ...(transport && { transport }) });
  });

  it('publishes with what the environment says, over connections that stay open', async () => {
    const event = parcel('p-1');
    await expect(publisher.publish(event)).resolves.toEqual({ id: event.metadata.id, eventId: 'e-0', attempts: 1 });
    for (let i = 0; i < 5; i++) await publisher.publish(parcel());
    expect(server.calls[0]).toMatchObject({
      action: 'PutEvents',
      body: {
        Entries: [
          {
            EventBusName: ARN,
            Source: 'acme.parcel',
            DetailType: 'parcel.moved@1',
            Detail: JSON.stringify({ metadata: event.metadata, data: event.data }),
            Time: Date.parse(event.metadata.time) / 1_000,
          },
        ],
      },
    });
    expect(new Set(server.calls.map(({ connection }) => connection)).size).toBe(1);
  });

  it('reads the result of each entry, and sends only the throttled one again', async () => {
    answers = [
      {
        body: {
          FailedEntryCount: 2,
          Entries: [
            { EventId: 'first' },
            { ErrorCode: 'ThrottlingException', ErrorMessage: 'Slow down.' },
            { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not yours.' },
          ],
        },
      },
    ];
    const events = [parcel('a'), parcel('b'), parcel('c')];
    const error: unknown = await publisher.publishAll(events).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PublishError);
    expect(error).toMatchObject({
      failed: [{ event: events[2], code: 'NotAuthorizedForSourceException', message: 'Not yours.', attempts: 1 }],
      published: [
        { eventId: 'first', attempts: 1 },
        { eventId: 'e-0', attempts: 2 },
      ],
    });
    expect(server.calls.map(({ body }) => (body['Entries'] as unknown[]).length)).toEqual([3, 1]);
  });

  it.each<[string, AwsAnswer]>([
    ['an internal error', { status: 500, body: { __type: 'InternalException', message: 'oops' } }],
    ['an unavailable service', { status: 503, body: {} }],
    ['throttling', { status: 400, body: { __type: 'ThrottlingException', message: 'slow' } }],
    ['too many requests', { status: 429, body: {} }],
    ['a load balancer without a service behind it', { status: 502, text: '<html>Bad Gateway</html>' }],
    ['a broken connection', { drop: true }],
  ])('sends again after %s, once for each failure', async (_, answer) => {
    answers = [answer, answer];
    await expect(publisher.publish(parcel())).resolves.toMatchObject({ attempts: 3 });
    expect(server.calls).toHaveLength(3);
  });

  it('sends again when the answer says nothing of what became of the event', async () => {
    answers = [{ text: 'null' }];
    await expect(publisher.publish(parcel())).resolves.toMatchObject({ attempts: 2 });
  });

  it('does not send again what is refused', async () => {
    answers = [{ status: 400, body: { __type: 'com.amazon#AccessDeniedException', Message: 'No.' } }];
    await expect(publisher.publish(parcel())).rejects.toMatchObject({ failed: [{ code: 'AccessDeniedException', attempts: 1 }] });
  });

  it('says which variable is missing when there are no credentials', async () => {
    await publisher.close();
    delete process.env['AWS_ACCESS_KEY_ID'];
    process.env['AWS_CONFIG_FILE'] = process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nonexistent';
    try {
      const transport = transportOf();
      publisher = new EventPublisher({ eventBusArn: ARN, retry, ...(transport && { transport }) });
      await expect(publisher.publish(parcel())).rejects.toThrow('Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    } finally {
      process.env['AWS_ACCESS_KEY_ID'] = '111122223333';
    }
  });
});
