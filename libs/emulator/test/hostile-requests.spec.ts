import { connect } from 'node:net';
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { accessKeyIdOf, Emulator, PortInUseError } from '../src';
import { Company, orders, placed, PUBLISHER, REGION, SUBSCRIBER } from './company';

let company: Company;
beforeAll(async () => {
  company = await Company.start();
});
afterAll(() => company.stop());

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

function ask(body: string | Buffer, headers: Record<string, string> = {}, method = 'POST', path = '/'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(company.endpoint + path, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are, piece by piece, and gives all that comes back. */
function exchange(...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(new URL(company.endpoint).port), host: '127.0.0.1', noDelay: true });
    void (async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await new Promise((next) => setImmediate(next));
      }
    })();
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

const signed = (service: string, accessKeyId = accessKeyIdOf({ account: PUBLISHER })) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const events = (operation: string) => ({
  ...signed('events'),
  'x-amz-target': `AWSEvents.${operation}`,
  'content-type': 'application/x-amz-json-1.1',
});
const queues = (operation: string) => ({
  ...signed('sqs'),
  'x-amz-target': `AmazonSQS.${operation}`,
  'content-type': 'application/x-amz-json-1.0',
});
const form = { ...signed('sts'), 'content-type': 'application/x-www-form-urlencoded' };

