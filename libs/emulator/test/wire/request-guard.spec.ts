import { RequestGuard } from '../../src/wire/request-guard';

describe('the Host of a request', () => {
  const guard = new RequestGuard(['192.168.1.5', 'Runtime.Example', 'fe80::1']);

  it.each([
    ...[
      'localhost',
      'LOCALHOST',
      'localhost:4010',
      'localhost.',
      'localhost.:4010',
      '127.0.0.1',
      '127.0.0.1:1',
      '127.255.255.254',
    ],
    ...[
      '[::1]',
      '[::1]:4010',
      '[0:0:0:0:0:0:0:1]',
      '192.168.1.5:4010',
      'runtime.example',
      'RUNTIME.EXAMPLE.:80',
      '[FE80::1]:4010',
    ],
  ])('is accepted: %s', (host) => {
    expect(guard.refuse({ host })).toBeUndefined();
    expect(guard.refuse({ host })).toBeUndefined();
  });

  it.each([
    ...[
      'evil.example',
      'localhost.evil.example',
      'evil-localhost',
      '127.0.0.1.evil.example',
      '127.0.0.256',
      '127.0.0',
      '1127.0.0.1',
    ],
    ...[
      '128.0.0.1',
      '0.0.0.0',
      '192.168.1.6',
      '[::2]',
      '[::]',
      '::1',
      '[::1',
      'localhost:',
      'localhost:port',
      'localhost:123456',
    ],
    ...['user@localhost', 'localhost/x', 'localhost evil.example', '', '[::1].evil.example', 'localhost..', 'xn--localhost'],
  ])('is refused: %s', (host) => {
    expect(guard.refuse({ host })).toMatchObject({ status: 403, code: 'AccessDeniedException' });
  });

  it('must be there', () => {
    expect(guard.refuse({})?.message).toMatch(/^The request has no Host header\. /);
  });

  it('is still told apart after many different ones', () => {
    for (let index = 0; index < 1_000; index++) expect(guard.refuse({ host: `127.0.0.1:${index}` })).toBeUndefined();
    expect(guard.refuse({ host: 'evil.example' })).toBeDefined();
  });
});

describe('the web page that a request comes from', () => {
  const guard = new RequestGuard([]);
  const host = 'localhost:4010';

  it.each([
    [{}],
    [{ origin: 'http://localhost:4010' }],
    [{ origin: 'HTTP://LOCALHOST:4010' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:4010' }],
  ])('is none, or its own: %j', (headers) => {
    expect(guard.refuse({ host, ...headers })).toBeUndefined();
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: '' }],
    [{ origin: 'http://localhost' }],
    [{ origin: 'http://localhost:3000' }],
    [{ origin: 'http://127.0.0.1:4010' }],
    [{ origin: 'https://localhost:4010' }],
    [{ origin: 'http://localhost:4010.evil.example' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'Cross-Site' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000' }],
  ])('is refused when it is another one: %j', (headers) => {
    expect(guard.refuse({ host, ...headers })).toMatchObject({ status: 403, message: expect.stringContaining('web page') });
  });
});
