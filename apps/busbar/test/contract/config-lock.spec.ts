import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { withConfigLock } from '../../src/contract/config-lock';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'busbar-lock-'));
  file = join(folder, '.busbar-lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const id = '6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b';

/** The id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--eval', '']).pid;
}

function hold(pid: number, host = hostname()): void {
  writeFileSync(file, JSON.stringify({ id, pid, host }));
}

function quick(change: () => Promise<unknown> = () => Promise.resolve('done')) {
  return withConfigLock(folder, { onWait: () => undefined, waitMs: 0 }, change);
}

/** How many changes ran at once, at most, of many that wanted to at the same time. */
async function mostAtOnce(changes: number): Promise<{ most: number; done: number }> {
  let [now, most, done] = [0, 0, 0];
  const change = async () => {
    most = Math.max(most, (now += 1));
    // Room for the others to come in, were they let in.
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: changes }, () => withConfigLock(folder, { onWait: () => undefined }, change)));
  return { most, done };
}

describe('withConfigLock', () => {
  it('names its process while it holds the lock, and leaves nothing', async () => {
    await quick(() => {
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
      return Promise.resolve();
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing when the change fails', async () => {
    await expect(quick(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets one after the other', async () => {
    expect(await mostAtOnce(12)).toEqual({ most: 1, done: 12 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over what a process left that has ended, and lets one after the other then, too', async () => {
    hold(endedProcess());
    expect(await mostAtOnce(12)).toEqual({ most: 1, done: 12 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over although a process ended while it took over', async () => {
    hold(endedProcess());
    writeFileSync(`${file}-after-${id}`, JSON.stringify({ id: id.replace('6', '7'), pid: endedProcess(), host: hostname() }));
    expect(await quick()).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a process that runs', () => hold(process.pid), `process ${process.pid}`],
    ['a process of another host', () => hold(4711, 'build-7'), 'process 4711 on build-7'],
    ['nobody knows whom', () => writeFileSync(file, 'x'), 'another process'],
  ])('does not take from %s: says for whom it waits, then gives up', async (_, held, name) => {
    held();
    const before = readFileSync(file, 'utf8');
    const messages: string[] = [];
    const waited = withConfigLock(folder, { onWait: (message) => messages.push(message), waitMs: 0 }, () => Promise.resolve());
    await expect(waited).rejects.toMatchObject({
      exit: 3,
      message: `config/ is being changed by ${name}; nothing was written.`,
      fix: `Wait for its end. If it has ended, remove "${file}".`,
    });
    expect(messages).toEqual([`waiting for ${name}, which is changing config/`]);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('goes on when the other has ended', async () => {
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    let isHeld: () => void = () => undefined;
    const holding = new Promise<void>((resolve) => (isHeld = resolve));
    const first = withConfigLock(folder, { onWait: () => undefined }, () => {
      isHeld();
      return held;
    });
    await holding;
    const second = withConfigLock(folder, { onWait: go }, () => Promise.resolve('second'));
    await first;
    expect(await second).toBe('second');
    expect(existsSync(file)).toBe(false);
  });
});
