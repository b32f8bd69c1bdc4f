import { SourceDocument } from '../src/source-document';

describe('SourceDocument', () => {
  const yaml = new SourceDocument('config/a.yaml', 'name: one\nlist:\n  - id: 1\n  - id: "0123"\nempty:\n');

  it.each([
    ['a value', ['name'], { line: 1, column: 7 }],
    ['a value in a list', ['list', 1, 'id'], { line: 4, column: 9 }],
    ['the nearest ancestor of a missing key', ['list', 1, 'nothing', 'deeper'], { line: 4, column: 5 }],
    ['the root', [], { line: 1, column: 1 }],
  ])('gives the position of %s', (_, path, position) => {
    expect(yaml.at(path)).toEqual({ file: 'config/a.yaml', ...position });
  });

  it('gives the position of a key', () => {
    expect(yaml.atKey(['list', 1, 'id'])).toEqual({ file: 'config/a.yaml', line: 4, column: 5 });
  });

  it('keeps quoted digits as text, as account ids must be', () => {
    expect(yaml.value).toEqual({ name: 'one', list: [{ id: 1 }, { id: '0123' }], empty: null });
  });

  it('reads JSON, tabs included, with positions', () => {
    const json = new SourceDocument('a.json', '{\n\t"a": [1,\n\t\t{"b": true}]\n}');
    expect(json.value).toEqual({ a: [1, { b: true }] });
    expect(json.at(['a', 1, 'b'])).toEqual({ file: 'a.json', line: 3, column: 9 });
  });

  it.each([
    ['an unclosed flow', 'a.yaml', 'a: [1, 2', 'syntax/invalid-yaml'],
    ['a duplicate key', 'a.yaml', 'a: 1\na: 2\n', 'syntax/invalid-yaml'],
    ['broken JSON', 'a.json', '{"a": 1,, }', 'syntax/invalid-json'],
    ['an alias bomb', 'a.yaml', bomb(), 'syntax/invalid-yaml'],
    ['an empty JSON file', 'a.json', '', 'syntax/invalid-json'],
    ['YAML in a JSON file', 'a.json', 'a: 1', 'syntax/invalid-json'],
  ])('makes a problem of %s', (_, file, text, code) => {
    const document = new SourceDocument(file, text);
    expect(document.problems.map((problem) => problem.code)).toContain(code);
    expect(document.value).toBeUndefined();
  });

  it('names each key that is there twice, and of other errors only the first, whose consequences the rest are', () => {
    const messages = (text: string): string[] =>
      new SourceDocument('a.yaml', text).problems.map(({ message, at }) => `${at.line}: ${message}`);
    expect(messages('a: 1\na: 2\nb: 3\nb: 4\n')).toEqual(['2: The key "a" occurs twice.', '4: The key "b" occurs twice.']);
    expect(messages('a:\n      - b: 1\n    - c: 2\n  d: [\n')).toHaveLength(1);
  });

  function bomb(): string {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    return lines.join('\n');
  }
});
