import * as fc from 'fast-check';
import { JsonSyntaxError, readJson } from '../src/json-reader';

describe('readJson', () => {
  it('agrees with JSON.parse on every JSON text', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(4), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(readJson(spaced).value).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it('refuses what JSON.parse refuses, and nothing else but duplicate keys and deep nesting', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-0.5e3',
      '01',
      'true',
      'null',
      ' ',
      '\n',
      '"\\u00e9"',
      '"\t"',
      "'",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const text = tokens.join('');
        const [ours, theirs] = [attempt(() => readJson(text).value), attempt(() => JSON.parse(text) as unknown)];
        if (ours instanceof JsonSyntaxError && / twice/.test(ours.message)) return;
        expect(ours instanceof Error).toBe(theirs instanceof Error);
        if (!(theirs instanceof Error)) expect(ours).toEqual(theirs);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an empty file', ' ', 0, 'The file is empty.'],
    ['a key twice', '{"a": 1, "a": 2}', 9, 'The key "a" occurs twice.'],
    ['a trailing comma', '{"a": 1,}', 8, 'Here a key in double quotes is expected.'],
    ['a missing value', '{"a": }', 6, 'Here a value is expected.'],
    ['text without an end', '["a', 1, 'This string has no end, or holds a character that JSON does not allow.'],
    ['a list without an end', '[1', 2, 'The file ends where "," or "]" is expected.'],
    ['something after the value', '{} x', 3, 'Here the end of the file is expected.'],
    ['a bomb of brackets', '['.repeat(100_000), 201, 'Values are nested more than 200 deep.'],
  ])('says where %s is', (_, text, offset, message) => {
    const error = attempt(() => readJson(text));
    expect(error).toBeInstanceOf(JsonSyntaxError);
    expect(error).toMatchObject({ offset, message });
  });

  it('keeps "__proto__" a plain key', () => {
    const value = readJson('{"__proto__": {"polluted": true}}').value as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  function attempt(run: () => unknown): unknown {
    try {
      return run();
    } catch (error) {
      return error;
    }
  }
});
