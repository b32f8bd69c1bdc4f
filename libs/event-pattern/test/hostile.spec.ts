import { EventError, explain, matches, parsePattern, PatternError, PatternIndex } from '../src';

const MEGABYTES_10 = 10 * 1024 * 1024;

/** Very generous, for slow machines: what takes the square of such input takes hours. */
const SECONDS = 30;

function timed<T>(run: () => T): T {
  // Processor time: waiting for other programs on the machine does not count.
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(SECONDS);
  return result;
}

describe('large patterns', () => {
  it('are refused by default, with the size in the message', () => {
    const text = `{"a":["${'x'.repeat(MEGABYTES_10)}"]}`;
    expect(() => timed(() => parsePattern(text))).toThrow(
      /^Event pattern is not valid\. Reason: Event pattern is 104\d+ characters long/,
    );
  });

  it('of 10 MB are read where the limit is lifted', () => {
    const values = Array.from({ length: 400_000 }, (_, i) => `"value-${i}-xxxxxxxx"`).join();
    const large = timed(() => parsePattern(`{"a":[${values}]}`, { maxSize: Infinity }));
    expect(timed(() => matches(large, '{"a":"value-399999-xxxxxxxx"}'))).toBe(true);
    expect(matches(large, '{"a":"value-400000-xxxxxxxx"}')).toBe(false);
  });

  it('nested 100,000 deep are refused as EventBridge’s reader does', () => {
    const text = '{"a":'.repeat(100_000);
    expect(() => timed(() => parsePattern(text, { maxSize: Infinity }))).toThrow(
      /Document nesting depth \(1001\) exceeds the maximum allowed \(1000, from `StreamReadConstraints.getMaxNestingDepth\(\)`\)/,
    );
    expect(() => timed(() => parsePattern(`{"a":[${'['.repeat(100_000)}`, { maxSize: Infinity }))).toThrow(PatternError);
  });

  it('with $or in $or in $or are refused before they multiply', () => {
    const text = `{${Array.from({ length: 60 }, (_, i) => `"$or":[{"a${i}":[1]},{"b${i}":[1]}]`).join()}}`;
    expect(() => timed(() => parsePattern(text, { maxSize: Infinity }))).toThrow(/combine to more than 1000 alternatives/);
  });

  it('with more fields than EventBridge’s engine takes are refused', () => {
    const fields = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"f${i}":[1]`).join()}}`;
    expect(parsePattern(fields(256), { maxSize: Infinity }).alternatives[0]).toHaveLength(256);
    expect(() => parsePattern(fields(257), { maxSize: Infinity })).toThrow(/exceeds max value of 256/);
  });
});

describe('large events', () => {
  const one = parsePattern('{"a":{"x":["1"],"y":["2"]}}');

  it('of 10 MB that no pattern looks at are skipped', () => {
    const text = `{"b":"${'x'.repeat(MEGABYTES_10)}","a":{"x":"1","y":"2"}}`;
    expect(timed(() => matches(one, text))).toBe(true);
  });

  it('with a value of 10 MB are matched', () => {
    const text = `{"a":["${'a'.repeat(MEGABYTES_10)}"]}`;
    expect(timed(() => matches(parsePattern('{"a":[{"wildcard":"a*a*b"}]}'), text))).toBe(false);
    expect(timed(() => matches(parsePattern('{"a":[{"suffix":{"equals-ignore-case":"AA"}}]}'), text))).toBe(true);
  });

  it('cannot make wildcards look back again and again', () => {
    const wildcard = `*${'a'.repeat(8)}b`;
    const text = `{"a":"${'a'.repeat(MEGABYTES_10)}"}`;
    expect(timed(() => matches(parsePattern(`{"a":[{"wildcard":"${wildcard}"}]}`), text))).toBe(false);
  });

  it('with a long array stay linear under array consistency', () => {
    const elements = Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? '{"x":"1"}' : '{"y":"2"}'));
    expect(timed(() => matches(one, `{"a":[${elements.join()}]}`))).toBe(false);
    expect(timed(() => matches(one, `{"a":[${elements.join()},{"x":"1","y":"2"}]}`))).toBe(true);
  });

  it('with two long arrays do not try every pair', () => {
    const both = parsePattern('{"a":{"x":["1"]},"b":{"x":["1"]},"c":{"x":["1"],"y":["2"]}}');
    const many = Array.from({ length: 20_000 }, () => '{"x":"1"}').join();
    expect(timed(() => matches(both, `{"a":[${many}],"b":[${many}],"c":[${many},{"y":"2"}]}`))).toBe(false);
  });

  it('that repeat array keys to make the choice hard get an answer or an error', () => {
    const clauses = 24;
    const hard = parsePattern(`{"a":{${Array.from({ length: clauses }, (_, i) => `"c${i}":[1]`).join()}}}`);
    let seed = 7;
    const random = (below: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % below;
    const element = (): string => `{${Array.from({ length: 3 }, () => `"c${random(clauses)}":1`).join()}}`;
    const text = `{${Array.from({ length: 18 }, () => `"a":[${element()},${element()}]`).join()}}`;
    const answer = timed(() => {
      try {
        return matches(hard, text);
      } catch (error) {
        return error;
      }
    });
    expect(typeof answer === 'boolean' || answer instanceof EventError).toBe(true);
  });

  it('nested 100,000 deep are skipped, or refused where a pattern looks', () => {
    const deep = '[{"x":'.repeat(50_000) + '1' + '}]'.repeat(50_000);
    expect(timed(() => matches(one, `{"b":${deep},"a":{"x":"1","y":"2"}}`))).toBe(true);
    const arrays = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => timed(() => matches(parsePattern('{"a":[1]}'), `{"a":${arrays}}`))).toThrow(
      new EventError('it is nested deeper than 1000 levels'),
    );
  });

  it('given as objects too deep for JSON.stringify are refused', () => {
    let object: object = {};
    for (let i = 0; i < 100_000; i++) object = { a: object };
    expect(() => matches(one, object)).toThrow(EventError);
    const circle: Record<string, unknown> = {};
    circle.a = circle;
    expect(() => matches(one, circle)).toThrow(EventError);
    expect(() => matches(one, { a: 1n })).toThrow(EventError);
    expect(() => matches(one, (() => 1) as unknown as object)).toThrow(EventError);
  });
});

