import { parse } from 'yaml';
import { withYamlEntry } from '../src/edit-yaml';

const blocks =
  '# Keep me.\nname: a\nlifecycle: # and me\n  v1: { state: active } # and me\n  v2:\n    state: draft\n\n# the end\nlast: 1\n';

describe('withYamlEntry', () => {
  it.each([
    ['a flow value', ['lifecycle', 'v1'], blocks.replace('{ state: active }', '{ state: retired }')],
    ['a block value', ['lifecycle', 'v2'], blocks.replace('v2:\n    state: draft', 'v2: { state: retired }')],
    ['a new entry', ['lifecycle', 'v3'], blocks.replace('state: draft\n', 'state: draft\n  v3: { state: retired }\n')],
  ])('writes %s and leaves every other byte', (_, path, expected) => {
    expect(withYamlEntry(blocks, path, { state: 'retired' })).toBe(expected);
  });

  it.each([
    ['a: { b: 1 }\n', ['a', 'c'], 'a: { b: 1, c: x }\n'],
    ['a: {}\n', ['a', 'c'], 'a: { c: x }\n'],
    ['a:\n  b: 1', ['a', 'c'], 'a:\n  b: 1\n  c: x'],
    ['a:\n  b:\n', ['a', 'b'], 'a:\n  b: x\n'],
  ])('%j', (text, path, expected) => {
    expect(withYamlEntry(text, path, 'x')).toBe(expected);
  });

  it.each(['2027-03-31', 'true', '1.0', 'a: b', 'access.entry.recorded@2', '', '# x', "it's", 'null'])(
    'writes %j so that it is read as text',
    (value) => {
      expect(parse(withYamlEntry('a: { b: 1 }\n', ['a', 'b'], value))).toEqual({ a: { b: value } });
    },
  );

  it('refuses what is no map', () => {
    expect(() => withYamlEntry('a: 1\n', ['a', 'b'], 'x')).toThrow(RangeError);
  });
});
