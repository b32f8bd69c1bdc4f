import { bootstrapRoleArn, bootstrapRoleName } from '@busbar/topology';
import { CommandError, exitCode } from '../exit';

/** What the AWS clients of one account are made with. */
export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly credentials?: Credentials | (() => Promise<Credentials>);
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What an account is opened for: to look, or to change stacks. */
export type Purpose = 'lookup' | 'deploy';

/** How the clients of an account are made. */
export type OpenAccount = (account: string, region: string, purpose: Purpose) => ClientSettings;

/**
 * Through the roles of Busbar's bootstrap, which trust the tooling account. A session of a role that was assumed with another one's
 * ends after an hour, whatever is asked for, so that a long wait needs several: the SDK asks again when one ends.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function bootstrapAccounts(own: Omit<ClientSettings, 'region'>): OpenAccount {
  return (account, region, purpose) => ({
    region,
    ...(own.endpoint !== undefined && { endpoint: own.endpoint }),
    credentials: () => assumeRole({ ...own, region }, account, purpose),
  });
}

async function assumeRole(own: ClientSettings, account: string, purpose: Purpose): Promise<Credentials> {
  const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient(own);
  const RoleArn = bootstrapRoleArn(purpose, account, own.region);
  try {
    const { Credentials: given } = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'busbar-pipeline' }));
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      ...(given?.SessionToken !== undefined && { sessionToken: given.SessionToken }),
      ...(given?.Expiration && { expiration: given.Expiration }),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      exitCode.environment,
      `The role ${bootstrapRoleName(purpose, account, own.region)} of account ${account} cannot be assumed: ${why}`,
      'Bootstrap the account: `busbar bootstrap` prints the command. The role has to trust the account that this runs in.',
      error,
    );
  } finally {
    client.destroy();
  }
}
