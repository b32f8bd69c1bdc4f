import { resolveType, type EventModel, type ObjectType, type Type } from '../src/model';
import { RawNumber, type Json } from './json-text';

/** A change of one place of an event's data, and what is special about it. */
export interface Variation {
  readonly what: string;
  /** The data as a whole, with the change. May hold `RawNumber`s. */
  readonly data: unknown;
}

type Rebuild = (changed: unknown) => unknown;
type Below = (key: string, of: Type, member: Json, isBrief?: boolean) => Generator<Variation>;

/** All variations of data that is valid: at every place what its type makes doubtful. Whether one is valid is not said here. */
export function* variations(model: EventModel, data: Json): Generator<Variation> {
  yield* within(model, model.data, data, '', (changed) => changed);
}

/** @param isBrief whether only other types are tried, since a field of the same type was varied in full */
function* within(
  model: EventModel,
  given: Type,
  value: Json,
  path: string,
  rebuild: Rebuild,
  isBrief = false,
): Generator<Variation> {
  const type = resolveType(model, given);
  if (type.kind === 'nullable') {
    yield { what: `${path} null`, data: rebuild(null) };
    if (value !== null) yield* within(model, type.type, value, path, rebuild, isBrief);
    return;
  }
  for (const [what, changed] of isBrief ? WRONG : doubtful(type, value))
    yield { what: `${path} ${what}`, data: rebuild(changed) };
  if (Array.isArray(value) && type.kind === 'array') {
    for (const index of value.length > 1 ? [0, value.length - 1] : value.keys()) {
      const item = value[index] as Json;
      yield* within(model, type.items, item, `${path}/${index}`, (changed) => rebuild(value.with(index, changed as Json)));
    }
  }
  if (!isObject(value)) return;
  const below: Below = (key, of, member, isMemberBrief = false) =>
    within(model, of, member, `${path}/${key}`, (changed) => rebuild(withMember(value, key, changed)), isMemberBrief);
  if (type.kind === 'map') {
    yield* oddKeys(value, path, rebuild);
    for (const [key, member] of Object.entries(value).slice(0, 2)) yield* below(key, type.values, member);
  }
  if (type.kind === 'union') {
    const alternative = type.alternatives.find((one) => one.value === value[type.tag]);
    for (const [what, tag] of [
      ['unknown', 'of a newer version'],
      ['empty', ''],
      ['number', 1],
      ['null', null],
    ] as const) {
      yield { what: `${path} tag ${what}`, data: rebuild(withMember(value, type.tag, tag)) };
    }
    for (const other of type.alternatives) {
      if (other !== alternative)
        yield { what: `${path} tag ${other.value}`, data: rebuild({ ...value, [type.tag]: other.value }) };
    }
    if (alternative) yield* within(model, alternative.type, value, path, rebuild);
  }
  if (type.kind === 'object') yield* members(type, value, path, rebuild, below);
}

