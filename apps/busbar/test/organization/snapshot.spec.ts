import { testCompanyFiles } from '@busbar/test-company';
import { formatSnapshot, snapshotOf, type ReadOrganization } from '../../src/organization/snapshot';
import { parseSnapshot } from '../../src/organization/snapshot-file';
import { organizationOf } from './served-organization';

const date = (day: number) => new Date(Date.UTC(2026, 11, day, 8, 15, 30, 250));
const first = (read: ReadOrganization) => snapshotOf(read, undefined, date(1));

describe('a snapshot', () => {
  it('is one line for each OU and account, sorted by id, with tags where there are some', () => {
    const { organizationalUnits, accounts, ...others } = organizationOf(2, 3);
    const text = formatSnapshot(
      first({ ...others, organizationalUnits: organizationalUnits.toReversed(), accounts: accounts.toReversed() }),
    );
    expect(text).toBe(`{
  "id": "o-company1234",
  "readAt": "2026-12-01T08:15:30Z",
  "managementAccountId": "100000000001",
  "root": { "id": "r-ab12", "name": "Root" },
  "organizationalUnits": [
    { "id": "ou-ab12-00000000", "name": "Unit 0", "parentId": "r-ab12" },
    { "id": "ou-ab12-00000001", "name": "Unit 1", "parentId": "ou-ab12-00000000" }
  ],
  "accounts": [
    { "id": "100000000001", "name": "management", "email": "management@example.org", "state": "ACTIVE", "parentId": "r-ab12" },
    { "id": "200000000000", "name": "member-0", "email": "member-0@example.org", "state": "ACTIVE", "parentId": "ou-ab12-00000000", "tags": { "service": "member-0" } },
    { "id": "200000000001", "name": "member-1", "email": "member-1@example.org", "state": "ACTIVE", "parentId": "ou-ab12-00000001", "tags": { "service": "member-1" } }
  ]
}
`);
  });

  it('is read as it was written', () => {
    const snapshot = first(organizationOf(7, 40));
    expect(parseSnapshot(formatSnapshot(snapshot))).toEqual({ value: snapshot, problems: [] });
  });

  it('of the test company is as it would be written', () => {
    const text = testCompanyFiles().get('config/organization.json') ?? '';
    const { value } = parseSnapshot(text);
    expect(value && formatSnapshot(value)).toBe(text);
  });

  it('keeps the time of its content', () => {
    const organization = organizationOf(2, 3);
    const before = first(organization);
    const same = { ...organization, accounts: organization.accounts.toReversed() };
    expect(snapshotOf(same, before, date(9))).toEqual(before);
    const renamed = { ...organization, root: { id: 'r-ab12', name: 'Trunk' } };
    expect(snapshotOf(renamed, before, date(9)).readAt).toBe('2026-12-09T08:15:30Z');
  });

  it('does not depend on the order in which tags are listed', () => {
    const withTags = (tags: Record<string, string>) => {
      const { accounts, ...others } = organizationOf(1, 1);
      return formatSnapshot(first({ ...others, accounts: accounts.map((account) => ({ ...account, tags })) }));
    };
    expect(withTags({ b: '2', a: '1' })).toBe(withTags({ a: '1', b: '2' }));
  });
});
