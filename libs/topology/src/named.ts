import type { PolicyDocument } from '@busbar/iam-policy';

export interface Named {
  readonly name: string;
  readonly arn: string;
}

export interface PlannedRole extends Named {
  readonly trust: PolicyDocument;
  /** The role's one identity policy; absent when the role may do nothing. */
  readonly policy?: PolicyDocument;
  /** The most that its policies may give it; roles of one account share it. */
  readonly boundary?: PlannedPolicy;
}

/** A managed policy. */
export interface PlannedPolicy extends Named {
  readonly document: PolicyDocument;
}
