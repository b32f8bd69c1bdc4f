import type { Manifest } from '@busbar/manifest';
import type { LoadedStack } from '@busbar/emulator';
import type { Placement, Step, StepKind } from '@busbar/topology';
import type { Happening } from './happening';
import type { StackTemplates } from './stack-templates';

/** A config that is rolled out. */
export interface Change {
  readonly to: Manifest;
  /** Operations after which the update of a stack fails and rolls back; the rollout ends there. @default it goes to its end */
  readonly stopAfter?: number;
  /** Seconds that pass before it. @default 0 */
  readonly afterSeconds?: number;
}

export interface RehearseOptions {
  /** What the stage has. @default - nothing: a first deployment */
  readonly before?: Manifest;
  /** Where accounts and event types were placed in `before`, where that is recorded. @default - as in a first deployment of it */
  readonly placement?: Placement;
  /** One after the other, each from what the one before has left. */
  readonly changes: readonly Change[];
  readonly stage: string;
  /** Of the order of operations, the delays of effects, and the targets that fail. @default 1 */
  readonly seed?: number;
  /** Draws the stacks; several rehearsals may share it, to draw what they have in common once. @default - without service teams' stacks */
  readonly templates?: StackTemplates;
  /** Called as the rehearsal goes on. */
  readonly onProgress?: (progress: RehearsalProgress) => void;
  /** Further runs to find a shorter trace of a loss. @default 16 */
  readonly shrinkRuns?: number;
  /** Changes what is deployed, to prove that a rehearsal sees what is missing. @default - nothing is changed */
  readonly sabotage?: Sabotage;
}

/** What is done to a plan, and when it hurts. */
export interface Sabotage {
  /** Changes that take effect late, by their names (`<step> <stack> <logical id>`). @default - all */
  readonly late?: (change: string) => boolean;
  readonly steps?: (steps: readonly Step[]) => readonly Step[];
  readonly stack?: (stack: LoadedStack) => LoadedStack;
}

export interface RehearsalProgress {
  /** Of all changes, from 1. */
  readonly step: number;
  readonly kind: StepKind;
  /** Of this change. */
  readonly steps: number;
  readonly published: number;
}

export interface Rehearsal {
  readonly steps: readonly RehearsedStep[];
  /** Counts of events, over all steps. */
  readonly published: number;
  readonly delivered: number;
  readonly duplicates: number;
  /** Attempts to publish that the bus refused, as it should. */
  readonly refused: number;
  /** Subscriptions that receive some events twice, with the same `metadata.id`: `<service>/<subscription>`, sorted. */
  readonly seenTwiceBy: readonly string[];
  readonly virtualSeconds: number;
  /** The first that was found, with the shortest trace that was found. Absent when nothing was lost. */
  readonly loss?: Loss;
}

export interface RehearsedStep {
  readonly kind: StepKind;
  /** Of CloudFormation, rollbacks included. */
  readonly operations: number;
  readonly stacks: number;
  readonly published: number;
  readonly delivered: number;
  readonly virtualSeconds: number;
  /** How it ended; `stopped` as it was asked for. */
  readonly end: 'complete' | 'stopped' | 'failed';
}

export type LossKind =
  /** An event did not arrive where it was owed. */
  | 'lost'
  /** It arrived where it was for nobody. */
  | 'unwanted'
  /** It was given up although no target failed by design. */
  | 'dead-lettered'
  | 'dropped'
  /** A publisher was refused that may publish, or somebody was allowed to who may not. */
  | 'refused'
  | 'allowed'
  /** A stack could not be deployed. */
  | 'stack-failed'
  /** A queue was deleted with messages in it. */
  | 'messages-deleted'
  /** A resource was kept when it left its stack, and nobody owns or watches it; its name is taken. */
  | 'orphaned'
  /** A stack that nothing needs was not deleted. */
  | 'stack-left';

export interface Loss {
  readonly kind: LossKind;
  /** What happened, as a sentence. */
  readonly message: string;
  readonly event?: LostEvent;
  /** The last thing that happened before, and the next one after it. */
  readonly after?: Happening;
  readonly before?: Happening;
  /** How far the event came, hop by hop. */
  readonly hops: readonly string[];
}

export interface LostEvent {
  readonly eventType: string;
  readonly source: string;
  /** Content of `detail.data`. */
  readonly data: unknown;
  /** `<account>/<role>`, or the account. */
  readonly publishedBy: string;
  /** `<service>/<subscription>` that it was owed to, or that received it. */
  readonly subscription?: string;
}
