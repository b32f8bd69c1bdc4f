import fc from 'fast-check';
import { allDifferent, codePoints, formats, isObject, Reading } from '../src/validation';
import { parseJson, printJson } from '../src/event';

describe('formats', () => {
  it.each<[keyof typeof formats, string[], string[]]>([
    [
      'date',
      ['2026-02-28', '2024-02-29', '2000-02-29'],
      ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '2026-04-31'],
    ],
    [
      'time',
      ['10:00:00Z', '10:00:00.123+02:00', '23:59:60Z', '00:29:60+00:30'],
      ['10:00:00', '24:00:00Z', '10:60:00Z', '22:59:60Z', '10:00Z'],
    ],
    [
      'date-time',
      ['2026-02-04T10:00:00Z', '2026-02-04t10:00:00.5-05:00'],
      ['2026-02-04 10:00:00Z', '2026-02-30T10:00:00Z', '2026-02-04T10:00:00', ''],
    ],
    ['duration', ['P1D', 'PT5M', 'P2W', 'P1Y2M3DT4H5M6S'], ['P', 'PT', '1D', 'P1W2D', 'PT0.5S']],
    [
      'uuid',
      ['0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11', '0192F0C1-7A5E-7C3D-9B1A-2F4E6D8C0A11'],
      ['0192f0c1', '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a1g'],
    ],
    [
      'email',
      ['a@b.example', "o'neil+tag@mail.example.com"],
      ['a@b', '@b.example', 'a@@b.example', 'a b@c.example', 'a.@b.example'],
    ],
    ['hostname', ['localhost', 'a-b.example.com'], ['-a.example', 'a..b', '']],
    ['ipv4', ['0.0.0.0', '255.255.255.255'], ['256.0.0.1', '1.2.3', '1.2.3.4.', '01.2.3.4']],
    [
      'ipv6',
      ['::', '::1', 'fe80::1:2', '1:2:3:4:5:6:7:8', '::ffff:10.0.0.1'],
      ['', ':::', '1::2::3', '1:2:3:4:5:6:7', '12345::', '1:2:3:4:5:6:7:8:9'],
    ],
    [
      'uri',
      ['https://a.example/b?c=d#e', 'urn:isbn:0451450523', 'mailto:a@b.example'],
      ['a.example', 'https://a b', '//a.example', 'https://a.example/%zz'],
    ],
  ])('%s', (name, good, bad) => {
    for (const text of good) expect([text, formats[name](text)]).toEqual([text, true]);
    for (const text of bad) expect([text, formats[name](text)]).toEqual([text, false]);
  });

  it('date-time takes every moment that JavaScript writes', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => formats['date-time'](date.toISOString())));
  });
});

it('codePoints counts as text is iterated', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => codePoints(text) === [...text].length));
  expect(codePoints('\ud83d\ude9a')).toBe(1);
  expect(codePoints('\ude9a\ud83d')).toBe(2);
});

describe('allDifferent', () => {
  it('is about values, whatever the order of properties', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !allDifferent([value, structuredClone(value)])));
    fc.assert(fc.property(fc.uniqueArray(fc.string()), (texts) => allDifferent(texts)));
    for (const items of [
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      [0, -0],
      [5n, 5n],
      [[1n], [1n]],
    ])
      expect(allDifferent(items)).toBe(false);
    for (const items of [
      [{ a: 1 }, { a: 1, b: 2 }],
      [[1], { 0: 1 }],
      [[], null],
      [1, '1'],
      ['[]', []],
      ['null', null],
    ]) {
      expect(allDifferent(items)).toBe(true);
    }
  });
});

describe('issues', () => {
  it.each<[string, unknown, string]>([
    ['required', undefined, 'is required'],
    ['additionalProperties', undefined, 'is not a field of this event'],
    ['oneOf', undefined, 'must be one of the kinds that the contract lists'],
    ['type', 'string', 'must be string'],
    ['enum', new Set(['A', 5n, 1]), 'must be one of "A", 5, 1'],
    ['const', 'A', 'must be "A"'],
    ['format', 'uuid', 'must be a valid uuid'],
    ['pattern', '^a', 'must match ^a'],
    ['minimum', 1, 'must be at least 1'],
    ['maximum', 1n, 'must be at most 1'],
    ['exclusiveMinimum', 1, 'must be more than 1'],
    ['exclusiveMaximum', 1, 'must be less than 1'],
    ['multipleOf', 5, 'must be a multiple of 5'],
    ['minLength', 1, 'must have at least 1 character'],
    ['maxLength', 9, 'must have at most 9 characters'],
    ['minItems', 2, 'must have at least 2 items'],
    ['maxItems', 1, 'must have at most 1 item'],
    ['uniqueItems', undefined, 'must not have the same item twice'],
  ])('%s: %s', (keyword, expected, message) => {
    const reading = new Reading(false);
    expect(reading.fail('/at', keyword, expected)).toBeUndefined();
    expect(reading.issues).toEqual([{ path: '/at', keyword, message }]);
  });

  it.each<[53 | 64, unknown, string]>([
    [53, undefined, 'required'],
    [53, '1', 'type'],
    [53, 1.5, 'type'],
    [53, Number.POSITIVE_INFINITY, 'type'],
    [53, 1n, 'type'],
    [53, 2 ** 53, 'maximum'],
    [53, -(2n ** 53n), 'minimum'],
    [64, 2n ** 63n, 'maximum'],
    [64, -(2n ** 63n) - 1n, 'minimum'],
    [64, 2 ** 53, 'type'],
  ])('no integer of %d bits: %s is %s', (width, found, keyword) => {
    const reading = new Reading(false);
    reading.notInteger(width, found, '/at');
    expect(reading.issues).toMatchObject([{ path: '/at', keyword }]);
  });
});

it('an object is no list, and not null', () => {
  expect([{}, Object.create(null), [], null, 'x'].map(isObject)).toEqual([true, true, false, false, false]);
});

describe('JSON text', () => {
  const long = 9_007_199_254_740_993n;

  it('keeps whole numbers of 64 bits', () => {
    expect(parseJson('{"a":9007199254740993,"b":[-9223372036854775808,1],"c":"9007199254740993"}')).toEqual({
      a: long,
      b: [-(2n ** 63n), 1],
      c: '9007199254740993',
    });
    expect(parseJson('[9007199254740991, 1e20, 0.12345678901234567]')).toEqual([9007199254740991, 1e20, 0.12345678901234567]);
    expect(printJson({ a: long, b: ['integer:0', 'integer::0'], c: undefined })).toBe(
      '{"a":9007199254740993,"b":["integer:0","integer::0"]}',
    );
  });

  it('is otherwise what JSON has', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(printJson(value)).toBe(text);
        fc.pre(!/\d{16}/.test(text));
        expect(parseJson(`[9007199254740993,${text}]`)).toEqual([long, JSON.parse(text)]);
      }),
    );
    expect(() => parseJson('{')).toThrow(SyntaxError);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => printJson(cycle)).toThrow(TypeError);
  });
});
