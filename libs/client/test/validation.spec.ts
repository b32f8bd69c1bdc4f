import fc from 'fast-check';
import { codePoints, formats, sameJson, validator, type CompiledCheck } from '../src/validation';

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

it('sameJson is equality of values, whatever the order of properties', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => sameJson(value, structuredClone(value))));
  expect(sameJson({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  for (const [a, b] of [[{ a: 1 }, { a: 1, b: 2 }], [{ a: undefined }, { b: 1 }], [[1], { 0: 1 }], [[], null], [1, '1']]) {
    expect(sameJson(a, b)).toBe(false);
  }
});

describe('issues', () => {
  it.each([
    ['required', { missingProperty: 'a/b' }, '/at/a~1b', 'required', 'is required'],
    ['additionalProperties', { additionalProperty: 'x' }, '/at/x', 'additionalProperties', 'is not a field of this event'],
    ['discriminator', { error: 'tag', tag: 'kind', tagValue: 5 }, '/at/kind', 'type', 'must be string'],
    ['discriminator', { error: 'tag', tag: 'kind' }, '/at/kind', 'required', 'is required'],
    ['oneOf', {}, '/at', 'oneOf', 'must be one of the kinds that the contract lists'],
    ['type', { type: ['string', 'null'] }, '/at', 'type', 'must be string or null'],
    ['enum', { allowedValues: ['A', null] }, '/at', 'enum', 'must be one of "A", null'],
    ['const', { allowedValue: 'A' }, '/at', 'const', 'must be "A"'],
    ['format', { format: 'uuid' }, '/at', 'format', 'must be a valid uuid'],
    ['pattern', { pattern: '^a' }, '/at', 'pattern', 'must match ^a'],
    ['minimum', { comparison: '>=', limit: 1 }, '/at', 'minimum', 'must be at least 1'],
    ['maximum', { comparison: '<=', limit: 1 }, '/at', 'maximum', 'must be at most 1'],
    ['exclusiveMinimum', { comparison: '>', limit: 1 }, '/at', 'exclusiveMinimum', 'must be more than 1'],
    ['exclusiveMaximum', { comparison: '<', limit: 1 }, '/at', 'exclusiveMaximum', 'must be less than 1'],
    ['multipleOf', { multipleOf: 5 }, '/at', 'multipleOf', 'must be a multiple of 5'],
    ['minLength', { limit: 1 }, '/at', 'minLength', 'must have at least 1 character'],
    ['maxLength', { limit: 9 }, '/at', 'maxLength', 'must have at most 9 characters'],
    ['minItems', { limit: 2 }, '/at', 'minItems', 'must have at least 2 items'],
    ['maxItems', { limit: 1 }, '/at', 'maxItems', 'must have at most 1 item'],
    ['uniqueItems', { i: 2, j: 0 }, '/at', 'uniqueItems', 'must not have the same item twice'],
  ])('%s %j', (keyword, params, path, as, message) => {
    expect(validator(failing({ instancePath: '/at', keyword, params }))({})).toEqual([{ path, keyword: as, message }]);
  });

  it('leave out what only repeats another', () => {
    const missingTag = { instancePath: '', keyword: 'discriminator', params: { error: 'tag', tag: 'kind', tagValue: undefined } };
    const conditional = { instancePath: '', keyword: 'if', params: { failingKeyword: 'then' } };
    const required = { instancePath: '', keyword: 'required', params: { missingProperty: 'kind' } };
    expect(validator(failing(missingTag, conditional, required))({})).toHaveLength(1);
  });

  it('are none when the check passes', () => {
    expect(validator(() => true)({})).toEqual([]);
  });
});

function failing(...errors: NonNullable<CompiledCheck['errors']>[number][]): CompiledCheck {
  const check: CompiledCheck = () => false;
  check.errors = errors;
  return check;
}