describe('any order of an event’s keys', () => {
  const index = new PatternIndex<string>();
  const items = '{"sku":["s"],"count":[2]}';
  index.add('status', parsePattern(`{"source":["shop"],"detail-type":["paid"],"detail":{"status":["X"],"items":${items}}}`));
  index.add('total', parsePattern('{"source":["shop"],"detail":{"total":[{"numeric":[">",1]}]}}'));
  index.add('other', parsePattern('{"source":["depot"],"detail":{"city":[{"prefix":"D"}]}}'));
  index.add('nested', parsePattern('{"detail":{"status":["X"]}}'));
  const detail = '"detail":{"items":[{"sku":"s","count":2},{"sku":"t"}],"status":"X","total":7,"city":"Delft"}';

  it.each([
    ['detail last', `{"source":"shop","detail-type":"paid",${detail}}`, ['status', 'total', 'nested']],
    ['detail first', `{${detail},"detail-type":"paid","source":"shop"}`, ['status', 'total', 'nested']],
    ['detail between', `{"source":"shop",${detail},"detail-type":"paid"}`, ['status', 'total', 'nested']],
    ['source again', `{"source":"shop","detail-type":"paid",${detail},"source":"depot"}`, ['status', 'total', 'other', 'nested']],
    ['detail-type again', `{"source":"shop","detail-type":"sent",${detail},"detail-type":"paid"}`, ['status', 'total', 'nested']],
    ['detail twice', `{"source":"depot",${detail},"detail":{"status":1}}`, ['other', 'nested']],
    ['no source at all', `{${detail}}`, ['nested']],
    ['detail as keys with dots', '{"detail.status":"X","source":"depot","detail.city":"Dover"}', ['other', 'nested']],
    ['keys with escapes', '{"d\\u0065tail":{"c\\u0069ty":"D"},"sourc\\u0065":"depot"}', ['other']],
    ['sources in arrays', '{"source":["shop",["depot"],"shop"],"detail":{"city":"D","total":2}}', ['total', 'other']],
  ])('finds the same: %s', (_, text, expected) => {
    expect(index.match(text)).toEqual(expected);
    for (const id of expected) expect(index.match(text.replace(/:/g, ' :\n'))).toContain(id);
  });

  it('and of many top-level fields that rules are filed by', () => {
    const many = new PatternIndex<number>();
    for (let i = 0; i < 40; i++) many.add(i, parsePattern(`{"f${i}":["x"],"detail":{"n${i}":[${i}]}}`));
    const all = Array.from({ length: 40 }, (_, i) => `"n${i}":${i}`).join();
    expect(many.match(`{"f3":"x","detail":{${all}},"f17":"x"}`)).toEqual([3, 17]);
  });
});

