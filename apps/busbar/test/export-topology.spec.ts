import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busbar } from './busbar';

jest.setTimeout(60_000);

describe('busbar export topology', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-export-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const select = ['export', 'topology', '--service', 'billing-service', '--stage', 'dev'];

  it('writes one file, which --json prints too', () => {
    const out = join(folder, 'billing.json');
    expect(busbar([...select, '--out', out])).toMatchObject({ status: 0, stdout: `wrote ${out}\n` });
    const written = JSON.parse(readFileSync(out, 'utf8')) as unknown;
    expect(written).toMatchObject({ schema: 'busbar/service-topology@1', service: 'billing-service', stage: 'dev' });
    expect(JSON.parse(busbar([...select, '--json']).stdout)).toEqual(written);
  });

  it.each([
    [['export', 'topology', '--service', 'biling-service', '--stage', 'dev'], 'Did you mean "billing-service"?'],
    [['export', 'topology', '--service', 'billing-service', '--stage', 'qa'], 'There is no stage "qa"'],
    [['export', 'topology', '--service', 'billing-service'], '--stage'],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = busbar(args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
