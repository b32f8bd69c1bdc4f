import { decideEntry, names, stacksOfPlan, type DigestDifference, type Entry, type StagePlan } from '@busbar/topology';
import { isHolderAlive, planOf, type StageExecution } from '../execution';
import { passed, refused, type Outcome } from '../outcome';
import { readDigests } from '../read-stacks';
import type { StageServices } from '../services';
import { updateRecord } from '../store';
import { waits } from './plan';

export interface EnterRequest extends StageExecution {
  /** What is there and should not be, or the other way round, in words; empty when the stage is as the plan was made from. */
  readonly drift?: (plan: StagePlan) => Promise<readonly string[]>;
}

/** Takes hold of a stage for an execution, if the stage is as it was planned from and nobody else holds it. */
export async function enterStep(services: StageServices, request: EnterRequest): Promise<Outcome> {
  const plan = await planOf(services, request);
  const drift = (await request.drift?.(plan)) ?? [];
  const entry = await updateRecord<Entry | undefined>(services.store, plan.stage, async (record) => {
    const isOthers = record.heldBy !== undefined && record.heldBy.execution !== plan.execution;
    const isAlive = isOthers && (await isHolderAlive(record, services));
    const found = isAlive ? {} : await readDigests(services.stacks, stacksOfPlan(plan));
    const decided = decideEntry(record, plan, { found, isAlive, now: services.clock.now() });
    if (decided.kind === 'enter' && drift.length > 0) return { result: undefined };
    return { result: decided, ...('record' in decided && { write: decided.record }) };
  });
  if (!entry) {
    const fix = `Find out who changed it, and take it back; \`busbar drift --stage ${plan.stage}\` shows it again.`;
    return refused('drift', [`Stage "${plan.stage}" is not as it was deployed.`, ...drift], fix);
  }
  return verdicts[entry.kind](entry as never, plan, services);
}

/** Of each decision: what else follows, and what there is to say. */
const verdicts: {
  readonly [Kind in Entry['kind']]: (
    entry: Extract<Entry, { kind: Kind }>,
    plan: StagePlan,
    services: StageServices,
  ) => Outcome | Promise<Outcome>;
} = {
  enter: (_, { stage, execution }) => passed('enter', `Execution ${execution} holds stage "${stage}".`),
  inside: (_, { stage, execution }) => passed('inside', `Execution ${execution} holds stage "${stage}" already.`),
  wait: ({ holder }, { stage }) => waits(stage, holder.execution),
  stale: async ({ differences, overtaken }, { stage, commit, execution }, { pipelines }) => {
    const messages = [`Stale plan: stage "${stage}" is not as it was planned from.`, ...differences.map(describeDifference)];
    if (!overtaken) {
      const fix = `Nobody's rollout did that. Look at \`busbar drift --stage ${stage}\`, then run the pipeline again.`;
      return refused('stale', messages, fix);
    }
    await pipelines.start(names.pipeline(stage), commit, `again ${execution}`);
    return refused('stale', messages, 'Nothing is to do: another execution came between, and the pipeline is started again.');
  },
};

export function describeDifference({ stack, expected, found }: DigestDifference): string {
  return `${stack} has ${found ?? 'nothing'}, not ${expected ?? 'nothing'}.`;
}
