import type { Problem } from '@busbar/problem';
import { membershipProblem } from '../accounts';
import { manifestProblem } from '../manifest-problems';
import type { Manifest, Organization, Platform } from '../model';
import { connectionArn } from './shape';

/** The accounts that the pipeline names are active members of the organization, and its own is that of no stage. */
export function checkPipeline(
  platform: Platform | undefined,
  { organization, stages, services }: Pick<Manifest, 'stages' | 'services'> & { readonly organization: Organization | undefined },
): readonly Problem[] {
  if (!platform?.pipeline) return [];
  const { document, pipeline } = platform;
  const { account, source, bindings } = pipeline;
  const member = (id: string, by: string, ...path: readonly string[]): Problem | undefined =>
    membershipProblem(organization, { account: id, by, document, path: ['pipeline', ...path] });

  const [, service, owner = account] = connectionArn.exec(source.connectionArn) ?? [];
  return [
    member(account, 'the pipeline', 'account') ?? inUse(platform, account, { stages, services }),
    owner === account
      ? undefined
      : (notShareable(platform, service, owner) ?? member(owner, 'the connection', 'source', 'connectionArn')),
    bindings && bindings.account !== account ? member(bindings.account, 'the bindings', 'bindings', 'account') : undefined,
  ].filter((problem) => problem !== undefined);
}

/** Whoever can start a build in the tooling account can change every stage; stages are isolated from each other. */
function inUse(
  { document }: Platform,
  account: string,
  { stages, services }: Pick<Manifest, 'stages' | 'services'>,
): Problem | undefined {
  const users = [
    ...stages.filter(({ centralAccount }) => centralAccount === account).map(({ name }) => `the central bus of "${name}"`),
    ...services.flatMap(({ name, accounts }) =>
      Object.entries(accounts).flatMap(([stage, id]) => (id === account ? [`"${name}" in "${stage}"`] : [])),
    ),
  ];
  const [user] = users;
  if (user === undefined) return undefined;
  return manifestProblem(
    'pipeline/account-in-use',
    document.at(['pipeline', 'account']),
    `The account "${account}" of the pipeline is that of ${user}.`,
    'Choose an account that no stage uses: what runs in it may change every stage.',
  );
}

/** @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-share.html */
function notShareable({ document }: Platform, service: string | undefined, owner: string): Problem | undefined {
  if (service === 'codeconnections') return undefined;
  return manifestProblem(
    'pipeline/connection-not-shareable',
    document.at(['pipeline', 'source', 'connectionArn']),
    `The connection is in account ${owner}, and AWS shares no connections of "${service}" with other accounts.`,
    'Make a connection in the account of the pipeline, or share one of "codeconnections".',
  );
}
