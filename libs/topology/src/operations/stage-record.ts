import { createHash } from 'node:crypto';
import type { DeploymentUnit, Topology } from '../model';
import { parseDeployedRecord, recordDeployment, type DeployedRecord } from '../rollout/deployed-record';
import { unitKey } from '../rollout/units';
import { TopologyError } from '../topology-error';

/** One stack of a stage. */
export type StackName = Pick<DeploymentUnit, 'account' | 'stack'>;

/** An execution of a stage's pipeline, and what it deploys. */
export interface Execution {
  /** CodePipeline's id. */
  readonly execution: string;
  /** Full hash. */
  readonly commit: string;
}

/** What a stage has, and who may change it: `stages/<stage>.json` in the bucket, and `deployed/<stage>.topology.json`. */
export interface StageRecord extends DeployedRecord {
  /** Only this execution may change the stage, from its first action until its state is recorded. Absent: nobody may. */
  readonly heldBy?: Execution & { readonly since: string };
  /** Stacks that a holder may have begun to deploy, beside `units`. */
  readonly intended?: readonly DeploymentUnit[];
  /** The last rollout that ended. */
  readonly last?: Execution & { readonly at: string };
  /** Executions that found the stage held; what they were to deploy is started when the stage is left. */
  readonly waiting?: readonly Execution[];
}

/** The record of a stage that nothing was deployed to. */
export function emptyRecord(stage: string): StageRecord {
  return { schema: 'busbar/deployed@1', stage, units: [] };
}

/**
 * @param path for the message
 * @throws TopologyError when it is not such a record, or that of another stage
 */
export function parseStageRecord(text: string, stage: string, path: string): StageRecord {
  const record = parseDeployedRecord(text, stage, path) as StageRecord;
  const executions = [record.heldBy, record.last, ...(record.waiting ?? [])].filter((each) => each !== undefined);
  if (executions.every(({ execution, commit }) => typeof execution === 'string' && typeof commit === 'string')) return record;
  throw new TopologyError(`"${path}" names an execution without its id or its commit. Restore an earlier version of it.`);
}

/** Every stack that may be there, by `unitKey`. */
export function recordedStacks({ units, intended = [] }: StageRecord): ReadonlyMap<string, DeploymentUnit> {
  return new Map([...intended, ...units.map(({ unit }) => unit)].map((unit) => [unitKey(unit), unit]));
}

/** Changes when a rollout has gone on or ended, not when somebody takes hold of the stage or waits for it. */
export function progressOf({ units, last }: StageRecord): string {
  return createHash('sha256')
    .update(JSON.stringify([units, last]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * The record after a topology was deployed; who holds the stage stays.
 *
 * @param stacks only these, by `unitKey`. @default - all
 */
export function recordStacks(
  record: StageRecord,
  topology: Topology,
  deployedAt: Date,
  stacks?: ReadonlySet<string>,
): StageRecord {
  return { ...record, ...recordDeployment(record, topology, deployedAt, stacks) };
}

/** The record after stacks were deleted. */
export function forgetStacks(record: StageRecord, stacks: ReadonlySet<string>): StageRecord {
  return {
    ...record,
    units: record.units.filter(({ unit }) => !stacks.has(unitKey(unit))),
    ...(record.intended && { intended: record.intended.filter((unit) => !stacks.has(unitKey(unit))) }),
  };
}

/** The record after a rollout has ended: nobody holds the stage. */
export function releaseStage({ heldBy: _, intended: __, ...record }: StageRecord, by: Execution, at: Date): StageRecord {
  return { ...record, last: { execution: by.execution, commit: by.commit, at: at.toISOString() } };
}

/** The record with one more execution that waits. One commit waits once. */
export function addWaiting(record: StageRecord, { execution, commit }: Execution): StageRecord {
  const others = (record.waiting ?? []).filter((each) => each.commit !== commit);
  return { ...record, waiting: [...others, { execution, commit }] };
}

/** The record without executions that do not wait any more. */
export function removeWaiting({ waiting = [], ...record }: StageRecord, gone: readonly Execution[]): StageRecord {
  const left = waiting.filter(({ execution }) => !gone.some((each) => each.execution === execution));
  return left.length > 0 ? { ...record, waiting: left } : record;
}
