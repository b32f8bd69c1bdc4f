import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import { judge } from '../../src/organization/organization-errors';
import { PacedCalls } from '../../src/organization/paced-calls';
import { readOrganization } from '../../src/organization/read-organization';
import { formatSnapshot, snapshotOf, type ReadOrganization } from '../../src/organization/snapshot';
import { MEMBER, organizationOf, ServedOrganization } from './served-organization';

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
const text = (read: ReadOrganization) => formatSnapshot(snapshotOf(read, undefined, new Date(0)));

describe('reading an organization', () => {
  let served: ServedOrganization | undefined;
  afterEach(async () => {
    await served?.stop();
    served = undefined;
  });

  it('gives what the organization is', async () => {
    const organization = organizationOf(5, 43);
    served = await ServedOrganization.start(organization);
    const read = await readOrganization({ client: served.client, calls: served.calls() });
    expect(text(read)).toBe(text(organization));
  });

  it('asks once for each OU, once for twenty accounts, and once for the tags of each account', async () => {
    served = await ServedOrganization.start(organizationOf(7, 90));
    const calls = served.calls();
    await readOrganization({ client: served.client, calls });
    expect(Object.fromEntries(served.counts)).toEqual({
      DescribeOrganization: 1,
      ListRoots: 1,
      ListOrganizationalUnitsForParent: 8,
      ListAccounts: 5,
      ListTagsForResource: 90,
    });
    expect(calls).toMatchObject({ calls: 105, throttled: 0 });
  });

  it('needs 163 calls for 2,000 accounts whose tags are known', async () => {
    served = await ServedOrganization.start(organizationOf(60, 2_000));
    const knownTags = () => ({ kept: 'yes' });
    const { accounts } = await readOrganization({ client: served.client, calls: served.calls(), knownTags });
    expect(sum(served.counts)).toBe(163);
    expect(accounts[7]?.tags).toEqual({ kept: 'yes' });
  });

  it('slows down when it is throttled, so that few calls of 2,000 accounts are refused', async () => {
    const organization = organizationOf(60, 2_000);
    served = await ServedOrganization.start(organization, { throttle: { perSecond: 10, burst: 20 } });
    const calls = served.calls();
    const began = served.clock.elapsed();
    const read = await readOrganization({ client: served.client, calls });
    expect(text(read)).toBe(text(organization));
    const refused = calls.throttled;
    expect(sum(served.counts)).toBe(2_163 + refused);
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(60);
    // At ten a second, 2,000 calls need 200 seconds at least.
    const seconds = (served.clock.elapsed() - began) / 1_000;
    expect(seconds).toBeLessThan(250);
  });

  it('tells how far it is', async () => {
    served = await ServedOrganization.start(organizationOf(2, 5));
    const seen: unknown[] = [];
    await readOrganization({ client: served.client, calls: served.calls(), onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toEqual({ organizationalUnits: 2 });
    expect(seen[1]).toEqual({ organizationalUnits: 2, accounts: 5 });
    expect(seen.at(-1)).toEqual({ organizationalUnits: 2, accounts: 5, tagged: 5 });
  });

  it('ends with what AWS says to whom it refuses', async () => {
    served = await ServedOrganization.start(organizationOf(2, 5), { account: MEMBER });
    await expect(readOrganization({ client: served.client, calls: served.calls() })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(served.counts.get('ListRoots')).toBe(1);
  });
});

/** A client that answers from a list, by operation. */
function scripted(answers: Record<string, unknown[]>): Pick<OrganizationsClient, 'send'> {
  const send = (command: object) => {
    const answer = answers[command.constructor.name.replace(/Command$/, '')]?.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { send } as Pick<OrganizationsClient, 'send'>;
}

const start = {
  DescribeOrganization: [{ Organization: { Id: 'o-company1234', MasterAccountId: '100000000001' } }],
  ListRoots: [{ Roots: [{ Id: 'r-ab12', Name: 'Root' }] }],
};
const member = (Id: string, more: object) => ({ Id, Name: `member-${Id}`, Email: `m${Id}@example.org`, ...more });

describe('reading what AWS may also answer', () => {
  const calls = () => new PacedCalls(judge, { now: () => 0, wait: () => Promise.resolve() });

  it('goes on after an empty page, and finds parents by OU where AWS gives no paths and an older status', async () => {
    const client = scripted({
      ...structuredClone(start),
      ListOrganizationalUnitsForParent: [
        { OrganizationalUnits: [], NextToken: 'more' },
        { OrganizationalUnits: [{ Id: 'ou-ab12-00000000', Name: 'Unit' }] },
        {},
      ],
      ListAccounts: [
        { NextToken: 'more' },
        { Accounts: [member('100000000001', { Status: 'ACTIVE' }), member('200000000000', { Status: 'SUSPENDED' })] },
      ],
      ListAccountsForParent: [
        { Accounts: [member('100000000001', {})] },
        { Accounts: [], NextToken: 'more' },
        { Accounts: [member('200000000000', {})] },
      ],
      ListTagsForResource: [{ Tags: [] }, { NextToken: 'more' }, { Tags: [{ Key: 'service', Value: 'orders' }] }],
    });
    const { accounts } = await readOrganization({ client, calls: calls() });
    expect(accounts).toMatchObject([
      { id: '100000000001', parentId: 'r-ab12', state: 'ACTIVE', tags: {} },
      { id: '200000000000', parentId: 'ou-ab12-00000000', state: 'SUSPENDED', tags: { service: 'orders' } },
    ]);
  });

  it.each([
    ['is in an OU that was made meanwhile', { Paths: ['o-company1234/r-ab12/ou-ab12-99999999/200000000000/'], State: 'ACTIVE' }],
    ['is in no OU when they are asked', { State: 'ACTIVE' }],
    ['has no state', { Paths: ['o-company1234/r-ab12/200000000000/'] }],
  ])('refuses an account that %s', async (_, more) => {
    const client = scripted({
      ...structuredClone(start),
      ListOrganizationalUnitsForParent: [{ OrganizationalUnits: [] }],
      ListAccounts: [{ Accounts: [member('200000000000', more)] }],
      ListAccountsForParent: [{ Accounts: [] }],
      ListTagsForResource: [{ Tags: [] }],
    });
    await expect(readOrganization({ client, calls: calls() })).rejects.toMatchObject({
      name: 'CommandError',
      fix: 'Run it again.',
    });
  });

  it.each([
    ['throttles', Object.assign(new Error('slow'), { name: 'TooManyRequestsException' })],
    ['breaks', Object.assign(new Error('broken'), { name: 'ServiceException', $metadata: { httpStatusCode: 500 } })],
    ['hangs up', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  ])('asks again when AWS %s, eight times at most', async (_, error) => {
    const once = scripted({ ...structuredClone(start), DescribeOrganization: [error, ...start.DescribeOrganization] });
    const some = calls();
    await readOrganization({ client: once, calls: some }).catch(() => undefined);
    expect(some.calls).toBeGreaterThan(2);
    const never = calls();
    const always = scripted({ DescribeOrganization: Array.from({ length: 20 }, () => error) });
    await expect(readOrganization({ client: always, calls: never })).rejects.toBe(error);
    expect(never.calls).toBe(8);
  });
});
