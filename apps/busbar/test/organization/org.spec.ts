import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { accessKeyIdOf, Emulator } from '@busbar/emulator';
import { busbar, environment, program, type Ended } from '../busbar';
import { EditedRepository } from '../edited-repository';
import { parseSnapshot } from '../../src/organization/snapshot-file';
import type { Snapshot } from '../../src/organization/snapshot';

const SNAPSHOT = 'config/organization.json';

describe('busbar org', () => {
  let repository: EditedRepository;
  let snapshot: Snapshot;
  let emulator: Emulator | undefined;

  beforeEach(() => {
    repository = new EditedRepository();
    snapshot = parseSnapshot(repository.read(SNAPSHOT)).value as Snapshot;
  });
  afterEach(async () => {
    await emulator?.close();
    emulator = undefined;
    repository.remove();
  });

  /** Runs `busbar org …` beside the organization that answers it. */
  async function org(live: Snapshot, args: readonly string[], account = live.managementAccountId): Promise<Ended> {
    await emulator?.close();
    emulator = new Emulator([], { organization: { snapshot: live } });
    const { endpoint } = await emulator.listen({ port: 0 });
    const env = { ...environment, AWS_ACCESS_KEY_ID: accessKeyIdOf({ account }), AWS_SECRET_ACCESS_KEY: 'any' };
    return new Promise((resolve) => {
      const options = { cwd: repository.folder, env };
      execFile(process.execPath, [program, 'org', ...args, '--endpoint-url', endpoint], options, (error, stdout, stderr) => {
        resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  }

  const closed = (name: string): Snapshot => ({
    ...snapshot,
    accounts: snapshot.accounts.map((account) => (account.name === name ? { ...account, state: 'CLOSED' } : account)),
  });

  it('pull changes no byte when nothing has changed, and one line when an account was closed', async () => {
    const before = repository.read(SNAPSHOT);
    const same = await org(snapshot, ['pull']);
    expect(same).toMatchObject({ status: 0, stderr: expect.stringContaining('nothing to write in config/organization.json') });
    expect(repository.read(SNAPSHOT)).toBe(before);

    const dry = await org(closed('courier-gateway-dev'), ['pull', '--dry-run']);
    expect(dry).toMatchObject({ status: 1, stdout: expect.stringContaining('error account/not-active') });
    expect(repository.read(SNAPSHOT)).toBe(before);

    const written = await org(closed('courier-gateway-dev'), ['pull', '--json']);
    expect(JSON.parse(written.stdout)).toMatchObject({
      file: SNAPSHOT,
      written: true,
      throttled: 0,
      comparison: { changes: [{ kind: 'state', uses: [{ service: 'courier-gateway' }] }] },
    });
    const lines = repository.git('diff', '--unified=0', SNAPSHOT).split('\n');
    expect(lines.filter((line) => /^\+ /.test(line))).toEqual([
      expect.stringContaining('"readAt": "2026-12-01T00:00:00Z"'),
      expect.stringContaining('"state": "CLOSED"'),
    ]);
    const after = repository.read(SNAPSHOT);
    await org(closed('courier-gateway-dev'), ['pull']);
    expect(repository.read(SNAPSHOT)).toBe(after);
    expect(repository.git('status', '--porcelain')).toBe(` M ${SNAPSHOT}\n`);
  });

  it('diff compares with a commit, and exits with 1 when config/ no longer fits', async () => {
    await org(closed('courier-gateway-dev'), ['pull']);
    const broken = repository.run('org', 'diff');
    expect(broken).toMatchObject({ status: 1, stdout: expect.stringContaining('courier-gateway in dev') });
    repository.commit('closed');
    expect(repository.run('org', 'diff')).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing changed') });
    expect(repository.run('org', 'diff', '--base', 'HEAD~1').status).toBe(1);
    expect(repository.run('org', 'diff', '--base', 'nowhere').status).toBe(2);
    expect(repository.run('org', 'diff', '--base', 'HEAD', '--live').status).toBe(2);
  });

  it('diff --live compares with AWS and writes nothing', async () => {
    const { accounts } = snapshot;
    const live = { ...snapshot, accounts: accounts.map((account) => ({ ...account, tags: { cost: '7' } })) };
    const found = await org(live, ['diff', '--live', '--json', '--detailed-exitcode']);
    expect(found.status).toBe(2);
    expect((JSON.parse(found.stdout) as { changes: object[] }).changes).toHaveLength(accounts.length);
    const kept = await org(live, ['diff', '--live', '--keep-tags', '--detailed-exitcode']);
    expect(kept).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing changed') });
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('pull begins without a snapshot', async () => {
    rmSync(join(repository.folder, SNAPSHOT));
    const begun = await org(snapshot, ['pull']);
    expect(begun).toMatchObject({ status: 0, stdout: expect.stringContaining('in the first snapshot') });
    expect(parseSnapshot(repository.read(SNAPSHOT)).value).toEqual({ ...snapshot, readAt: '2026-12-01T00:00:00Z' });
  });

  it('pull says who may read, and which policy is missing', async () => {
    const refused = await org(snapshot, ['pull'], '778201934462');
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain(
      "AWS Organizations refuses these credentials: You don't have permissions to access this resource.",
    );
    expect(refused.stderr).toContain('"organizations:ListTagsForResource"');
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('pull does not replace the snapshot of another organization', async () => {
    const other = await org({ ...snapshot, id: 'o-another1234' }, ['pull']);
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining('config/organization.json is of "o-d00rst3p42"') });
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('pull refuses a snapshot that it cannot read, and leaves it', async () => {
    repository.write(SNAPSHOT, '{ "id": "o-d00rst3p42" }\n');
    const refused = await org(snapshot, ['pull']);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('shape/missing-key') });
    expect(repository.read(SNAPSHOT)).toBe('{ "id": "o-d00rst3p42" }\n');
  });

  it('policies writes policies that AWS accepts, each with the command that makes it', () => {
    const { status, stdout } = repository.run('org', 'policies', '--out', 'made', '--exempt', 'Rescue, Setup');
    expect(status).toBe(0);
    for (const name of ['busbar-resources', 'busbar-publishing']) {
      const text = repository.read(`made/${name}.json`);
      expect(text.length).toBeLessThanOrEqual(5_120 + 1);
      expect(text).toContain('"arn:aws:iam::*:role/Rescue"');
      expect(text).toContain('"arn:aws:iam::*:role/Setup"');
      expect(stdout).toContain(`aws organizations create-policy --type SERVICE_CONTROL_POLICY --name ${name} --description "`);
    }
    const exempt = Array.from({ length: 60 }, (_, index) => `a-role-with-a-rather-long-name-${index}`).join(',');
    const long = repository.run('org', 'policies', '--exempt', exempt, '--json');
    expect(long).toMatchObject({ status: 1, stderr: expect.stringContaining('characters; AWS accepts 5120.') });
    expect(JSON.parse(long.stdout)).toMatchObject([{ name: 'busbar-resources' }, { name: 'busbar-publishing' }]);
  });

  it.each([
    [['pull', '--endpoint-url', 'nonsense'], 2, '"nonsense" is not the URL of an endpoint'],
    [['pull', '--endpoint-url', 'http://127.0.0.1:1'], 3, 'AWS Organizations cannot be reached'],
  ])('%j ends with a clear error', (args, status, message) => {
    const env = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
    const ended = busbar(['org', ...args], { cwd: repository.folder, env });
    expect(ended).toMatchObject({ status, stderr: expect.stringContaining(message) });
  });
});
