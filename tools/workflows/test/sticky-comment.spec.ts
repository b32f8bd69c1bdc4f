import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The script of the job that comments, as GitHub runs it: `bash -e`. */
function script(): string {
  const file = join(__dirname, '../../../.github/workflows/pull-request.yml');
  const { jobs } = parse(readFileSync(file, 'utf8')) as { jobs: { comment: { steps: readonly [{ readonly run: string }] } } };
  return jobs.comment.steps[0].run;
}

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'busbar-comment-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs it with a `gh` that lists the ids of our comments, and records what it is asked to write. */
function comment({ ids, changes, body }: { readonly ids: readonly number[]; readonly changes: boolean; readonly body: string }) {
  const gh = join(folder, 'gh');
  const calls = join(folder, 'calls');
  writeFileSync(
    gh,
    `#!/usr/bin/env bash\nif [ "$2" = --paginate ]; then printf '%s\\n' ${ids.join(' ')}; else printf '%s\\0' "$@" > "${calls}"; fi\n`,
  );
  chmodSync(gh, 0o755);
  const { status, stderr } = spawnSync('bash', ['--norc', '-e', '-c', script()], {
    env: {
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      GITHUB_REPOSITORY: 'larkhill/events',
      NUMBER: '7',
      BODY: body,
      CHANGES: String(changes),
    },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return existsSync(calls) ? readFileSync(calls, 'utf8').split('\0').slice(0, -1) : undefined;
}

describe('the comment of a pull request', () => {
  const body = '<!-- busbar:plan -->\n### `$(rm -rf /)` "quoted"\n';

  it('is added when something changes', () => {
    const [, , method, path, , given] = comment({ ids: [], changes: true, body }) ?? [];
    expect([method, path, given]).toEqual(['POST', 'repos/larkhill/events/issues/7/comments', `body=${body}`]);
  });

  it('is updated when there is one, also when nothing changes any more', () => {
    const [, , method, path] = comment({ ids: [41, 42], changes: false, body }) ?? [];
    expect([method, path]).toEqual(['PATCH', 'repos/larkhill/events/issues/comments/41']);
  });

  it('is left out when nothing changes and there is none', () => {
    expect(comment({ ids: [], changes: false, body })).toBeUndefined();
  });
});
