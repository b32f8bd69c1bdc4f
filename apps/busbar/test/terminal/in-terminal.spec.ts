import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { testCompanyRoot } from '@busbar/test-company';
import { environment, program } from '../busbar';

jest.setTimeout(180_000);

const ERASE_LINE = '\r\u001b[2K';

/** What a person sees in the end in a terminal of that many columns. */
function inTerminal(columns: number, args: readonly string[]): string[] {
  const script = join(__dirname, 'in-terminal.py');
  const printed = execFileSync('python3', [script, String(columns), process.execPath, program, ...args], {
    cwd: testCompanyRoot,
    encoding: 'utf8',
    env: environment,
  });
  const lines = printed.replaceAll('\r\n', '\n').split('\n');
  return lines.map((line) => line.split(ERASE_LINE).at(-1) ?? '');
}

describe.each([80, 100, 160])('a terminal of %i columns', (columns) => {
  it('shows the tables of a stage without breaking a line', () => {
    const lines = inTerminal(columns, ['plan', '--stage', 'dev']);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    const heading = lines.find((line) => line.startsWith('SUBSCRIBER'));
    expect(heading?.split(/\s+/)).toEqual(
      { 80: ['SUBSCRIBER', 'EVENT', 'TYPE', 'FILTER'] }[columns] ?? [
        'SUBSCRIBER',
        'EVENT',
        'TYPE',
        'ACCOUNT',
        'TARGET',
        'FILTER',
      ],
    );
  });
});

it('help fits into 80 columns', () => {
  for (const args of [['--help'], ['contract', '--help'], ['up', '--help']])
    expect(inTerminal(80, args).filter((line) => line.length > 80)).toEqual([]);
});
