import {
  checkDeployed,
  forgetStacks,
  names,
  releaseStage,
  removeWaiting,
  unitKey,
  unitsOf,
  type Execution,
  type StagePlan,
  type StageRecord,
} from '@busbar/topology';
import { planOf, requireHold, type StageExecution } from '../execution';
import { passed, refused, type Outcome } from '../outcome';
import { mapAtOnce, readDigests } from '../read-stacks';
import type { StageServices } from '../services';
import { updateRecord } from '../store';
import { describeDifference } from './enter';

/** Deletes the stacks that the plan lists as retired. */
export async function retireStep(services: StageServices, execution: StageExecution): Promise<Outcome> {
  const plan = await planOf(services, execution);
  requireHold((await services.store.read(plan.stage)).record, execution);
  if (plan.retired.length === 0) return passed('unchanged', 'No stack is to be deleted.');
  await mapAtOnce(plan.retired, (stack) => services.stacks.remove(stack));
  await updateRecord(services.store, plan.stage, (record) => {
    requireHold(record, execution);
    return Promise.resolve({ result: undefined, write: forgetStacks(record, new Set(plan.retired.map(unitKey))) });
  });
  return passed('retired', ...plan.retired.map(({ stack, account }) => `Deleted ${stack} in ${account}.`));
}

/** Switches on termination protection where it is off. */
export async function protectStep({ store, stacks, ...services }: StageServices, execution: StageExecution): Promise<Outcome> {
  const plan = await planOf({ store, stacks, ...services }, execution);
  requireHold((await store.read(plan.stage)).record, execution);
  const units = unitsOf(plan.slots.contract.topology);
  const states = await mapAtOnce(units, async (unit) => ({ unit, state: await stacks.describe(unit) }));
  const open = states.filter(({ state }) => state?.terminationProtection === false).map(({ unit }) => unit);
  await mapAtOnce(open, (unit) => stacks.protect(unit));
  return passed('protected', `${units.length} stacks are protected, ${open.length} of them from now on.`);
}

export interface LeaveRequest extends StageExecution {
  /** The stage that comes next; absent for the last one. */
  readonly next?: string;
}

/** Gives the stage back: the next stage's pipeline starts with the same commit, and so does what waited for this one. */
export async function leaveStep(services: StageServices, { next, ...execution }: LeaveRequest): Promise<Outcome> {
  const { store, pipelines } = services;
  const plan = await planOf(services, execution);
  const wrong = await updateRecord(store, plan.stage, async (record) => {
    // A step that is retried after it has released the stage goes on with what comes then.
    if (!record.heldBy && record.last?.execution === execution.execution) return { result: [] };
    requireHold(record, execution);
    const differences = await unfinished(services, plan);
    if (differences.length > 0) return { result: differences };
    return { result: [], write: releaseStage(record, execution, services.clock.now()) };
  });
  if (wrong.length > 0) {
    const lines = [`The rollout to stage "${plan.stage}" has not ended as planned.`, ...wrong];
    return refused('unfinished', lines, 'Start the pipeline again: it goes on from what is there.');
  }
  const messages = [`Stage "${plan.stage}" has commit ${execution.commit}.`];
  if (next !== undefined) {
    await pipelines.start(names.pipeline(next), execution.commit, `next ${execution.execution}`);
    messages.push(`Started ${names.pipeline(next)}.`);
  }
  const started = await startWaiting(services, (await store.read(plan.stage)).record);
  return passed(
    'left',
    ...messages,
    ...started.map(({ commit }) => `Started ${names.pipeline(plan.stage)} with ${commit}, which waited.`),
  );
}

async function unfinished({ stacks }: StageServices, plan: StagePlan): Promise<readonly string[]> {
  const units = unitsOf(plan.slots.contract.topology);
  return checkDeployed(plan, 'contract', units, await readDigests(stacks, units)).map(describeDifference);
}

/** Those whose commit is in the history of another one that waits have nothing of their own to deploy. */
async function startWaiting(services: StageServices, { stage, waiting = [], last }: StageRecord): Promise<readonly Execution[]> {
  if (waiting.length === 0) return [];
  const isOrderKnown = await services.commits.areKnown();
  const started: Execution[] = [];
  for (const each of waiting) {
    const others = !isOrderKnown ? [] : [...waiting, ...(last ? [last] : [])].filter(({ commit }) => commit !== each.commit);
    const later = await Promise.all(others.map(({ commit }) => services.commits.isBefore(each.commit, commit)));
    if (later.includes(true)) continue;
    await services.pipelines.start(names.pipeline(stage), each.commit, `waited ${each.execution}`);
    started.push(each);
  }
  await updateRecord(services.store, stage, (record) =>
    Promise.resolve({ result: undefined, write: removeWaiting(record, waiting) }),
  );
  return started;
}
