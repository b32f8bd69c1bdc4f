import { compile, slots, type Compilation, type PlatformState, type Topology } from '@busbar/topology';
import type { Manifest } from '@busbar/manifest';
import type { Outcome } from '../../src/operations/outcome';
import type { StageServices } from '../../src/operations/services';
import { checkStep } from '../../src/operations/steps/check';
import { enterStep } from '../../src/operations/steps/enter';
import { leaveStep, protectStep, retireStep } from '../../src/operations/steps/finish';
import { planStep } from '../../src/operations/steps/plan';
import { settleStep } from '../../src/operations/steps/settle';
import type { SimulatedStage } from './simulated-stage';

/** The process ended here: a build that was stopped, a machine that went away. */
export class Killed extends Error {}

export interface SimulatedExecution {
  readonly id: string;
  /** A number: see SimulatedStage. */
  readonly commit: string;
  /** What config/ says at the commit. */
  readonly manifest: Manifest;
  /** Steps by their number at which an action is interrupted, and whether it is retried. */
  readonly faults?: ReadonlyMap<number, 'retry' | 'die'>;
  /** Waits for others to go on. */
  readonly yieldTurn?: () => Promise<void>;
}

/** One execution of a stage's pipeline, from the plan to the end. @returns the verdict of its last step, or `killed` */
export async function execute(stage: SimulatedStage, execution: SimulatedExecution): Promise<string> {
  const { id, commit, manifest, faults = new Map<number, 'retry' | 'die'>(), yieldTurn = () => Promise.resolve() } = execution;
  stage.executions.set(id, 'InProgress');
  let calls = 0;
  const reach = async () => {
    await yieldTurn();
    if (faults.has(calls++)) throw new Killed(faults.get(calls - 1));
  };
  const services = stage.services(reach);
  try {
    const verdict = await steps(services, reach);
    stage.executions.set(id, verdict === 'left' ? 'Succeeded' : 'Failed');
    return verdict;
  } catch (error) {
    stage.executions.set(id, 'Failed');
    if (error instanceof Killed) return 'killed';
    throw error;
  }

  async function steps(outside: StageServices, turn: () => Promise<void>): Promise<string> {
    const self = { stage: 'dev', execution: id, commit };
    const compileFrom = (before: PlatformState | undefined): Compilation =>
      compile(manifest, 'dev', { now: outside.clock.now(), ...(before && { before }) });
    const planned = await action(() => planStep(outside, { ...self, compile: compileFrom, describe: () => '' }));
    if (!planned.passed || !planned.plan) return planned.verdict;
    const { plan } = planned;
    const entered = await action(() => enterStep(outside, { ...self, drift: () => Promise.resolve([]) }));
    if (!entered.passed) return entered.verdict;
    for (const slot of slots) {
      const { topology } = plan.slots[slot];
      const go = await action(() => checkStep(outside, { ...self, slot }));
      if (!go.passed) return go.verdict;
      for (const { order } of topology.waves) {
        if (order === 2) await action(() => settleStep(outside, { ...self, slot, wave: 'services' }));
        await deployWave(topology, order, turn);
        const settled = await action(() => settleStep(outside, { ...self, slot, wave: order }));
        if (!settled.passed) return settled.verdict;
      }
    }
    for (const step of [retireStep, protectStep, leaveStep]) {
      const done = await action(() => step(outside, self));
      if (!done.passed) return done.verdict;
    }
    return 'left';
  }

  /** A deploy action asks nobody: it is right only if the execution holds the stage. */
  async function deployWave(topology: Topology, order: number, turn: () => Promise<void>): Promise<void> {
    for (const unit of topology.waves.find((wave) => wave.order === order)?.units ?? []) {
      await action(turn);
      if (stage.record.heldBy?.execution !== id) throw new Error(`${id} deploys, and does not hold the stage.`);
      stage.deploy(topology, unit);
    }
  }
}

/** An action that is interrupted is begun again, if somebody retries it. */
async function action<Result extends Outcome | void>(run: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Killed) || error.message !== 'retry') throw error;
    }
  }
}
