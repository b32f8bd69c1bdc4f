import type { Impact } from '@busbar/impact';
import type { Rollout } from '@busbar/topology';

/** What a plan against a base found, and what it rests on: all that a report is made of. */
export interface ComparedPlan {
  readonly company: string;
  readonly base: {
    /** As asked for: `main`. */
    readonly ref: string;
    /** Full hash of its commit. */
    readonly commit: string;
    /** Commits that the base has and this branch lacks; what they changed is shown as undone. */
    readonly missingHere: number;
  };
  /** What is taken for granted of the stages, a sentence. */
  readonly assumes: string;
  readonly impact: Impact;
  /** The steps of each stage, in roll-out order. */
  readonly rollouts: readonly ComparedRollout[];
  /** Recorded events that were tried; absent without a recording. */
  readonly recordedEvents?: number;
}

/** A stage's way from the base to `config/`. */
export interface ComparedRollout extends Rollout {
  readonly stage: string;
}

/** Whether anybody notices something, or something is deployed: a filter written another way is a new rule. */
export function hasChanges({ impact, rollouts }: ComparedPlan): boolean {
  return impact.teams.length > 0 || rollouts.some(({ steps }) => steps.length > 0);
}