function* members(
  { properties, rest }: ObjectType,
  value: Readonly<Record<string, Json>>,
  path: string,
  rebuild: Rebuild,
  below: Below,
): Generator<Variation> {
  yield { what: `${path} empty`, data: rebuild({}) };
  for (const key of ['addedLater', '__proto__', 'constructor']) {
    yield { what: `${path} more: ${key}`, data: rebuild(withMember(value, key, { by: ['a newer version'] })) };
  }
  if (rest) yield* oddKeys(value, path, rebuild);
  const seen = new Set<string>();
  for (const { name, type } of properties) {
    if (!Object.hasOwn(value, name)) continue;
    const { [name]: member, ...without } = value;
    if (member === undefined) continue;
    yield { what: `${path} without ${name}`, data: rebuild(without) };
    const kind = JSON.stringify(type, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
    yield* below(name, type, member, seen.has(kind) && typeof member !== 'object');
    seen.add(kind);
  }
}

/** In a map every key is fine. The value is one that the map has already, so that only the key is in doubt. */
function* oddKeys(value: Readonly<Record<string, Json>>, path: string, rebuild: Rebuild): Generator<Variation> {
  const [member] = Object.values(value);
  if (member === undefined) return;
  for (const key of [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'a/b',
    '~1',
    'class',
    '🚚',
    'with "quotes"',
    '1',
    '\u2028',
  ]) {
    yield { what: `${path} key ${JSON.stringify(key)}`, data: rebuild(withMember(value, key, member)) };
    yield { what: `${path} key ${JSON.stringify(key)} wrong`, data: rebuild(withMember(value, key, [[]])) };
  }
}

const WRONG: readonly [string, Json][] = [
  ['null', null],
  ['true', true],
  ['number', 7],
  ['text', 'x'],
  ['list', []],
  ['map', {}],
];

function* doubtful(type: Exclude<Type, { kind: 'ref' | 'nullable' }>, value: Json): Generator<[string, unknown]> {
  yield* WRONG;
  switch (type.kind) {
    case 'string':
      yield ['', ''];
      yield ['line feed at the end', `${String(value)}\n`];
      yield ['space before', ` ${String(value)}`];
      yield ['with zero', 'a\u0000b'];
      yield* lengths(type.minLength ?? 0, type.maxLength ?? 8);
      yield* (FORMAT_TEXTS[type.format ?? ''] ?? []).map((text): [string, string] => [JSON.stringify(text), text]);
      return;
    case 'integer':
      yield* rawNumbers([
        '-0',
        '1.0',
        '1e2',
        '1.5',
        '1e-7',
        '1e400',
        '-1e400',
        '100000000000000000000',
        '-100000000000000000000',
      ]);
      for (const power of [53n, 63n]) {
        for (const delta of [-1n, 0n, 1n]) {
          yield [`2^${power} + ${delta}`, 2n ** power + delta];
          yield [`-2^${power} + ${delta}`, -(2n ** power) + delta];
        }
      }
      for (const bound of [type.minimum, type.maximum, type.exclusiveMinimum, type.exclusiveMaximum, type.multipleOf]) {
        if (bound === undefined) continue;
        for (const delta of [-1n, 0n, 1n]) yield [`${bound} + ${delta}`, bound + delta];
      }
      return;
    case 'number':
      yield* rawNumbers([
        '-0',
        '-0.0',
        '1',
        '1.0',
        '0.1',
        '1e2',
        '1.5e-7',
        '1e21',
        '5e-324',
        '1.7976931348623157e308',
        '1e400',
        '-1e400',
      ]);
      for (const bound of [type.minimum, type.maximum, type.exclusiveMinimum, type.exclusiveMaximum, type.multipleOf]) {
        if (bound === undefined) continue;
        for (const delta of [-1, -0.5, 0, 0.5, 1]) yield [`${bound} + ${delta}`, bound + delta];
      }
      return;
    case 'scalars':
      for (const branch of type.branches) yield* doubtful(branch, value);
      return;
    case 'const':
    case 'enum':
      yield ['unknown', 'OF_A_NEWER_VERSION'];
      yield ['', ''];
      if (typeof value === 'string')
        yield ['in the other case', value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase()];
      if (type.kind === 'enum') yield* type.values.map((known): [string, unknown] => [JSON.stringify(known), known]);
      yield* rawNumbers(['1.0', '-0', '2', '99', '1.5']);
      return;
    case 'array': {
      const items = Array.isArray(value) ? (value as readonly Json[]) : [];
      const [first] = items;
      yield ['twice the same', [...items, ...items]];
      if (first === undefined) return;
      for (const count of [(type.minItems ?? 1) - 1, type.maxItems ?? 0, (type.maxItems ?? 0) + 1]) {
        if (count >= 0 && count <= 1_000) yield [`${count} items`, Array<Json>(count).fill(first)];
      }
      if (typeof first === 'number')
        yield ['the same number, written differently', [first, new RawNumber(first.toExponential())]];
      return;
    }
    default:
  }
}

/** Texts of a few lengths around the bounds; each character is two units of UTF-16 and four bytes of UTF-8. */
function* lengths(least: number, most: number): Generator<[string, string]> {
  for (const length of new Set([least - 1, least, most, most + 1])) {
    if (length < 0 || length > 5_000) continue;
    yield [`${length} beyond the BMP`, '🚚'.repeat(length)];
    yield [`${length} letters`, 'x'.repeat(length)];
  }
  yield ['letter and accent apart', 'e\u0301'];
}

function rawNumbers(texts: readonly string[]): [string, RawNumber][] {
  return texts.map((text) => [text, new RawNumber(text)]);
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not by spreading: `__proto__` is a member like any other. */
function withMember(value: Readonly<Record<string, Json>>, key: string, member: unknown): unknown {
  const copy: Record<string, unknown> = { ...value };
  return Object.defineProperty(copy, key, { value: member, enumerable: true, configurable: true, writable: true });
}

/** Valid and invalid strings of each format. */
const FORMAT_TEXTS: Readonly<Record<string, readonly string[]>> = {
  'date-time': [
    '2026-02-04T10:00:00Z',
    '2026-02-04t10:00:00z',
    '2026-02-04T10:00:00.123456789Z',
    '2026-02-04T10:00:00+14:00',
    '2026-02-04T10:00:00-23:59',
    '2016-12-31T23:59:60Z',
    '2017-01-01T00:59:60+01:00',
    '2016-12-31T18:29:60.5-05:30',
    '2016-12-31T23:58:60Z',
    '2016-12-31T23:59:60+01:00',
    '2016-12-31T23:59:61Z',
    '2024-02-29T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-00-01T10:00:00Z',
    '2026-01-00T10:00:00Z',
    '2026-04-31T10:00:00Z',
    '2026-02-04T24:00:00Z',
    '2026-02-04T10:60:00Z',
    '2026-02-04T10:00:00',
    '2026-02-04 10:00:00Z',
    '2026-02-04T10:00Z',
    '2026-02-04T10:00:00.Z',
    '2026-02-04T10:00:00+0100',
    '2026-02-04T10:00:00+24:00',
    '2026-02-04T10:00:00+01:60',
    '２026-02-04T10:00:00Z',
    '٢026-02-04T10:00:00Z',
    '+002026-02-04T10:00:00Z',
    '2026-02-04',
  ],
  date: ['2026-02-04', '2024-02-29', '2026-02-29', '2026-2-4', '2026-13-01', '2026-02-04T10:00:00Z', '20260204', '٢026-02-04'],
  time: [
    '10:00:00Z',
    '10:00:00.5+01:00',
    '23:59:60Z',
    '23:59:60+01:00',
    '00:59:60+01:00',
    '24:00:00Z',
    '10:00:00',
    '10:00Z',
    '10:00:00z',
  ],
  duration: [
    'P1D',
    'PT1H',
    'P1DT2H',
    'P2W',
    'P1Y2M3DT4H5M6S',
    'P',
    'PT',
    'P1DT',
    'PT0.5S',
    'P1W1D',
    'P1Y1D',
    '-P1D',
    'p1d',
    'P١D',
    'PT1H1S',
  ],
  uuid: [
    '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
    '0192F0C1-7A5E-7C3D-9B1A-2F4E6D8C0A11',
    '00000000-0000-0000-0000-000000000000',
    '0192f0c17a5e7c3d9b1a2f4e6d8c0a11',
    '{0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11}',
    '0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a1g',
    'urn:uuid:0192f0c1-7a5e-7c3d-9b1a-2f4e6d8c0a11',
  ],
  email: [
    'a@b.example',
    'first.last+tag@sub.b-c.example',
    "o'hara@b.example",
    'a@b',
    '@b.example',
    'a@',
    'a b@c.example',
    '.a@b.example',
    'a..b@c.example',
    'a@-b.example',
    'a@b-.example',
    'a@b..example',
    'ä@b.example',
    'a@bü.example',
    `${'a'.repeat(64)}@b.example`,
    `${'a'.repeat(65)}@b.example`,
    'a@[127.0.0.1]',
    `a@${'b'.repeat(63)}.example`,
    `a@${'b'.repeat(64)}.example`,
  ],
  hostname: [
    'example',
    'a.example',
    'a-b.example',
    '-a.example',
    'a-.example',
    'a..example',
    'a.example.',
    'a_b.example',
    `${'a'.repeat(63)}.b`,
    `${'a'.repeat(64)}.b`,
    'ü.example',
    `${'a.'.repeat(126)}a`,
    `${'a.'.repeat(127)}a`,
  ],
  ipv4: ['127.0.0.1', '255.255.255.255', '256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.4.', '1.2.3.٤', '1..3.4'],
  ipv6: [
    '::',
    '::1',
    '1::',
    '2001:db8::1',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '::ffff:1.2.3.4',
    '1:2:3:4:5:6:1.2.3.4',
    '::1.2.3.256',
    '12345::',
    'fe80::1%eth0',
    ':1',
    '1:',
    ':::',
    '1:2:3:4:5:6:7::',
    '1:2:3:4::5:6:7:8',
    '::1.2.3.4:5',
  ],
  uri: [
    'https://a.example/',
    'https://user:pass@a.example:8080/p/a?q=1&r=%20#f',
    'urn:isbn:0451450523',
    'mailto:a@b.example',
    'a:',
    'http://[::1]/',
    'http://[::1/',
    '//a.example/',
    '/a',
    'a.example',
    'https://a.example/ b',
    'https://a.example/%zz',
    'https://a.example/ü',
    'https://a.example/#a#b',
    '1a:b',
    'http://a.example:port/',
    'file:///etc/hosts',
    'http:///a',
    'x:/a//b',
    'x://',
  ],
};
