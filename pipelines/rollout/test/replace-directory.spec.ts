import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { replaceDirectory } from '../src/replace-directory';
import { RolloutError } from '../src/rollout-error';

let parent: string;
let final: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'busbar-'));
  final = join(parent, 'deep', 'cdk.out');
});
afterEach(() => rmSync(parent, { recursive: true }));

const assembly = (text: string) => (directory: string) => {
  writeFileSync(join(directory, 'cdk.out'), '{}');
  writeFileSync(join(directory, 'manifest.json'), text);
};
const content = () => readFileSync(join(final, 'manifest.json'), 'utf8');
const beside = () => readdirSync(join(parent, 'deep'));

test('makes the directory, then replaces it, and leaves nothing beside it', async () => {
  await expect(replaceDirectory(final, assembly('one'))).resolves.toBeUndefined();
  await replaceDirectory(final, assembly('two'));
  expect(content()).toBe('two');
  expect(beside()).toEqual(['cdk.out']);
});

test('when writing fails, what was there stays', async () => {
  await replaceDirectory(final, assembly('one'));
  const fails = (directory: string) => {
    assembly('half')(directory);
    throw new Error('no more');
  };
  await expect(replaceDirectory(final, fails)).rejects.toThrow('no more');
  expect(content()).toBe('one');
  expect(beside()).toEqual(['cdk.out']);
});

test.each([
  [
    'a directory of something else',
    () => mkdirSync(join(final, 'precious'), { recursive: true }),
    'is not empty and not a cloud assembly',
  ],
  [
    'a file',
    () => {
      mkdirSync(join(parent, 'deep'));
      writeFileSync(final, 'precious');
    },
    'is a file',
  ],
])('leaves %s alone', async (_, prepare, message) => {
  prepare();
  await expect(replaceDirectory(final, assembly('one'))).rejects.toThrow(RolloutError);
  await expect(replaceDirectory(final, assembly('one'))).rejects.toThrow(message);
  expect(beside()).toEqual(['cdk.out']);
});

test('takes an empty directory', async () => {
  mkdirSync(final, { recursive: true });
  await replaceDirectory(final, assembly('one'));
  expect(content()).toBe('one');
});

test('brings back what a process that was killed in between had put aside', async () => {
  const dead = 2 ** 22 + 1;
  const aside = join(parent, 'deep', `.cdk.out.busbar-${dead}-x`, 'old');
  mkdirSync(aside, { recursive: true });
  assembly('old')(aside);
  const fails = () => Promise.reject(new Error('no more'));
  await expect(replaceDirectory(final, fails)).rejects.toThrow('no more');
  expect(content()).toBe('old');
  expect(beside()).toEqual(['cdk.out']);
});

test('whenever it is killed, the final name holds a whole assembly or none', async () => {
  const script = join(__dirname, 'replace-forever.ts');
  for (let kill = 0; kill < 8; kill += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', script, final], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(kill * 7);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const names = beside().includes('cdk.out') ? readdirSync(final) : [];
    expect([0, 6]).toContain(names.length);
    expect(new Set(names.map((name) => readFileSync(join(final, name), 'utf8'))).size).toBeLessThanOrEqual(1);
  }
  await replaceDirectory(final, assembly('after'));
  expect(beside()).toEqual(['cdk.out']);
}, 60_000);
