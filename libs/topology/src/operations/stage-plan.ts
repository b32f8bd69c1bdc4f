import type { Compilation } from '../compile';
import type { Named, Topology } from '../model';
import { slots, slotTopologies } from '../pipeline/slots';
import type { StepKind } from '../rollout/rollout';
import type { StackChange } from '../rollout/stack-changes';
import { digestsOf, unitKey, unitsOf } from '../rollout/units';
import { TopologyError } from '../topology-error';
import type { StackDigests } from './stack-state';
import type { Execution, StackName } from './stage-record';

/** What one execution does to its stage. Everything else is done by following it. */
export interface StagePlan extends Execution {
  readonly schema: 'busbar/stage-plan@1';
  readonly stage: string;
  /** ISO time. */
  readonly plannedAt: string;
  /** What every stack had that was looked at: the plan holds for nothing else. */
  readonly before: StackDigests;
  /** `progressOf` the record. */
  readonly progress: string;
  readonly slots: Readonly<Record<StepKind, SlotPlan>>;
  /** Stacks that are deleted after the last slot; sorted as they were deployed. */
  readonly retired: readonly StackName[];
}

export interface SlotPlan {
  readonly topology: Topology;
  /** The step that is deployed first in this slot; absent where the slot changes nothing. */
  readonly step?: StepKind;
  readonly changes: readonly StackChange[];
  /** Queues that the slot deletes. It may only begin when they hold no message. */
  readonly mustBeEmpty: readonly Named[];
}

export function planStage(
  { topology: settled, rollout }: Pick<Compilation, 'topology' | 'rollout'>,
  { execution, commit, before, progress, plannedAt }: Execution & Pick<StagePlan, 'before' | 'progress' | 'plannedAt'>,
): StagePlan {
  const deployed = slotTopologies(rollout, settled);
  const planned = slots.map((slot): [StepKind, SlotPlan] => {
    const { topology, step } = deployed[slot];
    if (!step) return [slot, { topology, changes: [], mustBeEmpty: [] }];
    const { kind, changes, mustBeEmpty } = step;
    return [slot, { topology, step: kind, changes, mustBeEmpty }];
  });
  const kept = new Set(unitsOf(settled).map(unitKey));
  const retired = rollout.steps.flatMap(({ retiredStacks }) => retiredStacks).filter((unit) => !kept.has(unitKey(unit)));
  return {
    schema: 'busbar/stage-plan@1',
    stage: settled.stage,
    execution,
    commit,
    plannedAt,
    before,
    progress,
    slots: Object.fromEntries(planned) as StagePlan['slots'],
    retired,
  };
}

/** Every stack that the plan deploys or deletes, and every one that it was made from. */
export function stacksOfPlan(plan: StagePlan): readonly StackName[] {
  return Object.keys(digestsAfter(plan)).map((key) => {
    const [account = '', stack = ''] = key.split('/');
    return { account, stack };
  });
}

/** What every stack has when a slot has been deployed; before the first slot without `slot`. */
export function digestsAfter(plan: StagePlan, slot?: StepKind): StackDigests {
  const deployed = slot === undefined ? [] : slots.slice(0, slots.indexOf(slot) + 1);
  return deployed.reduce<StackDigests>(
    (digests, each) => ({ ...digests, ...Object.fromEntries(digestsOf(plan.slots[each].topology)) }),
    { ...Object.fromEntries(plannedKeys(plan).map((key) => [key, null])), ...plan.before },
  );
}

function plannedKeys({ slots: planned }: StagePlan): readonly string[] {
  return slots.flatMap((slot) => unitsOf(planned[slot].topology).map(unitKey));
}

/** The slot before; undefined for the first. */
export function slotBefore(slot: StepKind): StepKind | undefined {
  return slots[slots.indexOf(slot) - 1];
}

export function formatStagePlan(plan: StagePlan): string {
  return JSON.stringify(plan);
}

/**
 * @param path for the message
 * @throws TopologyError when it is not such a plan
 */
export function parseStagePlan(text: string, path: string): StagePlan {
  let plan: Partial<StagePlan> | null;
  try {
    plan = JSON.parse(text) as Partial<StagePlan> | null;
  } catch {
    throw new TopologyError(`"${path}" is not JSON.`);
  }
  const isPlan =
    plan?.schema === 'busbar/stage-plan@1' && slots.every((slot) => plan.slots?.[slot]?.topology?.stage === plan.stage);
  if (!isPlan) throw new TopologyError(`"${path}" is not a plan that \`busbar pipeline plan\` has written.`);
  return plan as StagePlan;
}
