import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { publishCommands } from '../../src/pipeline/publish-bindings';

const commands = publishCommands.codeartifact({
  kind: 'codeartifact',
  domain: 'acme',
  repository: 'events',
  account: '300000000001',
  region: 'eu-west-1',
});

/** Runs the commands in one shell, as CodeBuild does, with programs that only note how they are called. */
function publish({ published, releases }: { readonly published: string; readonly releases: number }) {
  const workspace = mkdtempSync(join(tmpdir(), 'busbar-'));
  const dist = join(workspace, 'libs/events/typescript/dist');
  const bin = join(workspace, 'bin');
  const log = join(workspace, 'log');
  for (const folder of [dist, bin, join(workspace, 'config/events')]) mkdirSync(folder, { recursive: true });
  const manifest = { name: '@acme/events', version: '2.3.0', private: true };
  writeFileSync(join(dirname(dist), 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(workspace, 'config/events/ledger.json'), JSON.stringify({ releases: Array(releases).fill({}) }));
  const note = `echo "$(basename "$0") $*" >> "${log}"`;
  const programs = { aws: note, npx: note, npm: `${note}\nif [ "$1" = view ]; then echo "${published}"; fi` };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const PATH = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
  const { status, stderr } = spawnSync('sh', ['-e', '-c', commands.join('\n')], {
    cwd: workspace,
    env: { ...process.env, PATH },
    encoding: 'utf8',
  });
  const calls = readFileSync(log, 'utf8').trimEnd().split('\n');
  rmSync(workspace, { recursive: true });
  return { status, stderr, calls };
}

const before = [
  'npx busbar bindings generate --check',
  'aws codeartifact login --tool npm --domain acme --domain-owner 300000000001 --repository events --region eu-west-1',
  'npx nx build',
  'npm pkg set version=2.3.7',
  'npm view @acme/events@2.3.7 version',
];

describe('publishing the bindings', () => {
  it('publishes the version that follows from the releases', () => {
    expect(publish({ published: '', releases: 7 })).toEqual({ status: 0, stderr: '', calls: [...before, 'npm publish'] });
  });

  it('leaves a version alone that is there', () => {
    expect(publish({ published: '2.3.7', releases: 7 })).toEqual({ status: 0, stderr: '', calls: before });
  });
});
