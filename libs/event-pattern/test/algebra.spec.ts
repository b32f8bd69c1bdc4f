import {
  explain,
  intersects,
  matches,
  MAX_PATTERN_SIZE,
  parsePattern,
  simplify,
  sizeOf,
  subsumes,
  union,
  type Pattern,
} from '../src';

function pattern(content: unknown): Pattern {
  return parsePattern(JSON.stringify(content));
}

describe('subsumes', () => {
  it.each([
    [{ a: [{ prefix: 'x' }] }, { a: ['xy'] }],
    [{ a: [{ prefix: 'x' }] }, { a: [{ prefix: 'xy' }] }],
    [{ a: [{ wildcard: 'x*z' }] }, { a: [{ wildcard: 'xy*yz' }] }],
    [{ a: [{ suffix: '.png' }] }, { a: [{ wildcard: 'dir/*.png' }] }],
    [{ a: [{ exists: true }] }, { a: [{ 'anything-but': 'x' }] }],
    [{ a: ['x', { 'anything-but': 'x' }] }, { a: [{ exists: true }] }],
    [{ a: [{ 'anything-but': ['x'] }] }, { a: [{ 'anything-but': ['x', 'y'] }] }],
    [{ a: [{ 'anything-but': { prefix: 'xy' } }] }, { a: [{ 'anything-but': { prefix: 'x' } }] }],
    [{ a: [{ 'anything-but': 'x' }] }, { a: ['y', 5, null] }],
    [{ a: [{ numeric: ['>', 0] }] }, { a: [{ numeric: ['>=', 1, '<', 9] }] }],
    [{ a: [{ numeric: ['<', 5] }, 5, { numeric: ['>', 5] }] }, { a: [{ numeric: ['>', 0, '<=', 9] }] }],
    [{ a: [{ cidr: '10.0.0.0/8' }] }, { a: [{ cidr: '10.1.0.0/16' }, '10.2.0.1'] }],
    [{ a: [{ 'equals-ignore-case': 'ab' }] }, { a: ['aB', 'AB'] }],
    [{ a: [1] }, { a: [1], b: [2] }],
    [{ $or: [{ a: [1] }, { b: [2] }] }, { b: [2], c: [3] }],
    [{ a: [{ exists: false }] }, { a: [{ exists: false }], b: [1] }],
  ])('%j includes %j', (a, b) => {
    expect(subsumes(pattern(a), pattern(b)).answer).toBe('yes');
  });

  it.each([
    [{ a: ['xy'] }, { a: [{ prefix: 'x' }] }],
    [{ a: [1], b: [2] }, { a: [1] }],
    [{ a: [{ numeric: ['>', 0, '<', 5] }] }, { a: [{ numeric: ['>', 0] }] }],
    [{ a: [{ 'anything-but': 'x' }] }, { a: [{ exists: true }] }],
    [{ a: [{ exists: false }] }, { b: [1] }],
    [{ $or: [{ a: [1] }, { b: [1] }] }, { a: [1, 2] }],
    [{ a: ['10.0.0.1'] }, { a: [{ cidr: '10.0.0.0/31' }] }],
  ])('%j does not include %j, and an event shows it', (a, b) => {
    const [one, other] = [pattern(a), pattern(b)];
    const proof = subsumes(one, other);
    expect(proof.answer).toBe('no');
    const event = 'event' in proof ? (proof.event ?? '') : '';
    expect([matches(one, event), matches(other, event)]).toEqual([false, true]);
  });

  it('knows that absence may rest on the element that another field chose', () => {
    const chosen = pattern({ a: { b: [1], c: [{ exists: false }] } });
    const free = pattern({ a: { c: [{ exists: false }] } });
    expect(matches(chosen, '{"a":[{"b":1},{"c":2}]}')).toBe(true);
    expect(matches(free, '{"a":[{"b":1},{"c":2}]}')).toBe(false);
    expect(subsumes(free, chosen).answer).not.toBe('yes');
  });
});

describe('intersects', () => {
  it('shows an event that matches both', () => {
    const proof = intersects(pattern({ a: [{ prefix: 'x' }] }), pattern({ a: [{ suffix: 'y' }], b: [{ numeric: ['>', 3] }] }));
    expect(proof).toMatchObject({ answer: 'yes' });
  });

  it.each([
    ['sources', { source: ['a'] }, { source: ['b'] }],
    ['prefixes of the source', { source: [{ prefix: 'a.' }] }, { source: [{ prefix: 'b.' }] }],
    ['detail-types', { 'detail-type': ['x', 'y'] }, { 'detail-type': [{ 'anything-but': ['x', 'y'] }] }],
    ['presence', { d: { x: [{ exists: false }] } }, { d: { x: ['v'] } }],
  ])('is impossible for different %s', (_, a, b) => {
    expect(intersects(pattern(a), pattern(b)).answer).toBe('no');
  });

  it('allows for arrays in detail', () => {
    expect(intersects(pattern({ detail: { tag: ['a'] } }), pattern({ detail: { tag: ['b'] } }))).toMatchObject({
      answer: 'yes',
      event: '{"detail":{"tag":["a","b"]}}',
    });
  });
});

