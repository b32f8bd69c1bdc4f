import { join } from 'node:path';
import { parseManifest } from '@busbar/manifest';
import { testCompanyFiles } from '@busbar/test-company';
import { compile, formatDeployedRecord, recordDeployment } from '@busbar/topology';
import { busbar } from './busbar';
import { EditedRepository } from './edited-repository';

jest.setTimeout(180_000);

let repository: EditedRepository;
beforeEach(() => {
  repository = new EditedRepository();
});
afterEach(() => {
  repository.remove();
});

const billing = 'config/subscriptions/billing-service.yaml';

function widen(): void {
  repository.edit(billing, 'status: [DELIVERED]', 'status: [DELIVERED, IN_TRANSIT]');
}

describe('busbar plan --base', () => {
  it('says that nothing changes, and exits with 0', () => {
    expect(repository.run('plan', '--base', 'main', '--detailed-exitcode')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^larkhill: nothing changes for anybody\n/) as string,
    });
  });

  it('says what a team gains, and leaves the working tree and the index as they are', () => {
    widen();
    const status = repository.git('status', '--porcelain');
    const { stdout, status: exit } = repository.run('plan', '--base', 'main');
    expect(exit).toBe(0);
    expect(stdout).toContain('larkhill: 1 team affected, nothing needs attention');
    expect(stdout).toContain('payments\n  + billing-service/completed-deliveries: 1 of 4 examples of delivery.status.updated@1');
    expect(stdout).toContain('Assuming that each stage has exactly main.');
    expect(repository.git('status', '--porcelain')).toBe(status);
  });

  it('exits with 2 when something changes and with 1 on any error, if asked', () => {
    widen();
    const exitOf = (...args: string[]) => repository.run('plan', '--detailed-exitcode', ...args).status;
    expect(exitOf('--base', 'main')).toBe(2);
    expect(exitOf('--base', 'no-such-ref')).toBe(1);
    expect(exitOf('--no-such-option')).toBe(1);
    repository.edit(billing, 'property.resident.moved-in@1', 'property.resident.moved-inn@1');
    expect(exitOf('--base', 'main')).toBe(1);
  });

  it('prints JSON that names base, stages and changes', () => {
    widen();
    const { stdout } = repository.run('plan', '--base', 'main', '--stage', 'prod', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'busbar/impact@1',
      base: { ref: 'main', commit: repository.git('rev-parse', 'main').trim() },
      stages: ['prod'],
      needsAttention: 0,
      teams: [{ team: 'payments', changes: [{ kind: 'delivery', effect: 'gains', at: { file: billing } }] }],
    });
  });

  it('reads what is committed, with any bytes in its names, and whatever git is configured to show', () => {
    repository.git('config', 'core.quotePath', 'true');
    repository.git('config', 'color.ui', 'always');
    repository.write('config/subscriptions/étage.md', 'Notes.\n');
    repository.commit('notes');
    expect(repository.run('plan', '--base', 'HEAD').stdout).toContain('nothing changes for anybody');
  });

  it('takes a commit without config/ for a first deployment', () => {
    repository.git('checkout', '--quiet', '--orphan', 'empty');
    repository.git('rm', '-r', '--quiet', '--cached', '.');
    repository.git('commit', '--quiet', '--allow-empty', '-m', 'nothing');
    const { stdout, status } = repository.run('plan', '--base', 'empty', '--stage', 'dev', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      teams: expect.arrayContaining([
        expect.objectContaining({
          team: 'platform',
          changes: expect.arrayContaining([expect.objectContaining({ subject: 'stage dev' })]),
        }),
      ]) as unknown,
    });
  });

  it('says when the base has commits that the branch lacks', () => {
    repository.git('branch', 'feature');
    widen();
    repository.commit('widen');
    repository.git('checkout', '--quiet', 'feature');
    const { stderr, stdout } = repository.run('plan', '--base', 'main');
    expect(stderr).toContain('main has 1 commit that this branch lacks; what it changed is shown as undone.');
    expect(stdout).toContain('-! billing-service/completed-deliveries');
  });

  it('counts recorded events, as EventBridge delivers them and as entries', () => {
    widen();
    const data = { status: 'IN_TRANSIT', carrier: 'ups-us' };
    const lines = [
      { source: 'larkhill.delivery', 'detail-type': 'delivery.status.updated@1', detail: { data } },
      { Source: 'larkhill.delivery', DetailType: 'delivery.status.updated@1', Detail: JSON.stringify({ data }) },
    ].map((line) => JSON.stringify(line));
    repository.write('events.ndjson', `${lines.join('\n')}\n\n`);
    const { stdout } = repository.run('plan', '--base', 'main', '--events', 'events.ndjson');
    expect(stdout).toContain('2 of 2 recorded events.');
    repository.write('events.ndjson', `${lines.join('\n')}\n{"source":1}\n`);
    expect(repository.run('plan', '--base', 'main', '--events', 'events.ndjson')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('error: Line 3 of "events.ndjson" is no event.') as string,
    });
  });

  it('says the steps of the rollout, and what stays', () => {
    const text = repository.read(billing);
    repository.write(billing, text.replace(/ {2}- name: premium-orders\n(?: {4}.*\n)+/, ''));
    const { stdout } = repository.run('plan', '--base', 'main', '--json');
    const { rollouts } = JSON.parse(stdout) as {
      rollouts: readonly {
        stage: string;
        steps: readonly { kind: string; topology?: unknown }[];
        later: readonly { name: string }[];
      }[];
    };
    expect(rollouts.map(({ stage }) => stage)).toEqual(['dev', 'staging', 'prod']);
    for (const { steps, later } of rollouts) {
      expect(steps.length).toBeGreaterThan(0);
      expect(steps.every((step) => step.topology === undefined)).toBe(true);
      expect(later).toContainEqual(expect.objectContaining({ name: 'billing-service/premium-orders', waitsFor: 'retries' }));
    }
    const lines = repository.run('plan', '--base', 'main').stdout;
    expect(lines).toContain('rollout\n  dev, staging, prod: 1 step\n  1. switch: ');
  });

  it('knows a filter that is written another way: nobody notices, and something is deployed', () => {
    repository.edit(billing, 'serviceLevel: [SAME_DAY, EXPRESS]', 'serviceLevel: [EXPRESS, SAME_DAY]');
    expect(repository.run('plan', '--base', 'main', '--detailed-exitcode')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('larkhill: nothing changes for any team, and something is deployed') as string,
    });
  });

  it('takes the placement from the record of a stage', () => {
    const { manifest } = parseManifest(testCompanyFiles());
    if (!manifest) throw new Error('The test company has errors.');
    const record = recordDeployment(undefined, compile(manifest, 'prod').topology, new Date('2026-12-01T00:00:00Z'));
    repository.write('deployed/prod.topology.json', formatDeployedRecord(record));
    expect(repository.run('plan', '--base', 'main').stdout).toContain(
      'Assuming that each stage has exactly main, with the placement that deployed/ has of prod.',
    );
  });

  it('annotates lines, and appends the comment to the summary of the job', () => {
    widen();
    const summary = join(repository.folder, 'summary.md');
    const { stdout } = busbar(['plan', '--base', 'main', '--format', 'github'], {
      cwd: repository.folder,
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(stdout).toMatch(/^::notice file=config\/subscriptions\/billing-service\.yaml,line=4,col=\d+,title=payments gains::/);
    expect(repository.read('summary.md')).toMatch(/^<!-- busbar:plan -->\n### ✅ Event bus: 1 team affected/);
  });

  it.each([
    ['a ref that git does not know', ['--base', 'nowhere'], 'git knows no commit "nowhere".'],
    ['a ref that looks like an option', ['--base=--all'], 'git knows no commit "--all".'],
    ['a stage that there is not', ['--base', 'main', '--stage', 'nowhere'], 'There is no stage "nowhere".'],
    ['a recording that there is not', ['--base', 'main', '--events', 'none.ndjson'], '"none.ndjson" cannot be read: ENOENT.'],
    ['a comment without a base', ['--format', 'markdown'], '--format markdown compares, and needs --base.'],
  ])('exits with 2 and says what to do for %s', (_, args, message) => {
    const { status, stdout, stderr } = repository.run('plan', ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`error: ${message}\n→ `);
  });

  it('refuses a base whose config/ has errors, and names them', () => {
    widen();
    repository.edit(billing, 'property.resident.moved-in@1', 'property.resident.moved-inn@1');
    repository.commit('break');
    repository.edit(billing, 'property.resident.moved-inn@1', 'property.resident.moved-in@1');
    const { status, stderr } = repository.run('plan', '--base', 'HEAD');
    expect(status).toBe(1);
    expect(stderr).toContain('subscription/unknown-event');
    expect(stderr).toMatch(/error: config\/ has 1 error at HEAD \([0-9a-f]{7}\), so nothing can be compared with it\./);
  });
});
