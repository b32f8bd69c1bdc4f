import type { DeploymentUnit } from '../model';
import { digestOfDeployed } from '../rollout/deployed-record';
import { unitKey, type DeployedUnit } from '../rollout/units';
import type { StackName, StageRecord } from './stage-record';

/** One stack as CloudFormation has it. */
export interface StackState {
  /** CloudFormation's `StackStatus`. */
  readonly status: string;
  /** Its output `Deployed`. */
  readonly digest?: string;
  readonly terminationProtection: boolean;
}

/**
 * `absent`: there is nothing. `ready`: it has what its digest says. `changing`: something changes it now. `stuck`: somebody has to
 * look at it before it can be changed. `foreign`: it has no digest, so Busbar did not make it.
 */
export type StackCondition = 'absent' | 'ready' | 'changing' | 'stuck' | 'foreign';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (stack status codes) */
export function conditionOf(state: StackState | undefined): StackCondition {
  const { status = 'DELETE_COMPLETE', digest } = state ?? {};
  // A stack in review has no resources: only a change set was made.
  if (status === 'DELETE_COMPLETE' || status === 'REVIEW_IN_PROGRESS') return 'absent';
  if (status.endsWith('_IN_PROGRESS')) return 'changing';
  if (!['CREATE', 'UPDATE', 'UPDATE_ROLLBACK', 'IMPORT', 'IMPORT_ROLLBACK'].includes(status.replace(/_COMPLETE$/, ''))) {
    return 'stuck';
  }
  return digest === undefined ? 'foreign' : 'ready';
}

/** Digests by `unitKey`; `null` where there is no stack. */
export type StackDigests = Readonly<Record<string, string | null>>;

/** A stack in a condition in which nothing can be said or done. */
export interface StackTrouble extends StackName {
  readonly message: string;
  readonly fix: string;
}

/** What the stacks of a stage have, or what is in the way of knowing it. */
export function digestsOfStacks(
  units: Iterable<StackName>,
  states: ReadonlyMap<string, StackState | undefined>,
): { readonly digests: StackDigests; readonly troubles: readonly StackTrouble[] } {
  const digests: Record<string, string | null> = {};
  const troubles: StackTrouble[] = [];
  for (const unit of units) {
    const key = unitKey(unit);
    const state = states.get(key);
    const condition = conditionOf(state);
    if (condition === 'absent') digests[key] = null;
    else if (condition === 'ready') digests[key] = state?.digest ?? null;
    else troubles.push({ stack: unit.stack, account: unit.account, ...describeTrouble(condition, unit, state?.status ?? '') });
  }
  return { digests, troubles };
}

function describeTrouble(
  condition: 'changing' | 'stuck' | 'foreign',
  { stack, account }: StackName,
  status: string,
): { readonly message: string; readonly fix: string } {
  const name = `Stack ${stack} in ${account}`;
  if (condition === 'changing') {
    return { message: `${name} is being changed (${status}).`, fix: 'Wait until that is over, and run the pipeline again.' };
  }
  if (condition === 'foreign') {
    return {
      message: `${name} has no output "Deployed", so it is not one of Busbar's.`,
      fix: 'Find out who made it. Busbar does not write over it.',
    };
  }
  const fixes: Readonly<Record<string, string>> = {
    ROLLBACK_COMPLETE: 'Its creation failed, and it holds nothing. Read its events, delete it, and run the pipeline again.',
    UPDATE_ROLLBACK_FAILED:
      'Read its events, mend what they name, and continue the rollback: `aws cloudformation continue-update-rollback`.',
  };
  return { message: `${name} is in ${status}.`, fix: fixes[status] ?? 'Read its events, and mend what they name.' };
}

/** Everything that a stack was deployed with, by what says it best. */
export interface PartSources {
  readonly record: StageRecord;
  /** Parts by digest, without times. */
  readonly parts: ReadonlyMap<string, DeployedUnit['part']>;
  /** ISO time at which the last change of a stack ended, by `unitKey`: of those that differ from the record. */
  readonly endedAt: ReadonlyMap<string, string>;
}

/**
 * What each stack was last deployed with: as recorded, where it has that; else the part that its digest names. That one knows
 * no times, so what it has stopped counts as stopped by the last deployment: later than it was, and never too early.
 *
 * @returns with `unknown`: stacks whose digest nobody knows
 */
export function deployedUnits(
  units: Iterable<DeploymentUnit>,
  digests: StackDigests,
  { record, parts, endedAt }: PartSources,
): { readonly deployed: readonly DeployedUnit[]; readonly unknown: readonly DeploymentUnit[] } {
  const recorded = new Map(record.units.map((each) => [unitKey(each.unit), each]));
  const deployed: DeployedUnit[] = [];
  const unknown: DeploymentUnit[] = [];
  for (const unit of units) {
    const key = unitKey(unit);
    const digest = digests[key] ?? null;
    if (digest === null) continue;
    const known = recorded.get(key);
    const part = parts.get(digest);
    if (known && digestOfDeployed(known) === digest) deployed.push(known);
    else if (part) deployed.push({ unit, part, deployedAt: timeOf(key, endedAt) });
    else unknown.push(unit);
  }
  return { deployed, unknown };
}

function timeOf(key: string, endedAt: PartSources['endedAt']): string {
  const time = endedAt.get(key);
  if (time === undefined) throw new Error(`It was not asked when the last change of ${key} ended.`);
  return time;
}
