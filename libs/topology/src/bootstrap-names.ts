import { partitionOf } from '@busbar/arn';

/**
 * Busbar's own bootstrap: the CDK's default one (`hnb659fds`, `CDKToolkit`) belongs to the account's teams, with the trust and the
 * permissions that they need.
 */
export const bootstrap = { qualifier: 'busbar', toolkitStack: 'BusbarToolkit' } as const;

/** The roles of a bootstrap, as the CDK calls them. */
export type BootstrapRole = 'lookup' | 'deploy' | 'cfn-exec' | 'file-publishing' | 'image-publishing';

/** @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
export function bootstrapRoleName(role: BootstrapRole, account: string, region: string): string {
  return `cdk-${bootstrap.qualifier}-${role}-role-${account}-${region}`;
}

export function bootstrapRoleArn(role: BootstrapRole, account: string, region: string): string {
  return `arn:${partitionOf(region)}:iam::${account}:role/${bootstrapRoleName(role, account, region)}`;
}

/** The bucket that keeps what the stages have, in the tooling account. Longer names than S3's 63 characters are a problem of `validate`. */
export function rolloutBucket({
  company,
  account,
  region,
}: {
  readonly company: string;
  readonly account: string;
  readonly region: string;
}): string {
  return `busbar-${company}-rollout-${account}-${region}`;
}
