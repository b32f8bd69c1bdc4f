import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { companyAccounts, requireSandboxes } from '../../src/probe/accounts';

const accounts = (a: string, b: string) => ({ accounts: { a, b } });

describe('the accounts of a probe', () => {
  let ofCompany: ReadonlyMap<string, string>;
  let central: string;
  let service: string;
  let management: string;

  beforeAll(async () => {
    const { manifest } = await loadManifest(testCompanyConfig);
    if (!manifest) throw new Error('the test company has errors');
    ofCompany = companyAccounts(manifest);
    central = manifest.stages[0]?.centralAccount ?? '';
    service = Object.values(manifest.services[0]?.accounts ?? {})[0] ?? '';
    management = manifest.organization.managementAccountId;
  });

  it('may be two that the company does not run on', () => {
    expect(() => requireSandboxes(accounts('999999999991', '999999999992'), ofCompany, false)).not.toThrow();
  });

  it('may not be one', () => {
    expect(() => requireSandboxes(accounts('999999999991', '999999999991'), ofCompany, true)).toThrow(
      'Both profiles are of account 999999999991.',
    );
  });

  it.each([
    ['the account of a central bus', () => central, 'is that of the central bus of stage'],
    ['the account of a service', () => service, 'is that of service'],
    ['the management account', () => management, 'is that of the management of the organization'],
  ])('may not be %s, unless that is confirmed', (_, account, message) => {
    const asked = accounts('999999999991', account());
    expect(() => requireSandboxes(asked, ofCompany, false)).toThrow(message);
    expect(() => requireSandboxes(asked, ofCompany, true)).not.toThrow();
  });
});
