import { formatPosition } from '../src/problem';
import { SourceDocument } from '../src/source-document';

/** A text, where the problem is, what it says, and what to do. */
const mistakes: readonly (readonly [text: string, at: string, message: string, fix: string])[] = [
  ['a:\n\tb: 1\n', '2:1', 'The line is indented with a tab.', 'Indent with spaces: YAML does not accept tabs.'],
  ['a:\n  b: 1\n\tc: 2\n', '3:1', 'The line is indented with a tab.', 'Indent with spaces: YAML does not accept tabs.'],
  ['list:\n\t- a\n', '2:1', 'The line is indented with a tab.', 'Indent with spaces: YAML does not accept tabs.'],
  ['name:x\nb: 1\n', '1:1', 'There is no space after the colon of "name:".', 'Write "name: x".'],
  ['a: 1\nname:x\n', '2:1', 'There is no space after the colon of "name:".', 'Write "name: x".'],
  [
    'a:\n    b: 1\n  c: 2\n',
    '3:1',
    'The line is indented by 2 spaces, unlike the lines that it belongs with.',
    'Indent the keys of one map, and the items of one list, equally.',
  ],
  [
    'a: 1\n  b: 2\n',
    '2:3',
    'The line is indented further than the one above, which has the value "1" already.',
    'Indent it like the key above, or remove the value there.',
  ],
  [
    'a:\n  b: 1\n c: 2\n',
    '3:1',
    'The line is indented by 1 space, unlike the lines that it belongs with.',
    'Indent the keys of one map, and the items of one list, equally.',
  ],
  [
    'l:\n  - a: 1\n    - a: 2\n',
    '3:1',
    'The list item is indented unlike those before it.',
    'Write every "-" of one list in the same column.',
  ],
  [
    'l:\n    - a: 1\n  - a: 2\n',
    '3:1',
    'The list item is indented unlike those before it.',
    'Write every "-" of one list in the same column.',
  ],
  [
    'l:\n  - a: 1\n   b: 2\n',
    '3:1',
    'The line is indented by 3 spaces, unlike the lines that it belongs with.',
    'Indent the keys of one map, and the items of one list, equally.',
  ],
  [
    'l:\n  - a: 1\n      b: 2\n',
    '3:7',
    'The line is indented further than the one above, which has the value "1" already.',
    'Indent it like the key above, or remove the value there.',
  ],
  [
    'a: 1\n- b\n',
    '2:1',
    'A list item stands among the keys of a map.',
    'Indent it below the key whose list it belongs to, or give it a key.',
  ],
  ['a: - b\n', '1:4', 'A list item is on the line of its key.', 'Begin the list on the next line, or write it as [a, b].'],
  ['l:\n  - a\n  -b\n', '3:1', 'There is no space after the "-" of a list item.', 'Write "- b".'],
  ['a: "x\nb: 1\n', '1:4', "The string that begins here has no closing '\"'.", 'Write " where the string ends.'],
  ["a: 'x\nb: 1\n", '1:4', 'The string that begins here has no closing "\'".', "Write ' where the string ends."],
  [
    "a: 'it's'\n",
    '1:8',
    'There is text after the end of a value.',
    "Put the whole value in one pair of quotes, or a comma between two entries; a ' between two ' is written twice.",
  ],
  ['a: [1, 2\nb: 1\n', '2:1', 'The "[" before this place has no "]".', 'Write "]" where the list ends.'],
  ['a: { b: 1\nc: 2\n', '2:1', 'The "{" before this place has no "}".', 'Write "}" where the map ends.'],
  ['a: [1, 2', '1:9', 'The "[" before this place has no "]".', 'Write "]" where the list ends.'],
  ['a: [1]]\n', '1:7', 'The "]" closes nothing.', 'Remove it, or write what it closes.'],
  ['a: [1}\n', '1:6', 'The "[" before this place has no "]".', 'Write "]" where the list ends.'],
  ['a: 1\na: 2\n', '2:1', 'The key "a" occurs twice.', 'Remove one of them, and put below the other what both have.'],
  ['"a b": 1\n"a b": 2\n', '2:1', 'The key "a b" occurs twice.', 'Remove one of them, and put below the other what both have.'],
  ['f: {a: 1, a: 2}\n', '1:11', 'The key "a" occurs twice.', 'Remove one of them, and put below the other what both have.'],
  ['a: b: c\n', '1:4', 'The value "b: c" has ": " in it, which YAML reads as another key.', 'Put it in quotes: "b: c".'],
  [
    'description: Bills: the fee.\n',
    '1:14',
    'The value "Bills: the fee." has ": " in it, which YAML reads as another key.',
    'Put it in quotes: "Bills: the fee.".',
  ],
  [
    'a: x\nb\n',
    '2:1',
    'There is no ":" after "b".',
    'Write "key: value"; put a value that continues on a second line in quotes.',
  ],
  [
    'a: @x\n',
    '1:4',
    'A value that is not in quotes begins with "@", which has a meaning of its own in YAML.',
    'Put it in quotes: "@x".',
  ],
  [
    'a: %x\n',
    '1:4',
    'A value that is not in quotes begins with "%", which has a meaning of its own in YAML.',
    'Put it in quotes: "%x".',
  ],
  [
    '%x: 1\n',
    '1:1',
    'The line begins with "%", which has a meaning of its own in YAML.',
    'Put the key in quotes, or remove the line.',
  ],
  [
    'a: *x\n',
    '1:4',
    'A value that is not in quotes begins with "*", which has a meaning of its own in YAML.',
    'Put it in quotes: "*x".',
  ],
  [
    'a: [*foo*]\n',
    '1:5',
    'A value that is not in quotes begins with "*", which has a meaning of its own in YAML.',
    'Put it in quotes: "*foo*".',
  ],
  [
    'a: { wildcard: *EX* }\n',
    '1:16',
    'A value that is not in quotes begins with "*", which has a meaning of its own in YAML.',
    'Put it in quotes: "*EX*".',
  ],
  [
    'a: *\n',
    '1:4',
    'A value that is not in quotes begins with "*", which has a meaning of its own in YAML.',
    'Put it in quotes: "*".',
  ],
  [
    'a: `x`\n',
    '1:4',
    'A value that is not in quotes begins with "`", which has a meaning of its own in YAML.',
    'Put it in quotes: "`x`".',
  ],
  [
    'a: & b\n',
    '1:4',
    'A value that is not in quotes begins with "&", which has a meaning of its own in YAML.',
    'Put the whole value in quotes.',
  ],
  ['a: !foo\n', '1:4', '"!foo" is read as a tag, and no file here may have one.', 'Remove it, or put the whole value in quotes.'],
  ['a: !x y\n', '1:4', '"!x" is read as a tag, and no file here may have one.', 'Remove it, or put the whole value in quotes.'],
  [
    'a: ? x\n',
    '1:4',
    'A value that is not in quotes begins with "?", which has a meaning of its own in YAML.',
    'Put the whole value in quotes.',
  ],
  [
    'a: |x\n',
    '1:5',
    'Text follows a "|" or ">", which begins a text of several lines.',
    'Begin that text on the next line; put the value in quotes if ">" or "|" is part of it.',
  ],
  [
    'a: > 5\n',
    '1:6',
    'Text follows a "|" or ">", which begins a text of several lines.',
    'Begin that text on the next line; put the value in quotes if ">" or "|" is part of it.',
  ],
  ['f: [a,, b]\n', '1:7', 'There is no entry before the comma.', 'Write one, or remove the comma.'],
  [
    'f: [a: 1 b: 2]\n',
    '1:8',
    'Between brackets, a value has a ":" in it.',
    'Write a comma between two entries; put a value that has ": " in it in quotes.',
  ],
  [
    'f: { a: [1] b: [2] }\n',
    '1:13',
    'There is text after the end of a value.',
    "Put the whole value in one pair of quotes, or a comma between two entries; a ' between two ' is written twice.",
  ],
  ['f: ["a" "b"]\n', '1:9', 'There is no comma between two entries.', 'Write a comma between them.'],
  [
    'a: 1\n---\nb: 2\n',
    '2:1',
    'A second document begins here.',
    'Remove the "---": what follows it belongs to the same document, or to a file of its own.',
  ],
  ['a: "C:\\d"\n', '1:7', '"\\d" means nothing between double quotes.', 'Write "\\\\d", or use single quotes.'],
  [
    'a: "x"#c\n',
    '1:7',
    'There is no space before a "#".',
    'Write a space before it if a comment begins; put the value in quotes otherwise.',
  ],
  [
    'a: "x" y\n',
    '1:8',
    'There is text after the end of a value.',
    "Put the whole value in one pair of quotes, or a comma between two entries; a ' between two ' is written twice.",
  ],
  [
    'a: [x] y\n',
    '1:8',
    'There is text after the end of a value.',
    "Put the whole value in one pair of quotes, or a comma between two entries; a ' between two ' is written twice.",
  ],
  ['a = 1\nb: 2\n', '1:1', '"a" is followed by "=", not by a colon.', 'Write "a: 1".'],
  [
    '<<: *a\n',
    '1:5',
    'A value that is not in quotes begins with "*", which has a meaning of its own in YAML.',
    'Put it in quotes: "*a".',
  ],
  ['a:\n  f: { kind: [X }\n', '2:17', 'The "[" before this place has no "]".', 'Write "]" where the list ends.'],
  ['a: [\n- b\n]\n', '2:1', 'The "[" before this place has no "]".', 'Write "]" where the list ends.'],
  [
    'a: x\n b: y\n',
    '2:2',
    'The line is indented further than the one above, which has the value "x" already.',
    'Indent it like the key above, or remove the value there.',
  ],
  [
    'a: [{ numeric: [>, 5] }]\n',
    '1:17',
    'A value that is not in quotes begins with ">", which has a meaning of its own in YAML.',
    'Put it in quotes: ">".',
  ],
  [
    'a: [{ numeric: [>=, 5] }]\n',
    '1:17',
    'A value that is not in quotes begins with ">", which has a meaning of its own in YAML.',
    'Put it in quotes: ">=".',
  ],
  [
    'a: 1\r  b: 2',
    '1:4',
    'The value "1\\r  b: 2" has ": " in it, which YAML reads as another key.',
    'Put it in quotes: "1\\r  b: 2".',
  ],
  [
    'a: 1\n%b: 2\n',
    '2:1',
    'A value that is not in quotes begins with "%", which has a meaning of its own in YAML.',
    'Put the whole value in quotes.',
  ],
  ['a: &a [*a]\n', '1:8', 'The alias stands within the value that it is an alias of.', 'Write the value out.'],
];

describe('a mistake of YAML', () => {
  it.each(mistakes)('is explained in plain words: %j', (text, at, message, fix) => {
    const { problems, value } = new SourceDocument('a.yaml', text);
    expect(problems.map((problem) => ({ ...problem, at: formatPosition(problem.at) }))).toEqual([
      { code: 'syntax/invalid-yaml', severity: 'error', at: `a.yaml:${at}`, message, fix },
    ]);
    expect(value).toBeUndefined();
  });

  it('keeps the words of the parser where there are none', () => {
    expect(new SourceDocument('a.yaml', 'a: &x &y 1\n').problems).toMatchObject([
      { message: 'A node can have at most one anchor.', fix: 'Correct the YAML at this place.' },
    ]);
  });
});
