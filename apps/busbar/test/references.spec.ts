import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REGENERATE, references } from '../scripts/references';
import { problemTables } from '../src/reference';

it.each(references)(`$file is up to date (${REGENERATE})`, ({ file, text }) => {
  expect(readFileSync(join(__dirname, '../../..', file), 'utf8')).toBe(text);
});

it('docs/problems.md has each code once', () => {
  const codes = problemTables.flatMap((table) => Object.keys(table));
  expect(codes).toEqual([...new Set(codes)]);
});
