import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program of one line, started by a copy of `bin/busbar.mjs`. */
class Program {
  readonly #root = mkdtempSync(join(tmpdir(), 'busbar-bundle-'));
  readonly home = join(this.#root, 'apps', 'busbar');

  constructor() {
    mkdirSync(join(this.home, 'src', 'demo'), { recursive: true });
    cpSync(join(__dirname, '../bin'), join(this.home, 'bin'), { recursive: true });
    symlinkSync(join(__dirname, '../../../node_modules'), join(this.#root, 'node_modules'));
    writeFileSync(join(this.#root, 'package-lock.json'), '{}');
    writeFileSync(join(this.home, 'src/demo/worker.ts'), 'export {};');
    for (const file of ['../../package-lock.json', 'bin/busbar.mjs', 'src/demo/worker.ts']) this.#age(file, 60);
    this.write('first');
  }

  /** @param ageSeconds how old the file claims to be */
  write(text: string, ageSeconds = 60): void {
    writeFileSync(join(this.home, 'src/main.ts'), `export const run = () => process.stdout.write(${JSON.stringify(text)});`);
    this.#age('src/main.ts', ageSeconds);
  }

  #age(file: string, seconds: number): void {
    const at = Date.now() / 1_000 - seconds;
    utimesSync(join(this.home, file), at, at);
  }

  run(): string {
    return spawnSync(process.execPath, [join(this.home, 'bin/busbar.mjs')], { encoding: 'utf8' }).stdout;
  }

  bundles(): string[] {
    return readdirSync(join(this.home, 'dist')).filter((name) => !name.startsWith('current.json'));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

describe('the bundle that busbar starts from', () => {
  let program: Program;
  beforeEach(() => (program = new Program()));
  afterEach(() => program.remove());

  it('is made once for the same sources', () => {
    expect([program.run(), program.run()]).toEqual(['first', 'first']);
    expect(program.bundles()).toHaveLength(1);
  });

  it('is never stale, not even when a file was replaced by an older one', () => {
    program.run();
    program.write('second', 3_600);
    expect(program.run()).toBe('second');
  });

  it('is left to the runs that start from it while newer ones are made: they load their workers later', () => {
    program.run();
    const [first = ''] = program.bundles();
    for (const text of ['second', 'third', 'fourth']) {
      program.write(text);
      expect(program.run()).toBe(text);
    }
    expect(program.bundles()).toContain(first);
  });

  it('is deleted an hour later', () => {
    program.run();
    const old = `${(Date.now() - 3_700_000).toString(36)}-1`;
    mkdirSync(join(program.home, 'dist', old));
    program.write('second');
    program.run();
    expect(program.bundles()).not.toContain(old);
  });
});