describe('union', () => {
  const route = (filter: object): Pattern => pattern({ source: ['s'], 'detail-type': ['t@1'], detail: { data: filter } });

  it.each([
    [
      'joins lists that differ in one field',
      [
        { a: [1], b: [1] },
        { a: [1], b: [2] },
      ],
      ['{"a":[1],"b":[1,2]}'],
    ],
    ['drops what another includes', [{ a: [1] }, { a: [1], b: [2] }], ['{"a":[1]}']],
    [
      'writes what is shared once',
      [
        { s: ['x'], a: [1] },
        { s: ['x'], b: [1] },
      ],
      ['{"s":["x"],"$or":[{"a":[1]},{"b":[1]}]}'],
    ],
    ['keeps the only one', [{ a: [1] }], ['{"a":[1]}']],
    ['of none is none', [], []],
  ])('%s', (_, all, expected) => {
    expect(union(...all.map(pattern)).map((one) => one.text)).toEqual(expected);
  });

  it('unites filters of one event type under the keys that they share', () => {
    expect(union(route({ status: ['FAILED'] }), route({ attempts: [{ numeric: ['>', 2] }] })).map((one) => one.text)).toEqual([
      '{"detail-type":["t@1"],"source":["s"],"detail":{"data":{"$or":[{"status":["FAILED"]},{"attempts":[{"numeric":[">",2]}]}]}}}',
    ]);
  });

  it('makes several patterns when one would be too large, each within the limit', () => {
    const all = Array.from({ length: 60 }, (_, i) =>
      pattern({ source: ['s'], detail: { [`field-${i}`]: [`value ${i} ${'x'.repeat(80)}`] } }),
    );
    const united = union(...all);
    expect(united.length).toBeGreaterThan(1);
    expect(united.length).toBeLessThan(10);
    expect(Math.max(...united.map(sizeOf))).toBeLessThanOrEqual(MAX_PATTERN_SIZE);
    expect(united.flatMap((one) => one.alternatives)).toHaveLength(60);
  });

  it('leaves apart what $or cannot hold: fields with reserved names', () => {
    const all = [pattern({ a: { prefix: [1] } }), pattern({ b: [1] })];
    expect(union(...all).map((one) => one.text)).toEqual(['{"a":{"prefix":[1]}}', '{"b":[1]}']);
  });

  it('copes with a field called $or', () => {
    const odd = parsePattern('{"$or":[{"prefix":"x"}]}');
    expect(union(odd, pattern({ b: [1] })).some((one) => matches(one, '{"$or":"xy"}'))).toBe(true);
  });
});

describe('simplify', () => {
  it.each([
    ['{ "a" : [ 1 , 1.0 ] }', '{"a":[1]}'],
    ['{"a":["xy",{"prefix":"x"}]}', '{"a":[{"prefix":"x"}]}'],
    ['{"$or":[{"a":[1]},{"a":[2]}]}', '{"a":[1,2]}'],
    ['{"a":["1"],"$or":[{"a":["2"]},{"a":["3"]}]}', '{"a":["2","3"]}'],
    ['{"a":[1]}', '{"a":[1]}'],
    ['{"a":[9007199254740993]}', '{"a":[9007199254740993]}'],
  ])('%s becomes %s', (text, expected) => {
    expect(simplify(parsePattern(text)).text).toBe(expected);
  });
});

describe('sizeOf', () => {
  it('counts UTF-16 units of the text as given', () => {
    expect(sizeOf(parsePattern('{ "a": ["😀"] }'))).toBe(15);
  });
});

describe('explain', () => {
  const one = pattern({
    source: ['shop'],
    detail: { state: ['PAID'], total: [{ numeric: ['>', 10] }], note: [{ exists: false }] },
  });

  it('tells each field’s expectation, finding and reason', () => {
    const { matched, nearness, alternatives } = explain(one, {
      source: 'shop',
      detail: { state: 'paid', total: '12', note: '' },
    });
    expect(matched).toBe(false);
    expect(nearness).toBe(0.25);
    expect(alternatives[0]?.fields).toEqual([
      {
        path: 'detail.note',
        expected: '[{"exists":false}]',
        found: ['""'],
        foundCount: 1,
        matched: false,
        reason: 'the field is present',
      },
      {
        path: 'detail.state',
        expected: '["PAID"]',
        found: ['"paid"'],
        foundCount: 1,
        matched: false,
        reason: 'the text differs in upper and lower case only',
      },
      {
        path: 'detail.total',
        expected: '[{"numeric":[">",10]}]',
        found: ['"12"'],
        foundCount: 1,
        matched: false,
        reason: 'the pattern asks for a number, the event has a string',
      },
      { path: 'source', expected: '["shop"]', found: ['"shop"'], foundCount: 1, matched: true },
    ]);
  });

  it('ranks: nearer events have a higher nearness, matches have 1', () => {
    const near = explain(one, { source: 'shop', detail: { state: 'PAID', total: 9 } });
    const far = explain(one, { source: 'other', detail: {} });
    expect(near.nearness).toBeGreaterThan(far.nearness);
    expect(explain(one, { source: 'shop', detail: { state: 'PAID', total: 11 } }).nearness).toBe(1);
  });

  it('says when the fields match only in different elements of an array', () => {
    const explanation = explain(pattern({ a: { x: [1], y: [2] } }), { a: [{ x: 1 }, { y: 2 }] });
    expect(explanation.matched).toBe(false);
    expect(explanation.alternatives[0]?.inconsistent).toBe(
      'every field matches, but only in different elements of the same array',
    );
  });

  it('puts the nearest branch of a $or first', () => {
    const either = pattern({ $or: [{ a: [1], b: [1] }, { c: [1] }] });
    expect(explain(either, { a: 1 }).alternatives.map((it) => it.nearness)).toEqual([0.5, 0]);
  });
});

describe('a pattern', () => {
  it('is written by JSON.stringify as the object that it is', () => {
    expect(JSON.stringify({ rule: parsePattern(' {"a":[1]} trailing') })).toBe('{"rule":{"a":[1]}}');
  });
});
