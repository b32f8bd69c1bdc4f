import { CommandError, exitCode } from '../exit';

/** What the AWS clients of one account are made with. */
export interface ClientSettings {
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface AccountAccess {
  readonly region: string;
  /** AWS profiles, one for each account that is needed; without one, what every AWS SDK reads. */
  readonly profiles: readonly string[];
  /** Port of the embedded runtime, instead of AWS. */
  readonly port?: number | undefined;
}

/**
 * The settings for each account. On AWS whoever they are of is asked first: a wrong profile is found before anything is changed.
 *
 * @throws CommandError (environment) when no profile is of an account, or AWS does not accept one
 */
export async function settingsByAccount(
  accounts: readonly string[],
  { region, profiles, port }: AccountAccess,
): Promise<ReadonlyMap<string, ClientSettings>> {
  if (port !== undefined) {
    const endpoint = `http://127.0.0.1:${port}`;
    return new Map(
      accounts.map((account) => [account, { region, endpoint, credentials: { accessKeyId: account, secretAccessKey: 'local' } }]),
    );
  }
  const given = profiles.length > 0 ? profiles.map((profile): ClientSettings => ({ region, profile })) : [{ region }];
  const found = new Map(await Promise.all(given.map(async (settings) => [await accountOf(settings), settings] as const)));
  const missing = accounts.find((account) => !found.has(account));
  if (missing === undefined) return found;
  throw new CommandError(
    exitCode.environment,
    `No credentials of account ${missing}; those given are of ${[...found.keys()].join(' and ')}.`,
    'Name a profile of each account: --profile <profile>,<profile>.',
  );
}

async function accountOf(settings: ClientSettings): Promise<string> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient(settings);
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Account ?? '';
  } catch (error) {
    const who = settings.profile === undefined ? 'the credentials of the environment' : `the profile "${settings.profile}"`;
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCode.environment, `AWS does not accept ${who}: ${why}`, 'Log in, or name another profile.', error);
  } finally {
    client.destroy();
  }
}
