import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTestCompany, testCompanyRoot } from '@busbar/test-company';
import { digestsOf, parseStagePlan, slots, type StagePlan } from '@busbar/topology';
import { environment, program } from '../busbar';
import { AwsStandIn } from './aws-stand-in';

const BUCKET = 'busbar-larkhill-rollout-161803398874-us-east-1';

/** The commands that CodeBuild runs, as it runs them, with the real SDK over HTTP. */
describe('busbar pipeline', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-pipeline-'));
  const aws = new AwsStandIn(BUCKET);
  let endpoint = '';
  beforeAll(async () => {
    endpoint = await aws.listen();
    copyTestCompany(folder);
    const platform = join(folder, 'config/platform.yaml');
    const stacks = join(testCompanyRoot, 'apps/larkhill/src/stacks.ts');
    writeFileSync(platform, readFileSync(platform, 'utf8').replace('../apps/larkhill/src/stacks.ts', stacks));
  });
  afterAll(() => {
    aws.close();
    rmSync(folder, { recursive: true });
  });

  const run = (args: string, execution = 'one') =>
    new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [program, 'pipeline', ...args.split(' '), '--stage', 'dev'], {
        cwd: folder,
        env: {
          ...environment,
          BUSBAR_EXECUTION: execution,
          BUSBAR_COMMIT: `commit-of-${execution}`,
          AWS_ENDPOINT_URL: endpoint,
          AWS_ACCESS_KEY_ID: 'key',
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_REGION: 'us-east-1',
        },
      });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });
  const verdict = async (args: string, execution?: string) => {
    const { status, stdout, stderr } = await run(`${args} --json`, execution);
    if (!stdout.startsWith('{')) throw new Error(stderr);
    return { status, ...(JSON.parse(stdout) as { verdict: string; fix?: string }) };
  };
  const deploy = (plan: StagePlan, slot: (typeof slots)[number]) => {
    for (const [key, digest] of digestsOf(plan.slots[slot].topology)) {
      if (aws.stacks.get(key)?.digest !== digest) aws.stacks.set(key, { status: 'UPDATE_COMPLETE', digest });
    }
  };

  it('plans, enters, checks, settles and leaves', async () => {
    aws.executions.set('one', 'InProgress');
    expect(await verdict('plan')).toMatchObject({ status: 0, verdict: 'planned' });
    const file = join(folder, 'dist/rollout/dev/plan.json');
    const plan = parseStagePlan(readFileSync(file, 'utf8'), file);
    expect(aws.s3.text(`${BUCKET}/plans/dev/one/plan.json`)).toBe(readFileSync(file, 'utf8'));
    expect(readFileSync(join(folder, 'dist/rollout/dev/variables.sh'), 'utf8')).toMatch(
      /^export BUSBAR_PLAN_URL='https:.*plan\.md'\nexport BUSBAR_PLAN_STEPS='prepare,switch'\n/,
    );
    expect(readFileSync(join(folder, 'dist/rollout/dev/plan.md'), 'utf8')).toMatch(
      /^\| create: `busbar-central-bus` \| 024681357902 \| .*bus policy `larkhill-events`.*\|  \|  \|$/m,
    );

    await expect(run('check --slot prepare')).resolves.toMatchObject({
      status: 1,
      stderr: expect.stringContaining('nobody holds it'),
    });
    expect(await verdict('enter')).toMatchObject({ status: 0, verdict: 'enter' });
    expect(await verdict('enter')).toMatchObject({ status: 0, verdict: 'inside' });

    for (const slot of slots) {
      expect(await verdict(`check --slot ${slot}`)).toMatchObject({ status: 0, verdict: 'go' });
      deploy(plan, slot);
      // Nothing has to settle: what the stand-in has changed ended long ago.
      for (const { order } of slot === 'contract' ? [] : plan.slots[slot].topology.waves) {
        expect(await verdict(`settle --slot ${slot} --wave ${order}`)).toMatchObject({ status: 0 });
      }
    }
    expect(await verdict('retire')).toMatchObject({ status: 0, verdict: 'unchanged' });
    expect(await verdict('protect')).toMatchObject({ status: 0, verdict: 'protected' });
    expect([...aws.stacks.values()].every((stack) => stack.protected)).toBe(true);

    expect(await verdict('leave')).toMatchObject({ status: 0, verdict: 'left' });
    expect(aws.started).toEqual([
      expect.objectContaining({
        name: 'busbar-staging',
        sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'commit-of-one' }],
      }),
    ]);
    expect(JSON.parse(aws.s3.text(`${BUCKET}/stages/dev.json`) ?? '')).toMatchObject({
      last: { execution: 'one', commit: 'commit-of-one' },
      units: expect.arrayContaining([expect.objectContaining({ deployedAt: '2026-11-30T22:00:00.000Z' })]),
    });
  });

  it('reads with the lookup role, and changes stacks with the deploy role', () => {
    const called = [...aws.calls].map((call) => call.replace(/arn:.*\/cdk-busbar-(\w+)-role-.*/, '$1'));
    expect([...new Set(called)].sort()).toEqual([
      'AssumeRole',
      'DescribeStackEvents lookup',
      'DescribeStacks lookup',
      'UpdateTerminationProtection deploy',
    ]);
  });

  it('does not plan without the history, when another commit is there', async () => {
    const { status, stderr } = await run('plan', 'two');
    expect([status, stderr]).toEqual([3, expect.stringContaining('nobody can tell whether commit-of-two comes after it')]);
  });
});
