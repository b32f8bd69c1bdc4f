import { slots, type Topology } from '@busbar/topology';
import { existsSync, readFileSync } from 'node:fs';
import { RolloutError } from '../rollout-error';
import type { StageRollout } from './draw-pipelines';

/** What is read here of the plan that `busbar pipeline plan` writes. */
interface WrittenPlan {
  readonly schema?: unknown;
  readonly stage?: unknown;
  readonly execution?: unknown;
  readonly slots?: Readonly<Record<string, { readonly topology?: Topology } | undefined>>;
}

/**
 * The slots' topologies in the plan of an execution.
 *
 * @throws RolloutError when there is no such plan, or it is that of another stage or execution
 */
export function readPlannedSlots(path: string, stage: string, execution: string): StageRollout['slots'] {
  const fix = `Run \`busbar pipeline plan --stage ${stage}\` in this build, before \`cdk synth\`.`;
  if (!existsSync(path)) throw new RolloutError(`There is no "${path}".`, { fix });
  const plan = JSON.parse(readFileSync(path, 'utf8')) as WrittenPlan;
  if (plan.schema !== 'busbar/stage-plan@1') throw new RolloutError(`"${path}" is not a plan.`, { fix });
  if (plan.stage !== stage || plan.execution !== execution) {
    const found = `"${path}" is the plan of stage "${String(plan.stage)}", execution "${String(plan.execution)}"`;
    throw new RolloutError(`${found}, not of stage "${stage}", execution "${execution}".`, { fix });
  }
  const drawn = slots.map((slot) => {
    const topology = plan.slots?.[slot]?.topology;
    if (!topology) throw new RolloutError(`"${path}" has no topology for the slot "${slot}".`, { fix });
    return [slot, { topology }] as const;
  });
  return Object.fromEntries(drawn) as StageRollout['slots'];
}
