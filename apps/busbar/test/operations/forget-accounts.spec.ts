import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyRecord, recordStacks, type StageRecord, type Topology } from '@busbar/topology';
import { FileRecords } from '../../src/operations/file-records';
import { forgetAccounts } from '../../src/operations/forget-accounts';
import { topologyOfTestCompany } from '../test-company-topology';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'busbar-forget-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const topology = topologyOfTestCompany();
const closed = topology.identities[0]?.account ?? '';
/** config/ without the services of the closed account. */
const without: Topology = { ...topology, identities: topology.identities.filter(({ account }) => account !== closed) };

async function recorded(more: Partial<StageRecord> = {}): Promise<FileRecords> {
  const store = new FileRecords(join(folder, 'config'));
  await store.write({ ...recordStacks(emptyRecord('dev'), topology, new Date('2026-12-01T12:00:00Z')), ...more }, undefined);
  return store;
}

it('takes the stacks of a closed account out of the record, and leaves the others', async () => {
  const store = await recorded();
  expect(await forgetAccounts({ store, topology: without, accounts: [closed] })).toEqual([
    { stack: `busbar-account-${closed}`, account: closed },
  ]);
  const { record } = await store.read('dev');
  const accounts = record.units.map(({ unit }) => unit.account);
  expect(accounts).not.toContain(closed);
  expect(accounts).toContain(topology.centralAccount);
});

it.each<[string, Topology, readonly string[], Partial<StageRecord>, string]>([
  ['config/ still has a service there', topology, [closed], {}, 'config/ has something'],
  ['it is the central account', without, [topology.centralAccount], {}, 'config/ has something'],
  ['nothing is recorded of it', without, ['999999999999'], {}, 'Nothing is recorded'],
  [
    'a rollout is under way',
    without,
    [closed],
    { heldBy: { execution: 'e-1', commit: 'c', since: '2026-12-01T12:00:00Z' } },
    'held by execution e-1',
  ],
])('refuses, and changes nothing, when %s', async (_, planned, accounts, more, message) => {
  const store = await recorded(more);
  const before = await store.read('dev');
  await expect(forgetAccounts({ store, topology: planned, accounts })).rejects.toThrow(message);
  expect(await store.read('dev')).toEqual(before);
});
