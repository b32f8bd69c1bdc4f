import { testCompanyConfig, testCompanyFiles } from '@busbar/test-company';
import { compareOrganizations } from '../../src/organization/compare-organizations';
import { describeComparison } from '../../src/organization/describe-comparison';
import type { Snapshot } from '../../src/organization/snapshot';
import { parseSnapshot } from '../../src/organization/snapshot-file';
import { styleFor } from '../../src/terminal/style';

const files = testCompanyFiles();
const before = parseSnapshot(files.get('config/organization.json') ?? '').value as Snapshot;
type Account = Snapshot['accounts'][number];

/** The organization of the test company, with some accounts changed. */
function changed(accounts: Record<string, Partial<Account>>, more: Partial<Snapshot> = {}): Snapshot {
  return {
    ...before,
    readAt: '2026-12-01T08:00:00Z',
    accounts: before.accounts.map((account) => ({ ...account, ...accounts[account.name] })),
    ...more,
  };
}

const compare = (after: Snapshot, config = files) => compareOrganizations(config, before, after, testCompanyConfig);
const edited = (path: string, find: string, put: string) =>
  new Map([...files].map(([name, text]) => [name, name === path ? text.replace(find, put) : text]));

const gateway = { stage: 'dev', service: 'courier-gateway', subscriptions: [] };

describe('a change of the organization', () => {
  it('is nothing when only the time of the snapshot differs', () => {
    expect(compare(changed({}))).toMatchObject({ changes: [], repointed: [], problems: [] });
  });

  it.each<[string, Partial<Account>, object]>([
    ['renamed', { name: 'gateway' }, { kind: 'renamed', from: 'courier-gateway-dev', to: 'gateway' }],
    ['moved', { parentId: 'r-d5tp' }, { kind: 'moved', from: 'Workloads/Dev', to: 'Root' }],
    ['given another address', { email: 'x@y.z' }, { kind: 'address', to: 'x@y.z' }],
    ['tagged', { tags: { team: 'fulfilment', cost: '7' } }, { kind: 'tags', from: 'none', to: 'cost: 7, team: fulfilment' }],
  ])('says of an account that it was %s, and who uses it', (_, change, expected) => {
    expect(compare(changed({ 'courier-gateway-dev': change }))).toMatchObject({
      changes: [{ subject: 'account', id: '778201934462', ...expected, uses: [gateway] }],
      problems: [],
    });
  });

  it.each(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION'] as const)(
    'shows what is wrong with config/ once an account is %s',
    (state) => {
      const { changes, problems } = compare(changed({ 'billing-service-dev': { state } }));
      expect(changes).toMatchObject([{ kind: 'state', from: 'ACTIVE', to: state }]);
      expect(changes[0]?.uses).toEqual([
        {
          stage: 'dev',
          service: 'billing-service',
          subscriptions: expect.arrayContaining(['completed-deliveries']),
        },
      ]);
      expect(problems).toMatchObject([{ code: 'account/not-active', at: { file: 'config/services/billing-service.yaml' } }]);
    },
  );

  it('says which accounts came and went, and what the one that went was for', () => {
    const accounts = before.accounts.filter(({ name }) => name !== 'platform-dev');
    const joined = { ...(before.accounts[0] as Account), id: '555555555555', name: 'locker-service-dev' };
    const { changes, problems } = compare(changed({}, { accounts: [...accounts, joined] }));
    expect(changes).toEqual([
      {
        ...{ subject: 'account', kind: 'gone', id: '024681357902', name: 'platform-dev', from: 'Platform' },
        uses: [{ stage: 'dev', subscriptions: [] }],
      },
      expect.objectContaining({ kind: 'new', id: '555555555555', name: 'locker-service-dev', uses: [] }),
    ]);
    expect(problems).toMatchObject([{ code: 'account/not-in-organization', at: { file: 'config/stages/dev.yaml' } }]);
  });

  it('says of an OU who is below it', () => {
    const organizationalUnits = before.organizationalUnits.map((unit) =>
      unit.name === 'Dev' ? { ...unit, name: 'Development' } : unit,
    );
    const { changes } = compare(changed({}, { organizationalUnits }));
    expect(changes).toMatchObject([{ subject: 'organizational-unit', kind: 'renamed', from: 'Dev', to: 'Development' }]);
    expect(changes[0]?.uses.map(({ stage }) => stage)).toEqual(Array.from({ length: 7 }, () => 'dev'));
  });

  it('says which names mean another account now', () => {
    const config = edited('config/services/courier-gateway.yaml', '"778201934462"', '{ name: courier-gateway-dev }');
    const first = changed({ 'courier-gateway-dev': { name: 'gateway-old' }, 'legacy-lockbox': { name: 'courier-gateway-dev' } });
    expect(compare(first, config).repointed).toEqual([
      { stage: 'dev', service: 'courier-gateway', from: '778201934462', to: '433832795028' },
    ]);
  });

  it('says which names mean none any more', () => {
    const config = edited('config/stages/dev.yaml', '"024681357902"', '{ name: platform-dev }');
    const { changes, problems } = compare(changed({ 'platform-dev': { name: 'platform-development' } }), config);
    expect(problems).toMatchObject([{ code: 'account/no-match', at: { file: 'config/stages/dev.yaml' } }]);
    expect(changes).toMatchObject([{ kind: 'renamed', uses: [{ stage: 'dev', subscriptions: [] }] }]);
  });

  it('does not repeat what was wrong before', () => {
    const config = edited('config/services/courier-gateway.yaml', '"778201934462"', '"433832795028"');
    expect(compare(changed({ 'billing-service-dev': { name: 'billing' } }), config).problems).toEqual([]);
  });

  it('is all of it when there was no snapshot', () => {
    const { from, changes } = compareOrganizations(files, undefined, before, testCompanyConfig);
    expect(from).toBeUndefined();
    expect(changes).toHaveLength(before.accounts.length + before.organizationalUnits.length);
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['new']));
  });

  it('reads as a table, what touches config/ first', () => {
    const after = changed({ 'courier-gateway-dev': { name: 'gateway' }, 'log-archive': { name: 'logs' } });
    const lines = describeComparison(compare(after), { out: styleFor({ isTTY: false } as NodeJS.WriteStream), width: 120 });
    expect(lines).toEqual([
      '2 changes in the organization o-d00rst3p42 since 2026-11-20T08:15:00Z, 1 of them touches config/',
      '',
      'ID            CHANGE   NAME     WAS                  IS       USED BY',
      '778201934462  renamed  gateway  courier-gateway-dev  gateway  courier-gateway in dev',
      '',
      'ID            CHANGE   NAME  WAS          IS',
      '314159026535  renamed  logs  log-archive  logs',
    ]);
  });
});
