import {
  assembleState,
  digestOfDeployed,
  expectedStage,
  findDrift,
  unitKey,
  type DeployedUnit,
  type Drift,
} from '@busbar/topology';
import type { OpenAccount } from './accounts';
import { readStage } from './read-stage';
import { readStates } from './read-stacks';
import type { Stacks } from './services';

export interface DriftRequest {
  /** What the stage was deployed with, stack by stack. */
  readonly deployed: readonly DeployedUnit[];
  readonly centralAccount: string;
  readonly stacks: Stacks;
  readonly open: OpenAccount;
}

/** What is not as it was deployed, in the order of the stacks, buses and queues. Only reads. */
export async function detectDrift({ deployed, centralAccount, stacks, open }: DriftRequest): Promise<readonly Drift[]> {
  const state = assembleState(deployed);
  if (!state) return [];
  const expected = expectedStage(state, centralAccount);
  return [...(await stackDrift(deployed, stacks)), ...findDrift(expected, await readStage(expected, open))];
}

async function stackDrift(deployed: readonly DeployedUnit[], stacks: Stacks): Promise<readonly Drift[]> {
  const states = await readStates(
    stacks,
    deployed.map(({ unit }) => unit),
  );
  return deployed.flatMap((each): Drift[] => {
    const { account, stack } = each.unit;
    const state = states.get(unitKey(each.unit));
    if (!state) return [{ account, kind: 'stack', name: stack, drift: 'missing', detail: 'There is no such stack.' }];
    const recorded = digestOfDeployed(each);
    if (state.digest === recorded) return [];
    const detail = `It was deployed with ${state.digest ?? 'something else'}, not with ${recorded}.`;
    return [{ account, kind: 'stack', name: stack, drift: 'changed', detail }];
  });
}

/** A line for each, for people. */
export function describeDrift({ account, kind, name, drift, detail }: Drift): string {
  return `${account} ${kind} ${name} is ${drift}: ${detail}`;
}
