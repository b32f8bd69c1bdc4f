import { BindingsError } from '../../src';
import { translatePattern, type PatternDialect } from '../../src/pattern-translation';

const DIALECTS: readonly PatternDialect[] = ['python', 'java', 'go'];

const inAll = (source: string) => DIALECTS.map((dialect) => translatePattern(source, dialect).expression);

describe('what means the same everywhere stays as it is', () => {
  it.each(['^prop-[0-9a-z]{8}', '^(?:a|b)+', 'x{2,}?y*', '^[A-Z]{2}', 'a/b:c@d', ''])('%s', (source) => {
    expect(new Set(inAll(source))).toEqual(new Set([source]));
  });
});

it.each<[what: string, source: string, python: string, java: string, go: string]>([
  ['the end, which others find before a line feed, too', 'a$', 'a\\Z', 'a\\z', 'a\\z'],
  ['digits, which others have of all scripts', '\\d', '[0-9]', '[0-9]', '[0-9]'],
  ['letters', '[\\w-]', '[\\-0-9A-Z_a-z]', '[\\-0-9A-Z_a-z]', '[\\-0-9A-Z_a-z]'],
  ['groups, which nobody asks for', '(a)(?<b>c)', '(?:a)(?:c)', '(?:a)(?:c)', '(?:a)(?:c)'],
  ['code points', '\\u{1f69a}\\u00e9', '\\U0001f69a\\xe9', '\\x{1f69a}\\x{e9}', '\\x{1f69a}\\x{e9}'],
  ['a surrogate pair', '\\ud83d\\ude9a', '\\U0001f69a', '\\x{1f69a}', '\\x{1f69a}'],
  ['characters that are signs in a class elsewhere', '[&&~\\[^]', '[\\&\\[\\^\\~]', '[\\&\\[\\^\\~]', '[\\&\\[\\^\\~]'],
  ['a class of nothing', '[]', '(?!)', '(?!)', '[^\\x{0}-\\x{10FFFF}]'],
  ['a class of everything', '[^]', '[\\x00-\\U0010ffff]', '[\\x{0}-\\x{10ffff}]', '[\\x{0}-\\x{10ffff}]'],
  [
    'ends of words, which others see beside all letters of Unicode',
    '\\b',
    '(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))',
    '(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))',
    '\\b',
  ],
])('%s', (_, source, python, java, go) => {
  expect(inAll(source)).toEqual([python, java, go]);
});

it('characters that a dot does not stand for are those of ECMAScript', () => {
  for (const [dialect, expression] of DIALECTS.map((one) => [one, translatePattern('.', one).expression] as const)) {
    const [lineFeed, separator] = dialect === 'python' ? ['\\x0b', '\\u202a'] : ['\\x{b}', '\\x{202a}'];
    expect(expression).toContain(lineFeed);
    expect(expression).toContain(separator);
  }
});

it('look-ahead at the beginning is a condition of its own in Go', () => {
  expect(translatePattern('^(?!test-)(?=.*[0-9])[a-z0-9-]+$', 'go')).toEqual({
    expression: '^[\\-0-9a-z]+\\z',
    also: ['^(?:[\\x{0}-\\x{9}\\x{b}-\\x{c}\\x{e}-\\x{2027}\\x{202a}-\\x{10ffff}]*[0-9])'],
    not: ['^(?:test-)'],
  });
  expect(translatePattern('^(?!test-)a', 'java')).toEqual({ expression: '^(?!test-)a', also: [], not: [] });
});

describe('what a language cannot say is refused', () => {
  it.each<[source: string, dialect: PatternDialect, why: string]>([
    ['(a)\\1', 'python', 'a back reference, which Python'],
    ['(?<a>b)\\k<a>', 'java', 'a back reference, which Java'],
    ['a(?=b)', 'go', 'look-around, which Go'],
    ['(?<=a)b', 'go', 'look-around, which Go'],
    ['^(?=a)b|c', 'go', 'look-around, which Go'],
    ['(?:^(?=a)b)', 'go', 'look-around, which Go'],
    ['(?<=a|bc)d', 'python', 'look-behind at more than a row of characters, which Python'],
    ['(?<=a+)d', 'java', 'look-behind at more than a row of characters, which Java'],
    ['^[a-z]{1,2000}$', 'go', 'more than 1000 repetitions (say with "maxLength" how long a text may be), which Go'],
    ['^(?:(?:ab{100})*){11}$', 'go', 'more than 1000 repetitions'],
  ])('%s in %s', (source, dialect, why) => {
    const translate = () => translatePattern(source, dialect);
    expect(translate).toThrow(BindingsError);
    expect(translate).toThrow(`The pattern ${source} has ${why}`);
  });

  it('and what it can say is not', () => {
    expect(translatePattern('^(?:[a-z]{100}-){10}$', 'go').expression).toBe('^(?:[a-z]{100}-){10}\\z');
    expect(translatePattern('(?<=[a-z]\\d)x', 'python').expression).toBe('(?<=[a-z][0-9])x');
  });

  it('and what is no pattern is, in words', () => {
    expect(() => translatePattern('a**', 'go')).toThrow('The pattern a** is not a regular expression');
  });
});
