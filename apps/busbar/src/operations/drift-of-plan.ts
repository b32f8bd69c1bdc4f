import { unitsOf, type StagePlan } from '@busbar/topology';
import { describeDrift, detectDrift } from './detect-drift';
import { isHolderAlive } from './execution';
import type { OpenedStep } from './open-step';
import { readBefore } from './read-before';

/** Whether a stage is as a plan was made from, beyond the digests of its stacks: somebody may have changed a rule by hand. */
export async function driftOfPlan(
  { services, stage, open }: Pick<OpenedStep, 'services' | 'stage' | 'open'>,
  plan: StagePlan,
): Promise<readonly string[]> {
  const { record } = await services.store.read(plan.stage);
  // Whoever holds the stage is changing it: the entry is refused for that.
  if (await isHolderAlive(record, services)) return [];
  const units = Object.values(plan.slots).flatMap(({ topology }) => unitsOf(topology));
  const { deployed } = await readBefore(services, record, units);
  const request = { deployed, centralAccount: stage.centralAccount, stacks: services.stacks, open };
  return (await detectDrift(request)).map(describeDrift);
}
