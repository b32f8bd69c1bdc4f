import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editedRollouts, rehearseEdits } from '@busbar/rehearsal/testing';
import { copyTestCompany, testCompanyRoot } from '@busbar/test-company';
import fc from 'fast-check';
import { timeOfBusbar } from './processes/cpu-time';

/**
 * CPU time of `busbar rehearse`, as whole processes, and random sequences of changes (`BUSBAR_RUNS`, default 2,000; `BUSBAR_SEED` for
 * others): none may lose an event.
 */
measure('the test company, from nothing', 20, ['rehearse'], testCompanyRoot);
const folder = mkdtempSync(join(tmpdir(), 'busbar-bench-'));
try {
  copyTestCompany(folder);
  const platform = join(folder, 'config/platform.yaml');
  writeFileSync(platform, readFileSync(platform, 'utf8').replaceAll(': ../apps/', `: ${join(testCompanyRoot, 'apps')}/`));
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git(...author, 'commit', '--quiet', '--message', 'base');
  const subscription = '  - name: every-grant\n    description: Counts grants.\n    eventType: access.grant.issued@1\n';
  appendFileSync(join(folder, 'config/subscriptions/billing-service.yaml'), subscription);
  measure('the test company, one subscription more', 5, ['rehearse', '--base', 'main'], folder);
} finally {
  rmSync(folder, { recursive: true });
}
void rehearseRandomChanges();

function measure(what: string, goalCpuSeconds: number, verb: readonly string[], where: string): void {
  const { cpu, wall, status, stderr } = timeOfBusbar([...verb, '--json'], where);
  console.log(`${what}: ${cpu.toFixed(2)} s CPU (goal ${goalCpuSeconds}), ${wall.toFixed(2)} s wall`);
  if (status !== 0) console.log(stderr);
  if (status !== 0 || cpu > goalCpuSeconds) process.exitCode = 1;
}

async function rehearseRandomChanges(): Promise<void> {
  const numRuns = Number(process.env['BUSBAR_RUNS'] ?? 2_000);
  const seed = Number(process.env['BUSBAR_SEED'] ?? 1);
  const started = process.cpuUsage();
  const counts = { steps: 0, stopped: 0, published: 0, refused: 0 };
  let lost = 0;
  for (const [rollouts, conditions] of fc.sample(fc.tuple(editedRollouts, fc.nat()), { numRuns, seed })) {
    const { rehearsal, story } = await rehearseEdits(rollouts, conditions);
    if (!rehearsal) continue;
    counts.steps += rehearsal.steps.length;
    counts.stopped += rehearsal.steps.filter(({ end }) => end === 'stopped').length;
    counts.published += rehearsal.published;
    counts.refused += rehearsal.refused;
    if (!rehearsal.loss) continue;
    lost++;
    console.log(`\n${story}`);
  }
  const { user, system } = process.cpuUsage(started);
  console.log(
    `${numRuns} random sequences of changes: ${counts.steps} steps, ${counts.stopped} of them stopped, ${counts.published} events published, ` +
      `${counts.refused} refused; ${lost} sequences lost something; ${Math.round((user + system) / 1e6)} s CPU`,
  );
  if (lost > 0) process.exitCode = 1;
}
