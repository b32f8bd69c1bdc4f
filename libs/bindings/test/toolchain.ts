import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CorpusCase, CorpusResult } from '../corpus';

/** What runs the generated code of a language; the programs are asked something that only those that will do answer with success. */
export const TOOLCHAINS = {
  Python: { needs: 'python3, 3.11 or newer', asked: [['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 11))']] },
  Java: {
    needs: 'javac and java, 17 or newer',
    asked: [
      ['javac', '--release', '17', '-version'],
      ['java', '--version'],
    ],
  },
  Go: { needs: 'go and gofmt', asked: [['go', 'version'], ['gofmt']] },
} as const;

/** Whether the programs of a language are there. With `BUSBAR_REQUIRE_TOOLCHAINS=1`, as in CI, they have to be. */
export function hasToolchain(language: keyof typeof TOOLCHAINS): boolean {
  const { needs, asked } = TOOLCHAINS[language];
  if (asked.every(([program, ...rest]) => spawnSync(program, rest).status === 0)) return true;
  const missing = `${language} is not here (it needs ${needs})`;
  if (process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1')
    throw new Error(`${missing}, and BUSBAR_REQUIRE_TOOLCHAINS=1 asks for it.`);
  process.stderr.write(`${missing}: its generated code is not tested.\n`);
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
  run(
    program: string,
    args: readonly string[],
    { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
  ): string {
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
