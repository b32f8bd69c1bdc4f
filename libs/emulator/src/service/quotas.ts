/** What an account may have. CloudFormation meets them at every moment of an update, when old and new exist together. */
export interface Quotas {
  /** The policy of an event bus, as JSON. */
  readonly busPolicyCharacters: number;
  readonly rulesPerBus: number;
  readonly patternCharacters: number;
  /** All inline policies of a role together, without white space. */
  readonly roleInlinePolicyCharacters: number;
  readonly managedPolicyCharacters: number;
  /** All permissions of a function together, as JSON. */
  readonly functionPolicyBytes: number;
  readonly resourcesPerStack: number;
}

/**
 * AWS's defaults.
 *
 * - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 * - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * - https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const DEFAULT_QUOTAS: Quotas = {
  busPolicyCharacters: 10_240,
  rulesPerBus: 300,
  patternCharacters: 2_048,
  roleInlinePolicyCharacters: 10_240,
  managedPolicyCharacters: 6_144,
  functionPolicyBytes: 20_480,
  resourcesPerStack: 500,
};
