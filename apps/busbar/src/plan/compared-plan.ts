import type { Impact } from '@busbar/impact';

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
  /** Recorded events that were tried; absent without a recording. */
  readonly recordedEvents?: number;
}

export function hasChanges({ impact }: ComparedPlan): boolean {
  return impact.teams.length > 0;
}
