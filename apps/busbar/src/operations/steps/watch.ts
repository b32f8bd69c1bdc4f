import { checkDeployed, unitsOf, type StagePlan, type Topology } from '@busbar/topology';
import { planOf, requireHold, type StageExecution } from '../execution';
import { passed, refused, type Outcome } from '../outcome';
import { readDigests } from '../read-stacks';
import type { Alarms, StageServices } from '../services';
import { describeDifference } from './enter';

/** Milliseconds between two looks at the alarm. */
const LOOK_MS = 30_000;

export interface SmokeRequest extends StageExecution {
  /** What is there and should not be, or the other way round, in words. */
  readonly drift: (plan: StagePlan) => Promise<readonly string[]>;
  /** Publishes a heartbeat for every route, and says which have not arrived. */
  readonly heartbeats: (topology: Topology) => Promise<readonly string[]>;
}

/** Whether what was deployed is there, stacks, buses, rules, targets and queues, and whether events get through. */
export async function smokeStep(services: StageServices, { drift, heartbeats, ...execution }: SmokeRequest): Promise<Outcome> {
  const plan = await planOf(services, execution);
  requireHold((await services.store.read(plan.stage)).record, execution);
  const units = unitsOf(plan.slots.contract.topology);
  const stacks = checkDeployed(plan, 'contract', units, await readDigests(services.stacks, units)).map(describeDifference);
  const there = [...stacks, ...(await drift(plan))];
  const wrong = there.length > 0 ? there : await heartbeats(plan.slots.contract.topology);
  if (wrong.length === 0)
    return passed('there', `Stage "${plan.stage}" has what was planned: ${units.length} stacks, and what is in them.`);
  const fix = 'Mend what it names, or go back with a revert commit; never with a rollback of the pipeline’s stage.';
  return refused('not-there', [`Stage "${plan.stage}" is not as it was deployed.`, ...wrong], fix);
}

export interface SoakRequest {
  readonly stage: string;
  readonly minutes: number;
  /** The alarm that says whether the stage is well; absent where none is drawn. */
  readonly alarm: string | undefined;
}

/** Waits, and looks whether the stage's alarm goes off meanwhile. */
export async function soakStep(
  { clock, alarms }: Pick<StageServices, 'clock'> & { readonly alarms: Alarms },
  { stage, minutes, alarm }: SoakRequest,
): Promise<Outcome> {
  if (minutes === 0) return passed('unwatched', `Stage "${stage}" has soakMinutes: 0.`);
  if (alarm === undefined)
    return passed('unwatched', `Stage "${stage}" has no alarm to watch (alarms: none), so nothing is waited for.`);
  const begun = clock.now();
  const end = begun.getTime() + minutes * 60_000;
  for (;;) {
    const state = await alarms.stateSince(alarm, begun);
    if (!state)
      return refused('no-alarm', [`There is no alarm ${alarm}.`], 'Deploy it: it is in the stage’s stack busbar-observability.');
    if (state.now === 'ALARM' || state.wentOff) {
      const when = state.wentOff ? ` at ${state.wentOff.toISOString()}` : '';
      const fix = 'See what it names. To go back, merge a revert commit: it is rolled out in steps like any change.';
      return refused('alarm', [`Alarm ${alarm} went off${when}.`], fix);
    }
    const left = end - clock.now().getTime();
    if (left <= 0) return passed('well', `Alarm ${alarm} was quiet for ${minutes} minutes.`);
    await clock.pause(Math.min(LOOK_MS, left));
  }
}
