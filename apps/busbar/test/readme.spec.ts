import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, program } from './busbar';
import { EditedRepository } from './edited-repository';

jest.setTimeout(300_000);

const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));

/** Commands that need a runtime, which runtime.spec.ts starts, or the stacks of services, which rehearse.spec.ts has. */
const needsRuntime = (command: string) =>
  /busbar (?:up|demo|rehearse)\b/.test(command) || (command.includes('busbar publish') && !command.includes('--dry-run'));

const commands = blocks
  .filter(({ language }) => language === '')
  .flatMap(({ text }) => text.split('\n'))
  .filter((line) => /^(?:npx busbar|eval "\$\(npx busbar)/.test(line) && !needsRuntime(line));

describe('what the README says to type', () => {
  const repository = new EditedRepository();
  const { folder } = repository;
  beforeAll(() => {
    repository.giveGithubTeams();
    const [subscription] = blocks.filter(({ language }) => language === 'yaml');
    appendFileSync(join(folder, 'config/subscriptions/notification-service.yaml'), subscription?.text ?? 'none');
  });
  afterAll(() => repository.remove());

  it('are some commands, those that need a runtime left out', () => {
    expect(commands.length).toBeGreaterThanOrEqual(8);
  });

  // In the order of the page: what one makes, the next one uses.
  it.each(commands)('works: %s', (command) => {
    const shell = `npx() { shift; "$NODE" "$BUSBAR" "$@"; }\n${command}\n`;
    const env = { ...environment, NODE: process.execPath, BUSBAR: program };
    const { status, stderr } = spawnSync('sh', ['-e', '-c', shell], { cwd: folder, encoding: 'utf8', env, input: '' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).not.toMatch(/^error/m);
  });
});
