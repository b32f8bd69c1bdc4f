import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config-files';
import { loadManifest } from '../src/load-manifest';

describe('readConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads YAML and JSON at any depth, under "config/", and nothing hidden', async () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    mkdirSync(join(folder, '.schemas'));
    for (const name of ['z.yaml', 'a/b/c.json', 'a/d.yml', 'README.md', '.hidden.yaml', '.schemas/x.json'])
      writeFileSync(join(folder, name), name);
    expect([...(await readConfig(folder))]).toEqual([
      ['config/a/b/c.json', 'a/b/c.json'],
      ['config/a/d.yml', 'a/d.yml'],
      ['config/z.yaml', 'z.yaml'],
    ]);
  });

  it('finds no files where there is no folder, so that a missing configuration is a problem and not an exception', async () => {
    const { manifest, problems } = await loadManifest(join(folder, 'nothing'));
    expect(manifest).toBeUndefined();
    expect(new Set(problems.map((problem) => problem.code))).toEqual(new Set(['file/missing']));
  });

  it('takes a folder that is named with a slash at its end', async () => {
    expect([...(await readConfig(`${folder}/`)).keys()]).toContain('config/z.yaml');
  });
});
