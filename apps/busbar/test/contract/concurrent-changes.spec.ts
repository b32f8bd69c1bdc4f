import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTestCompany } from '@busbar/test-company';
import { busbar, environment, program, type Ended } from '../busbar';

jest.setTimeout(180_000);

const events = 'config/events/';
const types = ['delivery.order.scheduled@1', 'delivery.status.updated@1', 'delivery.attempt.failed@1'] as const;
const [, status] = types;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'busbar-concurrent-'));
  copyTestCompany(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const majorOf = (type: string) => `${events}${type.replace('.', '/').replace('@', '/v')}/`;
const release = (type: string) => ['contract', 'release', type, '--reason', 'Other words.', '--by', 'ann', '--json'];

interface Entry {
  readonly type: string;
  readonly version: string;
}
const ledger = () => (JSON.parse(read(`${events}ledger.json`)) as { releases: Entry[] }).releases;

/** Gives the draft other words: a patch. */
function reword(type: string): void {
  const draft = `${majorOf(type)}draft.schema.json`;
  const schema = JSON.parse(read(draft)) as { description: string };
  writeFileSync(join(folder, draft), `${JSON.stringify({ ...schema, description: `${schema.description} Again.` }, null, 2)}\n`);
}

/** Runs a command, not waiting for others. */
async function start(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  const ended = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ status: code, ...ended })));
}

/** Leaves nothing but what git is to have, and nothing that `check` objects to. */
function expectSound(): void {
  expect(readdirSync(join(folder, 'config'), { recursive: true }).filter((path) => String(path).includes('.busbar-'))).toEqual(
    [],
  );
  expect(busbar(['contract', 'check'], { cwd: folder })).toMatchObject({ status: 0 });
}

describe('changes at the same time', () => {
  it('releases of several event types are all in the ledger, beside a new event', async () => {
    types.forEach(reword);
    const before = ledger();
    const ended = await Promise.all([
      ...types.map((type) => start(release(type))),
      start(['contract', 'new', 'delivery.parcel.scanned', '--publisher', 'delivery-service', '--json']),
    ]);
    expect(ended.map(({ status: exit }) => exit)).toEqual([0, 0, 0, 0]);
    const added = ended.slice(0, types.length).map(({ stdout }) => JSON.parse(stdout) as Entry);
    expect(ledger().slice(0, before.length)).toEqual(before);
    expect(new Set(ledger().slice(before.length))).toEqual(new Set(added));
    for (const { type, version } of added)
      expect(read(`${majorOf(type)}${version}.schema.json`)).toBe(read(`${majorOf(type)}draft.schema.json`));
    expect(existsSync(join(folder, majorOf('delivery.parcel.scanned@1')))).toBe(true);
    expectSound();
  });

  it('the same release succeeds once, and is refused with a reason after that', async () => {
    reword(status);
    const before = ledger().length;
    const ended = await Promise.all([start(release(status)), start(release(status)), start(release(status))]);
    expect(ended.map(({ status: exit }) => exit).sort()).toEqual([0, 1, 1]);
    const done = ended.find(({ status: exit }) => exit === 0);
    const { version } = JSON.parse(done?.stdout ?? '') as Entry;
    for (const { stdout, stderr } of ended.filter(({ status: exit }) => exit === 1))
      expect(stdout + stderr).toContain(`The draft of "${status}" is what ${version} is.`);
    expect(ledger()).toHaveLength(before + 1);
    expectSound();
  });
});

describe('a release after one that was killed', () => {
  /** What a process leaves that ends after the released file: its lock, files that it was writing, and no entry in the ledger. */
  function leave(text: string): string {
    const version =
      ledger()
        .filter(({ type }) => type === status)
        .at(-1)?.version ?? '';
    const next = version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
    const { pid } = spawnSync(process.execPath, ['--eval', '']);
    writeFileSync(join(folder, majorOf(status), `${next}.schema.json`), text);
    writeFileSync(join(folder, events, '.busbar-ledger.json'), '{');
    writeFileSync(
      join(folder, 'config/.busbar-lock'),
      JSON.stringify({ id: '6f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b', pid, host: hostname() }),
    );
    return next;
  }

  it('completes it', () => {
    reword(status);
    const version = leave(read(`${majorOf(status)}draft.schema.json`));
    expect(busbar(['validate'], { cwd: folder }).stdout).toContain(`\`busbar contract release ${status}\` completes it.`);
    const { status: exit, stdout } = busbar(release(status), { cwd: folder });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: status, version });
    expect(ledger().at(-1)).toMatchObject({ type: status, version });
    expectSound();
  });

  it('refuses when the draft is another one since, and leaves the file', () => {
    reword(status);
    const version = leave(read(`${majorOf(status)}draft.schema.json`));
    reword(status);
    const file = `${majorOf(status)}${version}.schema.json`;
    const before = [read(file), read(`${events}ledger.json`)];
    const { status: exit, stderr } = busbar(release(status), { cwd: folder });
    expect(exit).toBe(1);
    expect(stderr).toContain(`"${file}" is not in the ledger, and is not what the draft is.`);
    expect(stderr).not.toMatch(/delete|remove/i);
    expect([read(file), read(`${events}ledger.json`)]).toEqual(before);
  });
});
