import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemReference, REGENERATE } from '../scripts/problem-reference';
import { problemTables } from '../src/reference';

describe('docs/problems.md', () => {
  it(`is up to date (${REGENERATE})`, () => {
    expect(readFileSync(join(__dirname, '../../../docs/problems.md'), 'utf8')).toBe(problemReference());
  });

  it('has each code once', () => {
    const codes = problemTables.flatMap((table) => Object.keys(table));
    expect(codes).toEqual([...new Set(codes)]);
  });
});
