import {
  addWaiting,
  assembleState,
  partsByDigest,
  planStage,
  progressOf,
  unitsOf,
  type Compilation,
  type PlatformState,
  type StagePlan,
  type StageRecord,
} from '@busbar/topology';
import { CommandError, exitCode } from '../../exit';
import { isHolderAlive, type StageExecution } from '../execution';
import { passed, refused, type Outcome } from '../outcome';
import { readBefore, type Before } from '../read-before';
import { mapAtOnce } from '../read-stacks';
import type { StageServices } from '../services';
import { updateRecord } from '../store';

export interface PlanRequest extends StageExecution {
  /** Plans the stage from what it has. @throws CommandError when config/ cannot be deployed */
  readonly compile: (before: PlatformState | undefined) => Compilation;
  /** The plan for people, as Markdown. */
  readonly describe: (plan: StagePlan, rollout: Compilation['rollout']) => string;
}

export interface PlanOutcome extends Outcome {
  readonly plan?: StagePlan;
  /** For people, as Markdown. */
  readonly text?: string;
}

/** Plans what an execution does to its stage, from what the stage has now. Writes the plan, and parts; changes nothing else. */
export async function planStep(services: StageServices, request: PlanRequest): Promise<PlanOutcome> {
  const { store, clock } = services;
  const { stage, execution, commit } = request;
  const planned = unitsOf(request.compile(undefined).topology);
  const found = await updateRecord<PlanOutcome | Found>(store, stage, async (record) => {
    const { outcome, write } = await obstacleOf(services, record, request);
    if (outcome) return { result: outcome, ...(write && { write }) };
    return { result: { record, before: await readBefore(services, record, planned) } };
  });
  if (!('before' in found)) return found;
  const { record, before } = found;
  const compilation = request.compile(assembleState(before.deployed));
  const plan = planStage(compilation, {
    execution,
    commit,
    before: before.digests,
    progress: progressOf(record),
    plannedAt: clock.now().toISOString(),
  });
  for (const { topology } of Object.values(plan.slots)) {
    await mapAtOnce([...partsByDigest(topology)], ([digest, part]) => store.keepPart(digest, part));
  }
  const text = request.describe(plan, compilation.rollout);
  await store.keepPlan(plan, text);
  const steps = compilation.rollout.steps.map(({ kind }) => kind);
  const summary = steps.length === 0 ? 'nothing changes' : steps.join(', ');
  return { ...passed('planned', `${stage}: ${summary}.`), plan, text };
}

/** Why nothing is planned: the stage is held, also by this execution itself, or it has a later commit. */
async function obstacleOf(
  services: StageServices,
  record: StageRecord,
  request: PlanRequest,
): Promise<{ readonly outcome?: PlanOutcome; readonly write?: StageRecord }> {
  const { stage, execution, commit } = request;
  const { heldBy } = record;
  if (heldBy?.execution === execution) {
    const plan = await services.store.readPlan(stage, execution);
    return plan ? { outcome: { ...passed('planned', `${stage}: held by its plan, which stays.`), plan } } : {};
  }
  const later = await laterCommit(services, record, commit);
  if (later !== undefined) return { outcome: overtaken(stage, commit, later) };
  if (!heldBy || !(await isHolderAlive(record, services))) return {};
  return { outcome: waits(stage, heldBy.execution), write: addWaiting(record, request) };
}

/** A commit that the stage has, or is getting, and that comes after this one. */
async function laterCommit(
  { commits }: StageServices,
  { last, heldBy }: StageRecord,
  commit: string,
): Promise<string | undefined> {
  const others = [heldBy, last].flatMap((each) => (each && each.commit !== commit ? [each.commit] : []));
  if (others.length > 0 && !(await commits.areKnown())) {
    throw new CommandError(
      exitCode.environment,
      `The stage has commit ${others.join(' and ')}, and without the history nobody can tell whether ${commit} comes after it.`,
      'Run it in a full clone (`codeBuildCloneOutput: true` of the pipeline’s source).',
    );
  }
  for (const other of others) if (await commits.isBefore(commit, other)) return other;
  return undefined;
}

function overtaken(stage: string, commit: string, later: string): Outcome {
  const message = `Stage "${stage}" has commit ${later}, which comes after ${commit}.`;
  return refused('overtaken', [message], 'Nothing is to do. To go back, merge a revert commit.');
}

export function waits(stage: string, holder: string): Outcome {
  const message = `Execution ${holder} holds stage "${stage}".`;
  return refused('waits', [message], 'Nothing is to do: the pipeline is started again when that one leaves the stage.');
}

interface Found {
  readonly record: StageRecord;
  readonly before: Before;
}
