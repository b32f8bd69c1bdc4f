import type { CompiledPolicy } from '@busbar/iam-policy';

/** An IAM role of a template. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  /** Unique id, as in a session's user id. */
  readonly id: string;
  /** Who may assume it. */
  readonly trust: CompiledPolicy;
  /** Inline and attached policies of the templates. */
  readonly policies: readonly CompiledPolicy[];
}
