import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const folder = join(__dirname, '../../../.github/workflows');
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const isGoHere = spawnSync('go', ['version']).status === 0;
const isGoRequired = process.env['BUSBAR_REQUIRE_TOOLCHAINS'] === '1';

describe('the workflows', () => {
  it('are those of a pull request, of main and of a release', () => {
    expect(workflows.map(({ name }) => name).sort()).toEqual(['main.yml', 'pull-request.yml', 'release.yml']);
  });

  // Its version and hashes are in go.mod and go.sum. Without its helpers, whose findings depend on the machine.
  (isGoHere || isGoRequired ? it : it.skip)(
    'satisfy actionlint',
    () => {
      const files = workflows.map(({ name }) => join(folder, name));
      const { status, stdout, stderr } = spawnSync('go', ['tool', 'actionlint', '-shellcheck=', '-pyflakes=', ...files], {
        cwd: join(__dirname, '..'),
        encoding: 'utf8',
      });
      expect({ status, said: stdout + stderr }).toMatchObject({ status: 0 });
    },
    300_000,
  );

  describe.each(workflows)('$name', ({ text }) => {
    const workflow = parse(text) as Workflow;
    const jobs = Object.entries(workflow.jobs);
    const steps = jobs.flatMap(([, job]) => job.steps);

    it('pins each action by commit, with its version beside it', () => {
      const uses = text.match(/uses: .*/g) ?? [];
      expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
      for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it('is no pull_request_target, which would run foreign code with permission to write', () => {
      expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
      expect(Object.keys(workflow.on)).not.toContain('workflow_run');
    });

    it('grants nothing but what each job says; a job that may write runs no code of the repository', () => {
      expect(workflow.permissions).toEqual({});
      for (const [name, { permissions, steps: ofJob }] of jobs) {
        expect([name, permissions]).toEqual([name, expect.any(Object)]);
        if (!Object.values(permissions ?? {}).includes('write')) continue;
        expect(ofJob.every(({ uses }) => uses === undefined)).toBe(true);
        expect(ofJob.every(({ run }) => run !== undefined && !/\b(?:npm|npx|node|bash|git) /.test(run))).toBe(true);
      }
    });

    it('leaves no token behind in the checkout', () => {
      for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
        expect(step.with).toMatchObject({ 'persist-credentials': false });
    });

    it('puts nothing that others write into a script', () => {
      for (const { run = '' } of steps) expect(run).not.toContain('${{');
    });

    it('ends each job in time', () => {
      for (const [name, job] of jobs) expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)]);
    });
  });
});
