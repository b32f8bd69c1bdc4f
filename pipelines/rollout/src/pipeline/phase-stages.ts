import { SERVICES, slots, type PlannedPipeline, type SlotTopology, type StepKind } from '@busbar/topology';
import { Stack, type Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { drawServices, drawUnits, type ServiceStacks } from '../draw-stage';

/** What CDK's stages of one pipeline are drawn from. */
export interface PhaseStagesOptions {
  readonly slots: Readonly<Record<StepKind, Pick<SlotTopology, 'topology'>>>;
  readonly services?: ServiceStacks;
  /** Called with each of CDK's stages when it is drawn, before it is synthesized. */
  readonly onDrawn?: (stage: Stage) => void;
}

/** The stacks of the service teams, by slot; a slot without any has no stage. */
export function drawServiceStages(
  scope: Construct,
  { slots: topologies, services, onDrawn }: PhaseStagesOptions,
): ReadonlyMap<StepKind, Stage> {
  const drawn = new Map<StepKind, Stage>();
  if (!services) return drawn;
  for (const slot of slots) {
    const stage = drawServices(scope, `${slot}-${SERVICES}`, topologies[slot].topology, services);
    if (stacksIn(stage) === 0) {
      scope.node.tryRemoveChild(stage.node.id);
      continue;
    }
    onDrawn?.(stage);
    drawn.set(slot, stage);
  }
  return drawn;
}

export function stacksIn(stage: Stage | undefined): number {
  return stage?.node.findAll().filter((each) => Stack.isStack(each) && !each.nested).length ?? 0;
}

/** What each phase deploys, by the phase's name. */
export function drawPhaseStages(
  scope: Construct,
  { phases }: PlannedPipeline,
  services: ReadonlyMap<StepKind, Stage>,
  { slots: topologies, onDrawn }: PhaseStagesOptions,
): ReadonlyMap<string, Stage> {
  const drawn = new Map<string, Stage>();
  for (const { name, deploys } of phases) {
    if (!deploys) continue;
    const { slot, part } = deploys;
    const ofServices = part.name === SERVICES ? services.get(slot) : undefined;
    const stage = ofServices ?? drawUnits(scope, `${slot}-${part.name}`, topologies[slot].topology, part.units);
    if (!ofServices) onDrawn?.(stage);
    drawn.set(name, stage);
  }
  return drawn;
}
