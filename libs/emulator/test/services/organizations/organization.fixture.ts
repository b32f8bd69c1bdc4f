import type { OrganizationSnapshot } from '../../../src';

export const MANAGEMENT = '100000000009';
export const DELEGATE = '100000000008';
export const CLOSED = '100000000007';

/** A small organization: the accounts of the company of the tests, and a few more. */
export function snapshot(accounts: OrganizationSnapshot['accounts'] = []): OrganizationSnapshot {
  const account = (id: string, name: string, parentId: string, more: object = {}) =>
    ({ id, name, email: `${name}@example.org`, state: 'ACTIVE', parentId, tags: {}, ...more }) as const;
  return {
    id: 'o-company1234',
    managementAccountId: MANAGEMENT,
    root: { id: 'r-ab12', name: 'Root' },
    organizationalUnits: [
      { id: 'ou-ab12-workload', name: 'Workloads', parentId: 'r-ab12' },
      { id: 'ou-ab12-workprod', name: 'Prod', parentId: 'ou-ab12-workload' },
    ],
    accounts: [
      account(MANAGEMENT, 'management', 'r-ab12'),
      account(DELEGATE, 'platform-tools', 'r-ab12'),
      account('300000000003', 'subscriber', 'ou-ab12-workprod', { tags: { team: 'parcels', 'cost centre': '7' } }),
      account('200000000002', 'publisher', 'ou-ab12-workprod'),
      account(CLOSED, 'legacy', 'ou-ab12-workload', { state: 'CLOSED' }),
      ...accounts,
    ],
  };
}

/** Accounts to fill pages with. */
export function many(count: number): OrganizationSnapshot['accounts'] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(500_000_000_000 + index),
    name: `member-${index}`,
    email: `member-${index}@example.org`,
    state: 'ACTIVE',
    parentId: 'ou-ab12-workload',
    tags: {},
  }));
}
