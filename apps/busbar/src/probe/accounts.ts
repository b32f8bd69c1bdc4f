import type { Manifest } from '@busbar/manifest';
import { CommandError, exitCode } from '../exit';
import type { ProbeContext, Side } from './experiment';
import type { ClientSettings } from './world';

/** Who the profiles are. */
export type Callers = Readonly<Record<Side, { readonly account: string; readonly partition: string }>>;

/** @throws CommandError (environment) when a profile has no credentials that AWS accepts */
export async function identify(settings: (side: Side) => ClientSettings): Promise<Callers> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const callerOf = async (side: Side) => {
    const client = new STSClient(settings(side));
    try {
      const { Account: account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
      return { account, partition: Arn.split(':')[1] ?? 'aws' };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const name = settings(side).profile ?? 'of the environment';
      throw new CommandError(
        exitCode.environment,
        `AWS does not accept the profile "${name}" (--profile-${side}): ${why}`,
        'Log in, or name another profile.',
        error,
      );
    } finally {
      client.destroy();
    }
  };
  return { a: await callerOf('a'), b: await callerOf('b') };
}

/** Accounts that a company runs on, with what for. */
export function companyAccounts({ organization, stages, services }: Manifest): ReadonlyMap<string, string> {
  return new Map([
    ...services.flatMap(({ name, accounts }) =>
      Object.entries(accounts).map(([stage, account]) => [account, `service "${name}" in stage "${stage}"`] as const),
    ),
    ...stages.map(({ name, centralAccount }) => [centralAccount, `the central bus of stage "${name}"`] as const),
    [organization.managementAccountId, 'the management of the organization'],
  ]);
}

/** @throws CommandError (usage) when the two are one, or the company runs on one of them */
export function requireSandboxes(
  { accounts }: Pick<ProbeContext, 'accounts'>,
  ofCompany: ReadonlyMap<string, string>,
  allowCompanyAccounts: boolean,
): void {
  if (accounts.a === accounts.b) {
    throw new CommandError(
      exitCode.usage,
      `Both profiles are of account ${accounts.a}.`,
      'Name profiles of two accounts: most experiments are about what one may do in the other.',
    );
  }
  if (allowCompanyAccounts) return;
  for (const account of Object.values(accounts)) {
    const used = ofCompany.get(account);
    if (used === undefined) continue;
    throw new CommandError(
      exitCode.usage,
      `Account ${account} is that of ${used}: experiments belong in a sandbox.`,
      'Name a profile of an account that the company does not run on, or confirm with --allow-company-accounts.',
    );
  }
}
