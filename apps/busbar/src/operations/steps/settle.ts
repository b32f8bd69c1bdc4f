import {
  changesServiceTargets,
  checkDeployed,
  digestOfDeployed,
  recordStacks,
  stacksOfWave,
  unitKey,
  type StepKind,
  type StagePlan,
  type StageRecord,
} from '@busbar/topology';
import { planOf, requireHold, type StageExecution } from '../execution';
import { passed, refused, type Outcome } from '../outcome';
import { mapAtOnce, readDigests } from '../read-stacks';
import type { StageServices } from '../services';
import { updateRecord } from '../store';
import { describeDifference } from './enter';

/** A wave by its order, or the stacks of the service teams, which come before the routes. */
export type SettledWave = number | 'services';

export interface SettleRequest extends StageExecution {
  readonly slot: StepKind;
  readonly wave: SettledWave;
}

/** Waits until what a wave changed is in effect, and records it. */
export async function settleStep(services: StageServices, { slot, wave, ...execution }: SettleRequest): Promise<Outcome> {
  const plan = await planOf(services, execution);
  const { record } = await services.store.read(plan.stage);
  requireHold(record, execution);
  if (wave === 'services') return settleServices(services, plan, slot, record);
  const units = stacksOfWave(plan, slot, wave);
  const found = await readDigests(services.stacks, units);
  const wrong = checkDeployed(plan, slot, units, found);
  if (wrong.length > 0) {
    const lines = [`Wave ${wave} of slot "${slot}" was not deployed as planned.`, ...wrong.map(describeDifference)];
    return refused('stale', lines, 'Somebody else has changed it. Start the pipeline again.');
  }
  const recorded = new Map(record.units.map((deployed) => [unitKey(deployed.unit), digestOfDeployed(deployed)]));
  const changed = units.filter((unit) => recorded.get(unitKey(unit)) !== found[unitKey(unit)]);
  if (changed.length === 0) return passed('unchanged', `Wave ${wave} of slot "${slot}" has changed nothing.`);
  const ends = await mapAtOnce(changed, (unit) => services.stacks.endOfLastChange(unit));
  const end = new Date(Math.max(...ends.map((each) => (each ?? services.clock.now()).getTime())));
  await waitUntil(services, end.getTime() + settleSeconds(plan, slot) * 1_000);
  const { topology } = plan.slots[slot];
  await updateRecord(services.store, plan.stage, (current) => {
    requireHold(current, execution);
    return Promise.resolve({ result: undefined, write: recordStacks(current, topology, end, new Set(changed.map(unitKey))) });
  });
  return passed('settled', `Wave ${wave} of slot "${slot}": ${changed.length} changed, and in effect.`);
}

/** What routes send to has to admit them before they do. */
async function settleServices(services: StageServices, plan: StagePlan, slot: StepKind, record: StageRecord): Promise<Outcome> {
  if (!changesServiceTargets(plan, slot, record)) {
    return passed('unchanged', `Nothing that relies on the stacks of service teams begins in slot "${slot}".`);
  }
  await services.clock.pause(settleSeconds(plan, slot) * 1_000);
  return passed('settled', `The stacks of service teams in slot "${slot}" are in effect.`);
}

function settleSeconds(plan: StagePlan, slot: StepKind): number {
  return Math.max(0, ...plan.slots[slot].topology.waves.map(({ settleSeconds: seconds }) => seconds));
}

async function waitUntil({ clock }: StageServices, time: number): Promise<void> {
  const left = time - clock.now().getTime();
  if (left > 0) await clock.pause(left);
}
