import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, promises, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatPosition } from '@busbar/problem';
import { copyTestCompany } from '@busbar/test-company';
import { loadManifest } from '../src/load-manifest';
import type { ConfigEntry, ConfigSource } from '../src/config-source';
import { readConfig, readConfigFrom } from '../src/read-config';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'busbar-config-'))));
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string | Uint8Array = 'a: 1\n'): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function found(): Promise<{ files: string[]; problems: string[][] }> {
  const { files, problems } = await readConfig(folder);
  return { files: [...files.keys()], problems: problems.map(({ code, at }) => [formatPosition(at), code]) };
}

describe('readConfig', () => {
  it('reads YAML and JSON at any depth, under "config/", sorted', async () => {
    for (const path of ['z.yaml', 'a/b/c.json', 'a/d.yml']) write(path, path);
    const { files, problems } = await readConfig(folder);
    expect([...files]).toEqual([
      ['config/a/b/c.json', 'a/b/c.json'],
      ['config/a/d.yml', 'a/d.yml'],
      ['config/z.yaml', 'z.yaml'],
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    'README.md',
    'events/delivery/status.updated/CHANGELOG.md',
    '.schemas/event.schema.json',
    '.gitignore',
    'events/.gitkeep',
    '.editorconfig',
    '.vscode/settings.json',
    '.idea/workspace.xml',
    'services/.billing-service.yaml.swp',
    'services/billing-service.yaml~',
    'services/#billing-service.yaml#',
    '.DS_Store',
    'services/._billing-service.yaml',
    'Thumbs.db',
    '.busbar-lock/file.yaml',
  ])('ignores %s', async (path) => {
    write(path);
    expect(await found()).toEqual({ files: [], problems: [] });
  });

  it("ignores Emacs's lock, which is a link to nowhere", async () => {
    symlinkSync('ann@host.123:456', join(folder, '.#billing-service.yaml'));
    expect(await found()).toEqual({ files: [], problems: [] });
  });

  it.each([
    ['an extension in capitals', 'services/billing-service.YAML', 'Rename it to "billing-service.yaml"'],
    ['a copy', 'services/billing-service.yaml.bak', 'Rename it to "billing-service.yaml"'],
    ['a hidden file', 'services/.billing-service.yaml', 'Rename it to "billing-service.yaml"'],
    ['another extension', 'services/billing-service.json5', 'Rename it to'],
    ['a file without extension', 'services/billing-service', 'Move it out of config/'],
    ['a file of another kind', 'events/delivery/diagram.png', 'Move it out of config/'],
    ["a contract's schema in capitals", 'events/delivery/a.b/v1/draft.schema.JSON', 'Rename it to "draft.schema.json"'],
  ])('reports %s: %s', async (_, path, fix) => {
    write(path);
    const { files, problems } = await readConfig(folder);
    expect([...files]).toEqual([]);
    expect(problems).toMatchObject([{ code: 'file/unexpected', severity: 'error', at: { file: `config/${path}` } }]);
    expect(problems[0]?.fix).toContain(fix === 'Rename it to' ? 'Move it out of config/' : fix);
  });

  describe('reports what is not a file', () => {
    const link = (target: string) => symlinkSync(target, join(folder, 'a.yaml'));
    it.each<[string, () => unknown, RegExp]>([
      ['a link to a file', () => (write('b.md'), link('b.md')), /is a symbolic link/],
      ['a link to a folder', () => (mkdirSync(join(folder, 'b')), link('b')), /is a symbolic link/],
      ['a link to nowhere', () => link('gone.yaml'), /is a symbolic link/],
      ['a link to itself', () => link('a.yaml'), /is a symbolic link/],
      ['a folder that is named as a file is', () => write('a.yaml/b.yaml'), /is a folder/],
      ['a named pipe', () => execFileSync('mkfifo', [join(folder, 'a.yaml')]), /is a named pipe/],
    ])('%s', async (_, make, message) => {
      make();
      const { files, problems } = await readConfig(folder);
      expect([...files]).toEqual([]);
      expect(problems).toMatchObject([{ code: 'file/not-a-file', at: { file: 'config/a.yaml', line: 1, column: 1 } }]);
      expect(problems[0]?.message).toMatch(message);
    });

    it('a socket', async () => {
      const server = createServer().listen(join(folder, 'a.yaml'));
      await once(server, 'listening');
      try {
        expect(await found()).toEqual({ files: [], problems: [['config/a.yaml:1:1', 'file/not-a-file']] });
      } finally {
        server.close();
        await once(server, 'close');
      }
    });

    it('a hidden folder, with all that is in it', async () => {
      write('.old/billing-service.yaml');
      expect(await found()).toEqual({ files: [], problems: [['config/.old:1:1', 'file/not-a-file']] });
    });
  });

  it('reports a file that it may not read, and reads the others', async () => {
    write('a.yaml');
    write('b.yaml');
    const { readFile } = promises;
    jest
      .spyOn(promises, 'readFile')
      .mockImplementation(((file: string) =>
        file.endsWith('a.yaml')
          ? Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }))
          : readFile(file)) as typeof readFile);
    const { files, problems } = await readConfig(folder);
    expect([...files.keys()]).toEqual(['config/b.yaml']);
    expect(problems).toMatchObject([
      {
        code: 'file/unreadable',
        at: { file: 'config/a.yaml' },
        message: '"config/a.yaml" cannot be read: you may not read it (EACCES).',
      },
    ]);
  });

  it('reports a folder that cannot be listed, itself included', async () => {
    write('file.yaml');
    const { problems } = await readConfig(join(folder, 'file.yaml'));
    expect(problems).toMatchObject([
      { code: 'file/unreadable', at: { file: 'config' }, message: '"config" cannot be read: ENOTDIR.' },
    ]);
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    ['a byte that is not UTF-8', Buffer.from('a: 1\nb: gr\xfc\xdfe\n', 'latin1'), '2:6', /^The byte 0xfc is not UTF-8\.$/],
    [
      'a byte that is not UTF-8 after a written U+FFFD',
      Buffer.concat([Buffer.from('a: \uFFFD '), Buffer.of(0xff)]),
      '1:6',
      /0xff/,
    ],
    ['a character that is cut off', Buffer.from('a: €').subarray(0, -1), '1:4', /0xe2/],
    ['a byte order mark', Buffer.from('\uFEFFa: 1\n'), '1:1', /byte order mark/],
    ['UTF-16', Buffer.from('\uFEFFa: 1\n', 'utf16le'), '1:1', /UTF-16/],
  ])('reports %s', async (_, bytes, position, message) => {
    write('a.yaml', bytes);
    const { files, problems } = await readConfig(folder);
    expect([...files]).toEqual([]);
    expect(problems.map(({ code, at }) => [code, formatPosition(at)])).toEqual([['file/not-utf8', `config/a.yaml:${position}`]]);
    expect(problems[0]?.message).toMatch(message);
  });

  it.each([
    ['files', 'services/Billing.yaml', 'services/billing.yaml', 'config/services/billing.yaml:1:1'],
    ['folders', 'Services/a.yaml', 'services/b.yaml', 'config/services:1:1'],
    ['accents', 'services/cafe\u0301.yaml', 'services/caf\u00e9.yaml', 'config/services/caf\u00e9.yaml:1:1'],
  ])('reports %s that differ only in case or in how accents are encoded', async (_, one, other, at) => {
    write(one);
    write(other);
    expect((await found()).problems).toEqual([[at, 'file/same-but-for-case']]);
  });

  it('finds no files where there is no folder, so that a missing configuration is a problem and not an exception', async () => {
    const { manifest, problems } = await loadManifest(join(folder, 'nothing'));
    expect(manifest).toBeUndefined();
    expect(new Set(problems.map((problem) => problem.code))).toEqual(new Set(['file/missing']));
  });

  it('accepts a folder that is named with a slash at its end', async () => {
    write('z.yaml');
    const { files } = await readConfig(`${folder}/`);
    expect([...files.keys()]).toEqual(['config/z.yaml']);
  });
});

