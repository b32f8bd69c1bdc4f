import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyTestCompany, testCompanyRoot } from '@busbar/test-company';
import { busbar } from './busbar';

/** A git repository of its own with the test company's `config/`, committed on `main`; for tests that change it. */
export class EditedRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'busbar-repository-'));

  constructor() {
    copyTestCompany(this.folder);
    // The stacks of its services stay where they are.
    const platform = this.read('config/platform.yaml');
    this.write('config/platform.yaml', platform.replaceAll(': ../apps/', `: ${join(testCompanyRoot, 'apps')}/`));
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit('base');
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@larkhill.example', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...who, ...args], { cwd: this.folder, encoding: 'utf8' });
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
  }

  run(...args: string[]) {
    return busbar(args, { cwd: this.folder });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Replaces what occurs exactly once. */
  edit(path: string, find: string, put: string): void {
    const text = this.read(path);
    expect(text.split(find)).toHaveLength(2);
    this.write(
      path,
      text.replace(find, () => put),
    );
  }

  /** The test company is on no GitHub. */
  giveGithubTeams(): void {
    const text = this.read('config/teams.yaml');
    this.write('config/teams.yaml', text.replaceAll(/^ {2}([a-z-]+): \{/gm, '  $1: { github: larkhill/$1, '));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
