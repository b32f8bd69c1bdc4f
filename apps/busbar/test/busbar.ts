import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { testCompanyRoot } from '@busbar/test-company';

export const program = join(__dirname, '../bin/busbar.mjs');

/**
 * Without colour, whatever runs the tests asks for; and on 1 December 2026, since the test company's sunsets and exceptions end
 * some day.
 */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  SOURCE_DATE_EPOCH: '1796083200',
};

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `busbar …` as a user does, to its end; in the test company unless told otherwise. */
export function busbar(
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: options.cwd ?? testCompanyRoot,
    input: options.input ?? '',
    encoding: 'utf8',
    env: { ...environment, ...options.env },
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

/** A `busbar up` that runs. */
export class Serving {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [program, 'up', '--port', '0', ...args], {
      cwd: testCompanyRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment,
    });
    this.#child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.#child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** The first match of what it prints on standard output. */
  async printed(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      if (Date.now() > deadline || this.#child.exitCode !== null) {
        throw new Error(`${String(pattern)} was not printed.\n${this.stdout}\n${this.stderr}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Presses Ctrl-C; gives the exit status. */
  async interrupt(): Promise<number | null> {
    const exited = new Promise<number | null>((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGINT');
    return exited;
  }
}