describe('a malformed request gets the error of AWS', () => {
  it.each<[string, () => Promise<Answer>, number, string]>([
    ['no operation', () => ask('{}', signed('events')), 400, 'UnknownOperationException'],
    ['an unknown operation', () => ask('{}', events('Nonsense')), 400, 'UnknownOperationException'],
    [
      'an unknown service',
      () => ask('{}', { ...signed('dynamodb'), 'x-amz-target': 'DynamoDB_20120810.PutItem' }),
      400,
      'UnknownOperationException',
    ],
    ['an operation named like a method of objects', () => ask('{}', events('constructor')), 400, 'UnknownOperationException'],
    ['a body that is not JSON', () => ask('{"Entries":', events('PutEvents')), 400, 'SerializationException'],
    ['a body that is a list', () => ask('[]', events('PutEvents')), 400, 'SerializationException'],
    ['a member of the wrong type', () => ask('{"Entries":"x"}', events('PutEvents')), 400, 'SerializationException'],
    ['an entry of the wrong type', () => ask('{"Entries":[{"Source":7}]}', events('PutEvents')), 400, 'SerializationException'],
    ['no member at all', () => ask('', events('PutEvents')), 400, 'ValidationException'],
    ['no credentials', () => ask('{}', { 'x-amz-target': 'AWSEvents.PutEvents' }), 400, 'MissingAuthenticationTokenException'],
    [
      'credentials of another kind',
      () => ask('{}', { ...events('PutEvents'), authorization: 'Basic abc' }),
      400,
      'MissingAuthenticationTokenException',
    ],
    [
      'credentials of nobody',
      () => ask('{}', { ...events('PutEvents'), ...signed('events', 'AKIAIOSFODNN7EXAMPLE') }),
      400,
      'UnrecognizedClientException',
    ],
    ['a service that is found by its path', () => ask('{}', signed('lambda'), 'POST', '/x'), 400, 'UnknownOperationException'],
    ['a service that lists at the root', () => ask('', signed('s3'), 'GET'), 404, 'UnknownOperationException'],
    ['another method', () => ask('', {}, 'PUT'), 404, 'UnknownOperationException'],
    ['another path', () => ask('', {}, 'GET', '/somewhere'), 404, 'UnknownOperationException'],
    ['an unknown SQS operation', () => ask('{}', queues('Nonsense')), 400, 'com.amazon.coral.service#UnknownOperationException'],
    [
      'an SQS queue of the wrong type',
      () => ask('{"QueueUrl":{}}', queues('SendMessage')),
      400,
      'com.amazon.coral.service#SerializationException',
    ],
    ['no queue', () => ask('{}', queues('SendMessage')), 400, 'com.amazon.coral.service#MissingRequiredParameterException'],
    [
      'a queue that is not there',
      () => ask('{"QueueUrl":"x"}', queues('SendMessage')),
      400,
      'com.amazonaws.sqs#QueueDoesNotExist',
    ],
    ['a very large body', () => ask(Buffer.alloc(9 * 1024 * 1024), events('PutEvents')), 413, 'RequestEntityTooLargeException'],
  ])('%s', async (_what, act, status, type) => {
    const answer = await act();
    expect(answer).toMatchObject({ status, headers: { 'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    expect(JSON.parse(answer.body)).toEqual({ __type: type, message: expect.any(String) });
  });

  it('in the older words of SQS too', async () => {
    const { headers } = await ask('{"QueueUrl":"x"}', queues('SendMessage'));
    expect(headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['an unknown action', 'Action=Nonsense', form, 400, 'InvalidAction'],
    ['no credentials', 'Action=GetCallerIdentity', { 'content-type': form['content-type'] }, 403, 'MissingAuthenticationToken'],
    ['no role', 'Action=AssumeRole&RoleSessionName=spec', form, 400, 'ValidationError'],
  ])('as XML for %s', async (_what, body, headers, status, code) => {
    const answer = await ask(body, headers);
    expect(answer).toMatchObject({ status, body: expect.stringContaining(`<Code>${code}</Code>`) });
  });

  it.each<[string, string, string]>([
    ['what is not HTTP', '\u0000\u0001nonsense\r\n\r\n', '400 Bad Request'],
    ['a length that is none', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: many\r\n\r\n', '400 Bad Request'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
      '400 Bad Request',
    ],
    [
      'headers without end',
      `POST / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n`,
      '431 Request Header Fields Too Large',
    ],
  ])('for %s', async (_what, sent, status) => {
    expect(await exchange(sent)).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\\r\\nx-amzn-requestid: [0-9a-f-]{36}\\r\\n`));
  });

  it('not before it is whole, however slowly it comes', async () => {
    const body = '{"Entries":[]}';
    const head = Object.entries(events('PutEvents')).map(([name, value]) => `${name}: ${value}\r\n`);
    const request = `POST / HTTP/1.1\r\nhost: localhost\r\n${head.join('')}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
    const answer = await exchange(...(request.match(/[^]{1,40}/g) ?? []));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('ValidationException');
  });

  it('and a request that breaks off is forgotten', async () => {
    const head = Object.entries(events('PutEvents')).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(Number(new URL(company.endpoint).port), '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\n${head.join('')}content-length: 1000\r\n\r\n{"Entries":`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.resetAndDestroy();
    expect((await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }))).FailedEntryCount).toBe(0);
  });
});

describe('a web page', () => {
  const credential = `X-Amz-Credential=${PUBLISHER}%2F20261123%2F${REGION}%2F`;
  const invoke = `/2015-03-31/functions/parcels/invocations?${credential.replace(PUBLISHER, SUBSCRIBER)}lambda%2Faws4_request`;
  const put = JSON.stringify({ Entries: [placed()] });
  const page = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' };
  const rebound = { host: 'evil.example' };

  it.each<[string, () => Promise<Answer>]>([
    ['runs no function', () => ask('{}', page, 'POST', invoke)],
    ['runs no function from another port of this machine', () => ask('{}', { 'sec-fetch-site': 'same-site' }, 'POST', invoke)],
    ['runs no function under a name of its own', () => ask('{}', rebound, 'POST', invoke)],
    ['reads no function', () => ask('', rebound, 'GET', '/2015-03-31/functions')],
    ['publishes nothing', () => ask(put, { ...events('PutEvents'), ...page })],
    ['publishes nothing under a name of its own', () => ask(put, { ...events('PutEvents'), ...rebound })],
    ['receives nothing', () => ask('{}', { ...queues('ReceiveMessage'), ...rebound })],
    ['assumes no role', () => ask('Action=GetCallerIdentity', { ...form, ...page })],
    ['assumes no role by a link', () => ask('', page, 'GET', `/?Action=GetCallerIdentity&${credential}sts%2Faws4_request`)],
    ['is not told that it may', () => ask('', { ...page, 'access-control-request-method': 'POST' }, 'OPTIONS')],
    ['does not see who is here', () => ask('', rebound, 'GET', '/_busbar/health')],
  ])('%s', async (_what, act) => {
    const before = company.events.length;
    const { status, body, headers } = await act();
    expect(status).toBe(403);
    expect(body).toMatch(/AccessDenied|"Type":"User"/);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(company.events).toHaveLength(before);
  });

  it('of its own origin, and a program by any loopback name, are answered', async () => {
    const { host } = new URL(company.endpoint);
    expect((await ask('{}', { ...events('ListRules'), origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    );
    expect((await ask('{}', { ...events('ListRules'), host: 'LOCALHOST.' })).status).toBe(200);
    expect((await ask('{}', { ...events('ListRules'), host: '[::1]:80' })).status).toBe(200);
  });

  it('may be named to listen', async () => {
    const other = new Emulator([]);
    const { endpoint } = await other.listen({ port: 0, hostNames: ['host.docker.internal'] });
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        httpRequest(`${endpoint}/_busbar/health`, { headers: { host } }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    expect([await status('host.docker.internal:4010'), await status('other.docker.internal')]).toEqual([200, 403]);
    await other.close();
  });
});

describe('whatever is sent', () => {
  const operations = ['PutEvents', 'TestEventPattern', 'ListRules', 'DescribeRule', 'ListTargetsByRule', 'DescribeArchive'].map(
    events,
  );
  const queueOperations = [
    'SendMessage',
    'SendMessageBatch',
    'ReceiveMessage',
    'DeleteMessage',
    'DeleteMessageBatch',
    'ChangeMessageVisibility',
    'GetQueueAttributes',
    'ListQueues',
    'GetQueueUrl',
  ].map(queues);
  const names = fc.constantFrom(
    'Entries',
    'QueueUrl',
    'MessageBody',
    'Source',
    'Detail',
    'DetailType',
    'Id',
    'Name',
    'EventBusName',
    'EventPattern',
    'Event',
    'AttributeNames',
    'MaxNumberOfMessages',
    'NextToken',
    'Limit',
    'MessageAttributes',
    'ReceiptHandle',
    '__proto__',
    'constructor',
  );
  const url = `http://x/${SUBSCRIBER}/parcels`;
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(url),
    fc.constant('{"source":["a"]}'),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('value'), { maxLength: 12 }),
      fc.dictionary(names, tie('value'), { maxKeys: 5 }),
    ),
  }));
  const body = fc.oneof(
    fc.dictionary(names, value).map((input) => JSON.stringify(input)),
    fc.string(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );

  it('is answered in the shape of AWS, never with an internal failure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations, ...queueOperations, form, {}), body, async (headers, sent) => {
        const answer = await ask(sent, headers);
        expect(answer.headers['x-amzn-requestid']).toBeDefined();
        expect([200, 400, 403, 404]).toContain(answer.status);
        if (answer.status !== 200) expect(answer.body).toMatch(/"__type":"|<Code>/);
      }),
      { numRuns: 400 },
    );
    expect((await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }))).FailedEntryCount).toBe(0);
  });
});

