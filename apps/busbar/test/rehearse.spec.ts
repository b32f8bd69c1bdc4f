import { testCompanyRoot } from '@busbar/test-company';
import { busbar } from './busbar';
import { EditedRepository } from './edited-repository';

const rehearse = (...args: string[]) => busbar(['rehearse', ...args], { cwd: testCompanyRoot });

describe('busbar rehearse', () => {
  it('of a first deployment deploys in steps, and loses nothing', () => {
    const { status, stdout, stderr } = rehearse('--json');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const { stage, steps, delivered, loss } = JSON.parse(stdout) as Record<string, unknown> & { steps: { kind: string }[] };
    expect({ stage, kinds: steps.map(({ kind }) => kind), loss }).toEqual({ stage: 'dev', kinds: ['prepare', 'switch'] });
    expect(delivered).toBeGreaterThan(0);
  });

  it('of no change has nothing to deploy', () => {
    const repository = new EditedRepository();
    const { status, stdout } = repository.run('rehearse', '--base', 'main', '--stage', 'prod', '--seed', '3');
    repository.remove();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^prod {2}assuming that it has exactly main \([0-9a-f]{7}\), seed 3\n\nNothing to deploy\.\n/);
    expect(stdout).toContain('Nothing is lost.');
  });

  it('of a stage or a ref that there is not says so', () => {
    expect(rehearse('--stage', 'moon')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no stage "moon"') as string,
    });
    expect(rehearse('--base', 'no-such-ref')).toMatchObject({ status: 2 });
  });
});
