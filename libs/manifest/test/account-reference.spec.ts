import { SourceDocument } from '@busbar/problem';
import { testCompanyFiles } from '@busbar/test-company';
import { parseManifest, resolveAccount, type AccountReference, type Organization } from '../src';
import { withEdits } from './edits';

const account = (id: string, name: string, parentId: string, more: Partial<Organization['accounts'][number]> = {}) =>
  ({ id, name, email: `${name}@example.org`, state: 'ACTIVE', parentId, tags: {}, ...more }) as const;

const organization: Organization = {
  id: 'o-example123',
  readAt: '2026-11-20T08:15:00Z',
  managementAccountId: '100000000001',
  root: { id: 'r-root', name: 'Root' },
  organizationalUnits: [
    { id: 'ou-work', name: 'Workloads', parentId: 'r-root' },
    { id: 'ou-prod', name: 'Prod', parentId: 'ou-work' },
    { id: 'ou-dev', name: 'Dev', parentId: 'ou-work' },
    { id: 'ou-production', name: 'Production', parentId: 'ou-work' },
  ],
  accounts: [
    account('100000000001', 'management', 'r-root'),
    account('200000000001', 'billing-dev', 'ou-dev', { tags: { service: 'billing', stage: 'dev' } }),
    account('200000000002', 'billing-prod', 'ou-prod', { tags: { service: 'billing', stage: 'prod' } }),
    account('200000000003', 'orders-prod', 'ou-prod', { tags: { service: 'orders', stage: 'prod' } }),
    account('200000000004', 'legacy', 'ou-dev', { state: 'CLOSED' }),
    account('200000000005', 'legacy', 'ou-production'),
    account('200000000006', 'abandoned', 'r-root', { state: 'SUSPENDED' }),
  ],
  document: new SourceDocument('config/organization.json', '{}'),
};
const document = new SourceDocument('config/services/billing.yaml', 'accounts:\n  prod: { name: x }\n');
const resolve = (reference: AccountReference) => resolveAccount(organization, reference, document, ['accounts', 'prod']);
const first = (reference: AccountReference) => {
  const { id, problems } = resolve(reference);
  return id ?? problems.map(({ code, message, fix }) => `${code}: ${message} ${fix}`).join('\n');
};

describe('an account', () => {
  it.each<[string, AccountReference, string]>([
    ['its id, whether or not it is there', '999999999999', '999999999999'],
    ['its name', { name: 'billing-prod' }, '200000000002'],
    ['a tag that it alone has', { tags: { service: 'orders' } }, '200000000003'],
    ['the OU and a tag', { ou: 'Workloads/Prod', tags: { service: 'billing' } }, '200000000002'],
    ['an OU above it', { ou: 'Workloads', tags: { service: 'orders' } }, '200000000003'],
    ['an OU whose name is the beginning of that of another', { ou: 'Workloads/Production' }, '200000000005'],
    ['the name of one that is active, though a closed one had it too', { name: 'legacy' }, '200000000005'],
    ['the name of one that is not active, which has its own problem', { name: 'abandoned' }, '200000000006'],
  ])('is named by %s', (_, reference, id) => {
    expect(resolve(reference)).toEqual({ id, problems: [] });
  });

  it.each<[string, AccountReference, string]>([
    [
      'a name that is nearly right',
      { name: 'biling-prod' },
      'account/no-match: No account of the organization has the name "biling-prod". Write "billing-prod" if you meant that, or take a new snapshot with `busbar org pull`.',
    ],
    [
      'an OU that is nearly right',
      { ou: 'Workload/Prod' },
      'account/no-match: No account of the organization has the OU "Workload/Prod". Write "Workloads/Prod" if you meant that, or take a new snapshot with `busbar org pull`.',
    ],
    [
      'a tag whose key is nearly right',
      { tags: { servce: 'billing' } },
      'account/no-match: No account of the organization has the tag "servce: billing". Write "service" if you meant that, or take a new snapshot with `busbar org pull`.',
    ],
    [
      'a tag whose value no account has',
      { tags: { service: 'invoicing-of-parcels' } },
      'account/no-match: No account of the organization has the tag "service: invoicing-of-parcels". Correct it, or take a new snapshot with `busbar org pull`.',
    ],
    [
      'what no account has together',
      { name: 'orders-prod', tags: { stage: 'dev' } },
      'account/no-match: No account of the organization has the name "orders-prod" and the tag "stage: dev". Each of them is there, but no account has all: leave one out, or take a new snapshot with `busbar org pull`.',
    ],
    [
      'what two accounts have',
      { tags: { service: 'billing' } },
      'account/several-match: Not one but 2 accounts have the tag "service: billing": "200000000001" ("billing-dev"), "200000000002" ("billing-prod"). Add what only one of them has, or write the id, such as "200000000001".',
    ],
  ])('is not named by %s', (_, reference, problem) => {
    expect(first(reference)).toBe(problem);
  });

  it('lists five accounts at most', () => {
    const many = { ...organization, accounts: Array.from({ length: 8 }, (_, n) => account(`30000000000${n}`, 'same', 'r-root')) };
    const { problems } = resolveAccount(many, { name: 'same' }, document, ['accounts', 'prod']);
    expect(problems[0]?.message).toMatch(
      /^Not one but 8 accounts have the name "same": .*"300000000004" \("same"\) and 3 more\.$/,
    );
    expect(problems[0]?.at).toEqual({ file: 'config/services/billing.yaml', line: 2, column: 9 });
  });

  it('waits for an organization that can be read', () => {
    expect(resolveAccount(undefined, { name: 'billing-prod' }, document, [])).toEqual({ problems: [] });
  });
});

describe('the accounts of a service and of a stage', () => {
  it('are the same in the manifest, however they are named', () => {
    const files = testCompanyFiles();
    const { manifest } = parseManifest(files);
    const byName = withEdits(files, {
      'config/services/courier-gateway.yaml': ['"778201934462"', '{ name: courier-gateway-dev }'],
      'config/services/billing-service.yaml': ['"512093847561"', '{ ou: Workloads/Dev, name: billing-service-dev }'],
      'config/stages/dev.yaml': ['"024681357902"', '{ name: platform-dev }'],
    });
    const { manifest: named, problems } = parseManifest(byName.files);
    expect(problems).toEqual(parseManifest(files).problems);
    const accounts = (from: typeof manifest) => ({
      services: from?.services.map(({ name, accounts: of }) => [name, of]),
      stages: from?.stages.map(({ name, centralAccount }) => [name, centralAccount]),
    });
    expect(manifest).toBeDefined();
    expect(accounts(named)).toEqual(accounts(manifest));
  });
});
