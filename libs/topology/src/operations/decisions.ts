import type { DeploymentUnit, Named } from '../model';
import type { StepKind } from '../rollout/rollout';
import { unitKey, unitsOf } from '../rollout/units';
import type { StackDigests } from './stack-state';
import { digestsAfter, slotBefore, type StagePlan } from './stage-plan';
import { addWaiting, progressOf, type Execution, type StageRecord } from './stage-record';

/** A stack that does not have what it should have. */
export interface DigestDifference {
  /** `<account>/<stack>`. */
  readonly stack: string;
  readonly expected: string | null;
  readonly found: string | null;
}

function differences(expected: StackDigests, found: StackDigests): readonly DigestDifference[] {
  return Object.entries(expected)
    .filter(([stack, digest]) => (found[stack] ?? null) !== digest)
    .map(([stack, digest]) => ({ stack, expected: digest, found: found[stack] ?? null }));
}

/** Whether an execution may begin to change its stage. */
export type Entry =
  /** To be written: from then on it holds the stage. */
  | { readonly kind: 'enter'; readonly record: StageRecord }
  /** It holds the stage already. */
  | { readonly kind: 'inside' }
  /** To be written: another one holds the stage, and starts this one's commit when it leaves. */
  | { readonly kind: 'wait'; readonly record: StageRecord; readonly holder: Execution }
  /** The stage is not as the plan was made from. `overtaken`: because another execution has changed it since. */
  | { readonly kind: 'stale'; readonly differences: readonly DigestDifference[]; readonly overtaken: boolean };

/**
 * @param found what every stack of the plan has now
 * @param isAlive whether the holder, if there is one, is still running
 */
export function decideEntry(
  record: StageRecord,
  plan: StagePlan,
  { found, isAlive, now }: { readonly found: StackDigests; readonly isAlive: boolean; readonly now: Date },
): Entry {
  const { heldBy } = record;
  if (heldBy?.execution === plan.execution) return { kind: 'inside' };
  if (heldBy && isAlive) return { kind: 'wait', record: addWaiting(record, plan), holder: heldBy };
  const changed = differences(digestsAfter(plan), found);
  const overtaken = progressOf(record) !== plan.progress;
  if (changed.length > 0 || overtaken) return { kind: 'stale', differences: changed, overtaken };
  const { execution, commit } = plan;
  return {
    kind: 'enter',
    record: { ...record, heldBy: { execution, commit, since: now.toISOString() }, intended: intendedStacks(record, plan) },
  };
}

function intendedStacks(record: StageRecord, plan: StagePlan): readonly DeploymentUnit[] {
  const planned = Object.values(plan.slots).flatMap(({ topology }) => unitsOf(topology));
  const known = [...(record.intended ?? []), ...planned];
  return [...new Map(known.map((unit) => [unitKey(unit), unit])).values()];
}

/** Why a slot may not begin; empty when it may. */
export interface SlotObstacles {
  readonly differences: readonly DigestDifference[];
  /** Queues that it would delete with what is in them. */
  readonly notEmpty: readonly (Named & { readonly messages: number })[];
}

/**
 * Every stack has what the slot before left. A stack that has what this slot makes of it is right, too: the slot was begun
 * before, and goes on.
 *
 * @param messages by ARN of a queue; absent for one that is not there
 */
export function checkSlot(
  plan: StagePlan,
  slot: StepKind,
  found: StackDigests,
  messages: ReadonlyMap<string, number>,
): SlotObstacles {
  const after = digestsAfter(plan, slot);
  const expected = digestsAfter(plan, slotBefore(slot));
  return {
    differences: differences(expected, found).filter(({ stack, found: digest }) => digest !== after[stack]),
    notEmpty: plan.slots[slot].mustBeEmpty
      .map((queue) => ({ ...queue, messages: messages.get(queue.arn) ?? 0 }))
      .filter((queue) => queue.messages > 0),
  };
}

/** The stacks of one wave of a slot; none when the slot's topology has no such wave. */
export function stacksOfWave({ slots }: StagePlan, slot: StepKind, wave: number): readonly DeploymentUnit[] {
  return slots[slot].topology.waves.find(({ order }) => order === wave)?.units ?? [];
}

/** What is wrong with stacks of a slot that is said to be deployed. */
export function checkDeployed(
  plan: StagePlan,
  slot: StepKind,
  stacks: readonly DeploymentUnit[],
  found: StackDigests,
): readonly DigestDifference[] {
  const after = digestsAfter(plan, slot);
  return differences(Object.fromEntries(stacks.map((unit) => [unitKey(unit), after[unitKey(unit)] ?? null])), found);
}

/** Whether the slot changes what the stacks of service teams make, so that what relies on it has to wait. */
export function changesServiceTargets(plan: StagePlan, slot: StepKind, before: StageRecord): boolean {
  const had = new Set(before.units.flatMap(({ part }) => part.serviceTargets ?? []).map(({ arn }) => arn));
  return plan.slots[slot].topology.serviceTargets.some(({ arn }) => !had.has(arn));
}
