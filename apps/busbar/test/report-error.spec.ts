import { readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EventValidationError } from '@busbar/client/event';
import { ContractError } from '@busbar/contracts';
import { CommandError, exitCode } from '../src/exit';
import { reportError } from '../src/report-error';

const program = { name: 'busbar', version: '1.2.3' };

async function reported(error: unknown, environment: NodeJS.ProcessEnv = {}) {
  let text = '';
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    return { exit: await reportError(error, program, environment), text };
  } finally {
    write.mockRestore();
  }
}

class ErrorOfSomeLibrary extends Error {
  override readonly name = 'ErrorOfSomeLibrary';
}

describe('what a program says of an error', () => {
  it.each([
    [new CommandError(exitCode.usage, 'No such thing.', 'Name another.'), 2, 'error: No such thing.\n→ Name another.\n'],
    [new CommandError(exitCode.checkFailed, 'It fails.'), 1, 'error: It fails.\n'],
    [new ContractError('"a.b@1" is retired.', 'Open a new major.'), 3, 'error: "a.b@1" is retired.\n→ Open a new major.\n'],
    [new EventValidationError('a.b@1', []), 3, 'error: "a.b@1" has 0 problems:\n'],
  ])('%s is told with its next step', async (error, exit, text) => {
    expect(await reported(error)).toEqual({ exit, text });
  });

  it('knows a failed system call', async () => {
    const error: unknown = await readFile(`${__filename}/x`).catch((caught: unknown) => caught);
    const { exit, text } = await reported(error);
    expect(exit).toBe(3);
    expect(text).toMatch(/^error: ENOTDIR: .*\n→ /);
    expect(text).not.toContain('defect');
  });

  it.each([new TypeError('x is not a function'), new ErrorOfSomeLibrary('Unknown keyword'), 'a string'])(
    'takes %s for a defect of ours, whatever class it has, and writes the stack to a file',
    async (error) => {
      const { exit, text } = await reported(error);
      expect(exit).toBe(3);
      expect(text).toMatch(/^error: busbar has a defect: .*\n→ This is not your mistake\. Please report it .*\n$/);
      expect(text).not.toMatch(/^\s+at /m);
      const [file = ''] = /\/\S+defect\.txt/.exec(text) ?? [];
      const written = readFileSync(file, 'utf8');
      rmSync(dirname(file), { recursive: true });
      expect(written).toContain('busbar 1.2.3, Node v');
      if (error instanceof Error) expect(written).toContain('report-error.spec.ts');
    },
  );

  it('prints the stack, and that of the cause, with BUSBAR_DEBUG', async () => {
    const error = new CommandError(exitCode.environment, 'It fails.', 'Mend it.', new Error('deeper'));
    const { text } = await reported(error, { BUSBAR_DEBUG: '1' });
    expect(text).toMatch(/^\s+at /m);
    expect(text).toContain('deeper');
  });
});
