import { EditedRepository } from './edited-repository';

jest.setTimeout(120_000);

let repository: EditedRepository;
beforeEach(() => {
  repository = new EditedRepository();
});
afterEach(() => {
  repository.remove();
});

const file = '.github/CODEOWNERS';

describe('busbar codeowners', () => {
  it('fails until the file is written, says how, and is content from then on', () => {
    repository.giveGithubTeams();
    const before = repository.run('codeowners');
    expect(before.status).toBe(1);
    expect(before.stdout).toContain('/config/subscriptions/billing-service.yaml');
    expect(before.stderr).toBe(
      `error: ${file} is not what config/ says.\n→ Run \`npx busbar codeowners --write\` and commit it.\n`,
    );
    repository.write(file, '* @larkhill/everybody\n');
    expect(repository.run('codeowners', '--write')).toMatchObject({ status: 0, stdout: `ok  wrote ${file}\n` });
    expect(repository.read(file)).toMatch(/^\* @larkhill\/everybody\n\n# busbar:codeowners begin/);
    expect(repository.run('codeowners').status).toBe(0);
    expect(repository.run('codeowners', '--write').stdout).toBe(`ok  nothing changed in ${file}\n`);
  });

  it('notices a change of owners', () => {
    repository.giveGithubTeams();
    repository.run('codeowners', '--write');
    repository.edit('config/services/device-service.yaml', 'owner: devices', 'owner: payments');
    repository.edit('config/events/device/domain.yaml', 'owner: devices', 'owner: payments');
    const { status, stdout } = repository.run('codeowners', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      file,
      current: false,
      written: false,
      paths: expect.arrayContaining([{ path: '/config/services/device-service.yaml', teams: ['payments'] }]) as unknown,
    });
  });

  it('names the teams that own something and have no team on GitHub, with their places', () => {
    const { status, stderr, stdout } = repository.run('codeowners', '--write');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('config/teams.yaml:8:3 "payments"');
    expect(stderr).toContain('→ Add "github: <organization>/<team>" to each in teams.yaml.');
  });
});
