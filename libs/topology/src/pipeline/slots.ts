import type { Topology } from '../model';
import type { Rollout, Step, StepKind } from '../rollout/rollout';

/** A place for each kind of step, in order of deployment: always the three, so that the pipeline is the same for every change. */
export const slots: readonly StepKind[] = ['prepare', 'switch', 'contract'];

/** What a slot deploys. */
export interface SlotTopology {
  readonly topology: Topology;
  /** The step that this slot is the first to deploy; absent when the slot changes nothing. */
  readonly step?: Step;
}

/**
 * What each slot deploys: the step of its kind; without one the next step, which the slots after it then find deployed; after the
 * last step the settled topology.
 *
 * @param settled `topology` of the compilation: what the rollout ends with, and what the stage has when nothing changes
 */
export function slotTopologies({ steps }: Pick<Rollout, 'steps'>, settled: Topology): Readonly<Record<StepKind, SlotTopology>> {
  const isDue = (step: Step, slot: number): boolean => slots.indexOf(step.kind) >= slot;
  const planned = slots.map((kind, slot): readonly [StepKind, SlotTopology] => {
    const step = steps.find((candidate) => isDue(candidate, slot));
    const isFirst = step && (slot === 0 || steps.find((candidate) => isDue(candidate, slot - 1)) !== step);
    return [kind, { topology: step?.topology ?? settled, ...(isFirst && { step }) }];
  });
  return Object.fromEntries(planned) as Record<StepKind, SlotTopology>;
}
