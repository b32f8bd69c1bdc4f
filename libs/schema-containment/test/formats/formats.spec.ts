import { type FormatName, formats } from '../../src/formats/formats';

const CASES: Readonly<Record<FormatName, { readonly valid: readonly string[]; readonly invalid: readonly string[] }>> = {
  date: {
    valid: ['2026-12-31', '2024-02-29', '2000-02-29', '0001-01-01'],
    invalid: ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '2026-12-31T', ''],
  },
  time: {
    valid: ['23:59:59Z', '00:00:00.123456+05:30', '23:59:60Z', '15:59:60-08:00'],
    invalid: ['24:00:00Z', '12:60:00Z', '12:00:00', '12:00Z', '12:00:60Z', '12:00:00+24:00', '12:00:00+05:60'],
  },
  'date-time': {
    valid: [
      '2026-11-23T20:27:27Z',
      '2026-11-23t20:27:27.5z',
      '2026-11-23T20:27:27.412-05:00',
      '2016-12-31T23:59:60Z',
      '2017-01-01T00:59:60+01:00',
    ],
    invalid: [
      '2026-11-23 20:27:27Z',
      '2026-11-23T20:27:27',
      '2026-11-23',
      '2026-02-30T00:00:00Z',
      '2026-11-23T24:00:00Z',
      '2026-11-23T12:00:60Z',
      '2026-11-23T20:27:27.Z',
      'x2026-11-23T20:27:27Z',
    ],
  },
  duration: {
    valid: ['P1D', 'PT36H', 'P2W', 'P1Y2M3DT4H5M6S', 'P3DT2S'.replace('2S', '2H'), 'PT0S'],
    invalid: ['P', 'PT', 'P1DT', '1D', 'P1W2D', 'PT1.5S', 'P1S', 'p1d'],
  },
  uuid: {
    valid: ['0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
    invalid: [
      '0192f0c17a5e7c3d9b1a2f4e6d8c0a11',
      '{0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11}',
      '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a1g',
      '',
    ],
  },
  email: {
    valid: ['ada@example.com', 'a.b+c@sub.example.org', "o'neill@example.co.uk", `${'a'.repeat(64)}@example.com`],
    invalid: [
      'ada',
      'ada@',
      '@example.com',
      'ada@localhost',
      'a..b@example.com',
      '.a@example.com',
      'ada@-example.com',
      'ada@example.com ',
      `${'a'.repeat(65)}@example.com`,
      'ada@b@example.com',
    ],
  },
  hostname: {
    valid: ['example.com', 'a', 'xn--bcher-kva.example', '1.2.3'],
    invalid: ['', '-a.com', 'a-.com', 'a..b', 'a_b.com', 'a.com.', `${'a'.repeat(64)}.com`],
  },
  ipv4: {
    valid: ['0.0.0.0', '255.255.255.255', '10.20.0.4'],
    invalid: ['256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.4.', '1.2.3.4 '],
  },
  ipv6: {
    valid: ['::', '::1', '2001:db8::8:800:200c:417a', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::'],
    invalid: ['', ':', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '12345::', '::1%eth0', '::256.0.0.1', '192.0.2.1::'],
  },
  uri: {
    valid: [
      'https://example.com',
      'https://example.com:8443/a/b%20c?x=1&y=[]#f'.replace('[]', ''),
      'urn:isbn:0451450523',
      'mailto:ada@example.com',
      'file:///etc/hosts',
      'http://[2001:db8::1]/',
      's3://bucket/key',
    ],
    invalid: [
      '/a/b',
      'example.com',
      'https://exa mple.com',
      'https://example.com/a b',
      'https://example.com/%zz',
      '://x',
      '1http://x',
      '',
    ],
  },
};

describe.each(Object.entries(CASES))('the format %s', (name, { valid, invalid }) => {
  const test = formats[name as FormatName];

  it.each(valid)('takes %p', (text) => expect(test(text)).toBe(true));
  it.each(invalid)('refuses %p', (text) => expect(test(text)).toBe(false));

  it('is a function that stands alone, as bindings copy it', () => {
    const copy = new Function(`return (${String(test)})`)() as (text: string) => boolean;
    expect([...valid, ...invalid].map(copy)).toEqual([...valid, ...invalid].map(test));
  });

  it('takes linear time', () => {
    const started = performance.now();
    for (const part of ['a', '1', '.', ':', '-', '/', '%20', '@', '1D']) test(part.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
