import type { StackName, StackState } from '@busbar/topology';
import type { RolloutStore } from './store';

/** CloudFormation in the accounts of a stage. */
export interface Stacks {
  /** Undefined where there is no such stack. */
  describe(stack: StackName): Promise<StackState | undefined>;
  /** When its last change ended; undefined when there was none. */
  endOfLastChange(stack: StackName): Promise<Date | undefined>;
  /** Also one with termination protection. Without an error when it is gone already. @throws CommandError when it stays */
  remove(stack: StackName): Promise<void>;
  protect(stack: StackName): Promise<void>;
}

/** SQS in the accounts of a stage. */
export interface Queues {
  /** Messages in it: visible, in flight and delayed. Undefined when there is no such queue. */
  messages(arn: string): Promise<number | undefined>;
}

/** The pipelines, in the tooling account. */
export interface Pipelines {
  /** Whether the execution may still do something. */
  isAlive(pipeline: string, execution: string): Promise<boolean>;
  /** @param token the same for the same start: a second one does nothing */
  start(pipeline: string, commit: string, token: string): Promise<void>;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** CloudWatch in the central account. */
export interface Alarms {
  /** Its state now, and whether it was in alarm since then; undefined when there is no such alarm. */
  stateSince(alarm: string, since: Date): Promise<{ readonly now: AlarmState; readonly wentOff?: Date } | undefined>;
}

/** The repository. */
export interface Commits {
  /** False in a shallow clone, and where there is no repository: then no order is known. */
  areKnown(): Promise<boolean>;
  /** Whether `later` has `earlier` in its history. Undefined when the repository does not know one of them. */
  isBefore(earlier: string, later: string): Promise<boolean | undefined>;
}

export interface Clock {
  now(): Date;
  pause(milliseconds: number): Promise<void>;
}

/** Everything outside that a step of a pipeline talks to. */
export interface StageServices {
  readonly store: RolloutStore;
  readonly stacks: Stacks;
  readonly queues: Queues;
  readonly pipelines: Pipelines;
  readonly commits: Commits;
  readonly clock: Clock;
}
