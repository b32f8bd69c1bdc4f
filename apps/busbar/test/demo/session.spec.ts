import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topology } from '@busbar/topology';
import type { Company } from '../../src/company';
import { DemoSession } from '../../src/demo/session';

/**
 * In a run whose bundle had been deleted by the next one, the consumers' worker could not start. The demo took its end for its being
 * ready, published, and reported every delivery to a queue as lost.
 */
it('does not start when its consumers end before they are ready', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-session-'));
  const demo = join(folder, 'demo.ts');
  writeFileSync(demo, 'export const consume = async () => undefined; export const publish = async () => undefined;');
  const company = { manifest: { platform: { workspace: { demo } }, subscriptions: [] } } as unknown as Company;
  const topology = { region: 'eu-west-1', identities: [], inboxes: [] } as unknown as Topology;
  // Beside the sources there is no demo-worker.js, as in a bundle that was deleted.
  const session = new DemoSession(company, topology);
  try {
    await expect(session.start('http://127.0.0.1:1')).rejects.toThrow(
      /^The demo's consumers ended before they were ready: (?:Error: )?Cannot find module '.*demo-worker\.js'/,
    );
    expect(session.consumersEnded).toBe(true);
  } finally {
    await session.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
