import flags from './feature-flags.json';

/**
 * CDK's feature flags, all those that it recommended when this repository last looked: what a template looks like depends on
 * them, so they are pinned here and change with a commit, not with an upgrade.
 */
export const featureFlags: Readonly<Record<string, unknown>> = {
  ...flags,
  // Notes on how each construct is used, for CDK's own statistics; a template says nothing more with them.
  '@aws-cdk/core:enableAdditionalMetadataCollection': false,
};
