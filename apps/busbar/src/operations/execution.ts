import { names, type Execution, type StagePlan, type StageRecord } from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import type { StageServices } from './services';

/** The execution that a step belongs to. */
export interface StageExecution extends Execution {
  readonly stage: string;
}

/** Whether whoever holds the stage, if anybody does, may still change it. */
export async function isHolderAlive({ heldBy, stage }: StageRecord, { pipelines }: StageServices): Promise<boolean> {
  return heldBy !== undefined && (await pipelines.isAlive(names.pipeline(stage), heldBy.execution));
}

/** @throws CommandError (check failed) when the execution has planned nothing */
export async function planOf({ store }: StageServices, { stage, execution }: StageExecution): Promise<StagePlan> {
  const plan = await store.readPlan(stage, execution);
  if (plan) return plan;
  const message = `Execution ${execution} has no plan for stage "${stage}".`;
  throw new CommandError(exitCode.checkFailed, message, `Run \`busbar pipeline plan --stage ${stage}\` in it first.`);
}

/** @throws CommandError (check failed) when the stage is not held by the execution */
export function requireHold({ heldBy, stage }: StageRecord, { execution }: StageExecution): void {
  if (heldBy?.execution === execution) return;
  const holder = heldBy ? `execution ${heldBy.execution} holds it` : 'nobody holds it';
  throw new CommandError(
    exitCode.checkFailed,
    `Execution ${execution} may not change stage "${stage}": ${holder}.`,
    'Start the pipeline again; do not retry this execution.',
  );
}
