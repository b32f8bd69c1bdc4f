import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CorpusCase, CorpusResult } from '../corpus';

/** Whether the programs of a language are there. With `BUSBAR_REQUIRE_TOOLCHAINS=1`, as in CI, they have to be. */
export function hasToolchain(language: string, ...programs: readonly (readonly [program: string, ...asked: string[]])[]): boolean {
  const missing = programs.filter(([program, ...asked]) => spawnSync(program, asked).status !== 0).map(([program]) => program);
  if (missing.length === 0) return true;
  const message = `${language}: ${missing.join(' and ')} not found; its part of the corpus is left out.`;
  if (process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1') throw new Error(message);
  process.stderr.write(`${message}\n`);
  return false;
}

/** A folder of its own that is removed afterwards. */
export class Workbench {
  readonly folder: string;

  constructor(name: string) {
    this.folder = mkdtempSync(join(tmpdir(), `busbar-${name}-`));
  }

  write(files: ReadonlyMap<string, string>): void {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** What a program prints. Everything it says is in the error when it fails. */
  run(program: string, args: readonly string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}): string {
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: this.folder,
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      env: { ...process.env, ...env },
    });
    if (status !== 0 && stderr === '' && error) throw error;
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${`${stderr}${stdout}`.slice(0, 4_000)}`);
    return stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Cases as a language's program reads them: one a line. */
export function linesOf(corpus: readonly CorpusCase[]): string {
  return corpus.map(({ id, eventType, view, data }) => `${JSON.stringify({ id, eventType, view, data })}\n`).join('');
}

/** What it printed. */
export function resultsOf(output: string): CorpusResult[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CorpusResult);
}