describe('an index that changes all the time', () => {
  it('forgets what is gone and keeps its room bounded', () => {
    const index = new PatternIndex<number>();
    const text = (i: number): string => 't'.repeat(i % 50);
    const pattern = (i: number): string => `{"source":["s${i}"],"detail":{"n":[{"numeric":["<",${i}]}],"t":["${text(i)}"]}}`;
    for (let i = 0; i < 20_000; i++) {
      index.add(i, parsePattern(pattern(i)));
      if (i >= 10) expect(index.remove(i - 10)).toBe(true);
      if (i % 97 === 0) {
        expect(index.match(`{"source":"s${i}","detail":{"n":${i - 1},"t":"${text(i)}"}}`)).toEqual([i]);
        expect(index.match(`{"source":"s${i - 10}","detail":{"n":0,"t":"${text(i + 40)}"}}`)).toEqual([]);
      }
    }
    expect(index.stats().patterns).toBe(10);
  });
});

describe('odd input', () => {
  it.each([
    ['nothing', ''],
    ['a list', '[1]'],
    ['a string', '"x"'],
    ['null', 'null'],
    ['an open object', '{"a":'],
    ['an open string', '{"a":"x'],
    ['an open key', '{"a'],
    ['a backslash at the end', '{"a\\'],
    ['no colon', '{"a" 1}'],
    ['no comma', '{"a":1 "b":2}'],
    ['two commas', '{"a":1,,"b":2}'],
    ['a comma at the end', '{"a":1,}'],
    ['text after it', '{"a":1} x'],
    ['two objects', '{}{}'],
    ['a bad number', '{"a":01}'],
    ['a bad word', '{"a":nul}'],
    ['a bare word', '{"a":x}'],
    ['a control character', '{"a":"\u0001"}'],
    ['a bad escape', '{"a":"\\q"}'],
    ['a missing value', '{"a":}'],
    ['a wrong bracket', '{"a":[1}'],
  ])('an event that is %s is an EventError', (_, text) => {
    const one = parsePattern('{"a":[1]}');
    expect(() => matches(one, text)).toThrow(EventError);
    expect(() => explain(one, text)).toThrow(EventError);
  });

  it('says where an event is broken, in characters', () => {
    expect(() => matches(parsePattern('{"a":[1]}'), '{"é":"日本","a":01}')).toThrow(
      'Event is not valid: expected a value at character 15',
    );
  });

  it('does not see text that an earlier, longer event left behind', () => {
    const index = new PatternIndex<string>();
    index.add('r', parsePattern('{"a":["secret"]}'));
    expect(index.match(`{"b":"${'x'.repeat(50)}","a":"secret"}`)).toEqual(['r']);
    expect(() => index.match('{"b":"x",')).toThrow(EventError);
    expect(() => index.match('{"b":"x')).toThrow(EventError);
    expect(() => index.match('{"b":[')).toThrow(EventError);
    expect(() => index.match('{"b":{"c"')).toThrow(EventError);
    expect(index.match('{}')).toEqual([]);
  });

  it('treats __proto__, constructor and their like as names', () => {
    const one = parsePattern('{"__proto__":{"polluted":["yes"]},"constructor":{"prototype":["x"]},"hasOwnProperty":[1]}');
    expect(matches(one, '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":"x"},"hasOwnProperty":1}')).toBe(true);
    expect(matches(one, '{}')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('takes lone surrogates as characters of their own', () => {
    const one = parsePattern('{"a":["\\ud800"],"\\udc00":[{"prefix":"x\\ud83d"}]}');
    expect(matches(one, '{"a":"\\ud800","\\udc00":"x\\ud83d!"}')).toBe(true);
    expect(matches(one, '{"a":"\\ud801","\\udc00":"x\\ud83d!"}')).toBe(false);
    expect(() => matches(one, '{"a":"\ud800"}')).not.toThrow();
  });

  it('does not take a lone surrogate for the character that replaces it in UTF-8', () => {
    const one = parsePattern('{"a":["\\ud800"],"\\udc00":[1]}');
    expect(matches(one, '{"a":"\\ud800","\\udc00":1}')).toBe(true);
    expect(matches(one, '{"a":"\ufffd","\\udc00":1}')).toBe(false);
    expect(matches(one, '{"a":"\\ud800","\ufffd":1}')).toBe(false);
  });

  it('works on frozen input and leaves it as it was', () => {
    const event = Object.freeze({ a: Object.freeze(['x']), b: Object.freeze({ c: 1 }) });
    expect(matches(parsePattern('{"a":["x"],"b":{"c":[1]}}'), event)).toBe(true);
  });

  it('is deterministic: the same calls give the same answers', () => {
    const run = (): string => {
      const index = new PatternIndex<number>();
      for (let i = 0; i < 50; i++) index.add(i, parsePattern(`{"a":[${i % 7}],"b":[{"anything-but":${i % 3}}]}`));
      return JSON.stringify([index.match('{"a":3,"b":1}'), index.match('{"a":[3,4],"b":0}'), index.stats()]);
    };
    expect(run()).toBe(run());
  });
});