it('a subscriptions file that cannot be read leaves no manifest without its subscriptions', async () => {
  copyTestCompany(folder);
  const config = join(folder, 'config');
  const file = join(config, 'subscriptions/billing-service.yaml');
  rmSync(file);
  symlinkSync('../services/billing-service.yaml', file);
  const { manifest, problems } = await loadManifest(config);
  expect(manifest).toBeUndefined();
  expect(problems.filter(({ severity }) => severity === 'error').map(({ code, at }) => [code, at.file])).toEqual([
    ['file/not-a-file', 'config/subscriptions/billing-service.yaml'],
  ]);
});

describe('readConfigFrom', () => {
  it('holds every source to the same rules: what a commit has, as well as a folder', async () => {
    const files = new Map([
      ['a.yaml', 'a: 1\n'],
      ['b.YAML', ''],
      ['README.md', ''],
      ['link.yaml', ''],
      ['module', ''],
    ]);
    const kinds: Readonly<Record<string, ConfigEntry['kind']>> = { 'link.yaml': 'symbolic link', module: 'submodule' };
    const source: ConfigSource = {
      list: (path) =>
        Promise.resolve(path === '' ? [...files.keys()].map((name) => ({ name, kind: kinds[name] ?? 'file' })) : []),
      read: (path) => Promise.resolve(Buffer.from(files.get(path) ?? '')),
    };
    const { files: read, problems } = await readConfigFrom(source);
    expect([...read]).toEqual([['config/a.yaml', 'a: 1\n']]);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['file/unexpected', 'Nothing reads "config/b.YAML".'],
      ['file/not-a-file', '"config/link.yaml" is a symbolic link.'],
      ['file/not-a-file', '"config/module" is a submodule, not a file.'],
    ]);
  });
});
