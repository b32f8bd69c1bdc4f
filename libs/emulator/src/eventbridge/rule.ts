import type { Pattern } from '@busbar/event-pattern';
import type { Caller } from '../identity/caller';
import type { TargetInput } from './target-input';

/** A rule on a bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly busArn: string;
  readonly busName: string;
  readonly description: string | undefined;
  /** Absent for rules that only run on a schedule; schedules do not run here. */
  readonly pattern: Pattern | undefined;
  readonly schedule: string | undefined;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly targets: readonly Target[];
  /** EventBridge, sending for this rule to targets without a role. */
  readonly sender: Caller;
}

export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | undefined;
  readonly deadLetterQueueArn: string | undefined;
  readonly retry: RetryPolicy;
  /** Undefined: the event itself. */
  readonly input: TargetInput | undefined;
  /** For FIFO queues. */
  readonly messageGroupId: string | undefined;
  /** As the template says, for `ListTargetsByRule`. */
  readonly described: Readonly<Record<string, unknown>>;
}

export interface RetryPolicy {
  /** 0 to 185. */
  readonly maximumAttempts: number;
  readonly maximumAgeSeconds: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = { maximumAttempts: 185, maximumAgeSeconds: 86_400 };
