import type { PipelinePhase, PlannedPipeline } from './plan';

/** What CodePipeline and CloudFormation count of a pipeline. */
export interface PipelineSize {
  readonly actions: number;
  /** Stages of CodePipeline. */
  readonly stages: number;
  /** Of the stage that has most. */
  readonly actionsOfStage: number;
  /** Of the template that makes it; estimated. */
  readonly templateBytes: number;
}

/** Actions after which CDK begins another stage (`chunkTranches` of aws-cdk-lib/pipelines). */
const ACTIONS_PER_STAGE = 50;

/** Source, Build, UpdatePipeline and Assets, with one action each. */
const STAGES_BEFORE = 4;

/**
 * How much the template grows with each, some per cent more than what `npm run bench -- pipeline` measures: an action names its template, whose
 * path has the stage's name in it four times; an account is in the policies of three roles.
 */
const BYTES = { pipeline: 22_500, stack: 755, letterOfStage: 4, step: 600, account: 1070 } as const;

export function actionsOfPhase({ before, deploys, after }: PipelinePhase): number {
  return before.length + (deploys?.stacks ?? 0) + after.length;
}

export function measurePipeline({ phases, stage }: Pick<PlannedPipeline, 'phases' | 'stage'>): PipelineSize {
  const actions = phases.map(actionsOfPhase);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const stacks = sum(phases.map(({ deploys }) => deploys?.stacks ?? 0));
  const accounts = new Set(phases.flatMap(({ deploys }) => deploys?.part.units.map(({ account }) => account) ?? []));
  const steps = sum(actions) - stacks;
  return {
    actions: STAGES_BEFORE + sum(actions),
    stages: STAGES_BEFORE + sum(actions.map((count) => Math.ceil(count / ACTIONS_PER_STAGE))),
    actionsOfStage: Math.min(ACTIONS_PER_STAGE, Math.max(1, ...actions)),
    templateBytes:
      BYTES.pipeline +
      stacks * (BYTES.stack + stage.length * BYTES.letterOfStage) +
      steps * BYTES.step +
      accounts.size * BYTES.account,
  };
}
