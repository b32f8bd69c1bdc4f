import { parseStagePlan } from '@busbar/topology';
import { existsSync, readFileSync } from 'node:fs';
import { RolloutError } from '../rollout-error';
import type { StageRollout } from './draw-pipelines';

/**
 * The slots' topologies in the plan of an execution.
 *
 * @throws RolloutError when there is no plan, or it is that of another stage or execution
 * @throws TopologyError when the file is not a plan
 */
export function readPlannedSlots(path: string, stage: string, execution: string): StageRollout['slots'] {
  const fix = `Run \`busbar pipeline plan --stage ${stage}\` in this build, before \`cdk synth\`.`;
  if (!existsSync(path)) throw new RolloutError(`There is no "${path}".`, { fix });
  const plan = parseStagePlan(readFileSync(path, 'utf8'), path);
  if (plan.stage !== stage || plan.execution !== execution) {
    const found = `"${path}" is the plan of stage "${plan.stage}", execution "${plan.execution}"`;
    throw new RolloutError(`${found}, not of stage "${stage}", execution "${execution}".`, { fix });
  }
  return plan.slots;
}
