import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** From the first format to the end of the table of all. */
function formatsIn(file: string): string | undefined {
  const text = readFileSync(join(__dirname, '../..', file), 'utf8');
  return /\/\*\* RFC 3339 `full-date`[^]*^\} as const satisfies [^\n]*$/m.exec(text)?.[0];
}

it('the formats of contracts are, letter for letter, those that generated TypeScript calls', () => {
  const text = formatsIn('schema-containment/src/formats/formats.ts');
  expect(text).toContain("'date-time': dateTime,");
  expect(formatsIn('client/src/validation/formats.ts')).toBe(text);
});
