import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busbar } from '../busbar';
import { experiments } from '../../src/probe/experiments/index';

/** No config, no credentials, no network: a dry run asks nobody. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'busbar-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('busbar probe --dry-run', () => {
  it('prints every template and every call of every experiment', () => {
    const { status, stdout } = busbar(['probe', '--dry-run'], { cwd: folder });
    expect(status).toBe(0);
    for (const { id, question } of experiments) expect(stdout).toContain(`== ${id}: ${question}`);
    expect(stdout).toContain('b: cloudformation CreateStack or UpdateStack busbar-probe-third-hop-b-dryrun');
    expect(stdout).toContain('b: events PutEvents as role busbar-probe-publisher-dryrun (sts AssumeRole)');
    expect(stdout).toContain(
      'busbar.probe to arn:aws:events:us-east-1:111111111111:event-bus/busbar-probe-sizes-dryrun, 1048576 bytes',
    );
    expect(stdout).toContain('→ dead letters of the second rule');
  });

  it('gives the same as JSON, only of those that are asked for', () => {
    const { stdout } = busbar(['probe', '--dry-run', '--only', 'batches,third-hop', '--json'], { cwd: folder });
    const { experiments: planned } = JSON.parse(stdout) as { experiments: { id: string; steps: { kind: string }[] }[] };
    expect(planned.map(({ id }) => id)).toEqual(['batches', 'third-hop']);
    expect(planned[0]?.steps[0]).toMatchObject({ kind: 'deploy', template: { Resources: expect.anything() } });
  });
});

it.each([
  ['without accounts', [], 'There are no accounts to try it on.'],
  ['for an unknown experiment', ['--only', 'thrid-hop'], 'Did you mean "third-hop"?'],
])('busbar probe is a mistake of use %s', (_, options, message) => {
  const { status, stderr } = busbar(['probe', ...options], { cwd: folder });
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
