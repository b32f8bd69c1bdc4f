import * as z from 'zod';
import { formatPosition } from '../src/problem';
import { formed, readShape } from '../src/shape';
import { SourceDocument } from '../src/source-document';

const shape = z.strictObject({
  name: formed({ pattern: /^[a-z]+$/, maximumLength: 5, is: 'a short word', fix: 'Shorten it.' }, 'A word.'),
  size: z.int().min(1).max(9).default(3),
  color: z.enum(['red', 'green']).optional(),
  parts: z.array(z.strictObject({ id: z.string() })).default([]),
  target: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('file'), path: z.string() }),
      z.strictObject({ kind: z.literal('none') }),
    ])
    .optional(),
});

describe('readShape', () => {
  it('gives the value with its defaults', () => {
    expect(read('name: bus')).toEqual({ value: { name: 'bus', size: 3, parts: [] }, problems: [] });
  });

  it.each([
    ['size: 1', 'shape/missing-key', '1:1', 'The key "name" is missing.', 'Add it.'],
    ['name: Bus', 'shape/invalid-text', '1:7', '"name" is "Bus", not a short word.', 'Shorten it.'],
    ['name: BUSBAR', 'shape/invalid-text', '1:7', '"name" is "BUSBAR", not a short word.', 'Shorten it.'],
    ['name: 7', 'shape/invalid-text', '1:7', '"name" is the number 7, not a short word.', 'Shorten it.'],
    ['name:', 'shape/invalid-text', '1:6', '"name" is empty, not a short word.', 'Shorten it.'],
    ['{ name: a, size: 10 }', 'shape/out-of-range', '1:18', '"size" is 10; the most is 9.', 'Choose a value within the range.'],
    ['{ name: a, size: 1.5 }', 'shape/wrong-type', '1:18', '"size" is the number 1.5, not an integer.', 'Change its type.'],
    ['{ name: a, size: big }', 'shape/wrong-type', '1:18', '"size" is "big", not a number.', 'Change its type.'],
    [
      '{ name: a, color: gren }',
      'shape/not-allowed',
      '1:19',
      '"color" is "gren"; it can be "red", "green".',
      'Write "green" if you meant that.',
    ],
    [
      '{ name: a, colour: red }',
      'shape/unknown-key',
      '1:12',
      'The key "colour" has no meaning here.',
      'Write "color" if you meant that; remove it otherwise.',
    ],
    [
      '{ name: a, parts: [{ id: x }, { id: y, "no": z }] }',
      'shape/unknown-key',
      '1:40',
      'The key "no" has no meaning here.',
      'Remove it; the keys here are "id".',
    ],
    [
      '{ name: a, parts: [x] }',
      'shape/wrong-type',
      '1:20',
      'Entry 1 is "x", not a map.',
      'Write its keys instead, as "key: value".',
    ],
    ['{ name: a, target: {} }', 'shape/missing-key', '1:20', 'The key "kind" is missing.', 'Add it; it can be "file", "none".'],
    [
      '{ name: a, target: { kind: fil } }',
      'shape/not-allowed',
      '1:28',
      '"kind" is "fil"; it can be "file", "none".',
      'Write "file" if you meant that.',
    ],
    ['{ name: a, target: { kind: file } }', 'shape/missing-key', '1:20', 'The key "path" is missing.', 'Add it.'],
    [
      '{ name: a, target: { kind: none, pth: x } }',
      'shape/unknown-key',
      '1:34',
      'The key "pth" has no meaning here.',
      'Remove it; the keys here are "kind".',
    ],
    ['{ name: a, target: none }', 'shape/wrong-type', '1:20', '"target" is "none", not a map.', 'Write { kind: none }.'],
    ['- a', 'shape/wrong-type', '1:1', 'The file is a list, not a map.', 'Write "key: value", without "-" or brackets.'],
    ['', 'shape/wrong-type', '1:1', 'The file is empty, not a map.', 'Change its type.'],
  ])('says what is wrong with %s', (text, code, at, message, fix) => {
    const { value, problems } = read(text);
    expect(value).toBeUndefined();
    expect(problems.map((problem) => ({ ...problem, at: formatPosition(problem.at) }))).toEqual([
      { code, severity: 'error', at: `a.yaml:${at}`, message, fix },
    ]);
  });

  it('says everything at once', () => {
    expect(read('{ size: 0, color: blue, x: 1 }').problems).toHaveLength(4);
  });

  function read(text: string): ReturnType<typeof readShape<typeof shape>> {
    return readShape(new SourceDocument('a.yaml', text), shape);
  }
});