describe('whatever bytes are sent', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'POST / HTTP/1.1',
      'GET /?Action=AssumeRole HTTP/1.1',
      'GET / HTTP/1.0',
      'OPTIONS * HTTP/1.1',
      'PRI * HTTP/2.0',
    ),
    fc.string({ maxLength: 40 }),
  );
  const header = fc.oneof(
    fc.constantFrom(
      ...[
        'host: x',
        'host: localhost',
        'origin: http://x',
        'content-length: 5',
        'content-length: -1',
        'transfer-encoding: chunked',
        'expect: 100-continue',
      ],
      ...['content-encoding: gzip', 'x-amz-target: AmazonSQS.SendMessage', 'content-type: application/x-www-form-urlencoded'],
      ...['authorization: AWS4-HMAC-SHA256 Credential=///', 'connection: upgrade', 'upgrade: websocket', 'x-amz-target: .'],
    ),
    fc.string({ maxLength: 60 }),
  );
  const request = fc
    .tuple(line, fc.array(header, { maxLength: 6 }), fc.string({ maxLength: 100 }))
    .map(([first, headers, body]) => `${[first, ...headers].join('\r\n')}\r\n\r\n${body}`);

  it('the emulator lives on, and answers the next one', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (bytes) => {
        await new Promise<void>((resolve) => {
          const socket = connect(Number(new URL(company.endpoint).port), '127.0.0.1', () => socket.end(bytes));
          socket.on('close', () => resolve());
          socket.on('error', () => undefined);
          socket.resume();
        });
      }),
      { numRuns: 300 },
    );
    expect((await company.eventBridge(orders).send(new PutEventsCommand({ Entries: [placed()] }))).FailedEntryCount).toBe(0);
  });
});

describe('the port', () => {
  it('says what it is, and how it is', async () => {
    expect((await ask('', {}, 'GET')).body).toContain('Busbar emulator');
    expect(JSON.parse((await ask('', {}, 'GET', '/_busbar/health')).body)).toMatchObject({
      status: 'ok',
      accounts: 3,
      dropped: expect.any(Number),
    });
  });

  it('cannot be had twice', async () => {
    const other = new Emulator([]);
    const port = Number(new URL(company.endpoint).port);
    await expect(other.listen({ port })).rejects.toThrow(PortInUseError);
    await expect(other.listen({ port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use. Choose another one, or 0 for any free port.`,
    );
    await other.close();
  });
});
