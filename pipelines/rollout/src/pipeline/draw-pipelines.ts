import type { Manifest } from '@busbar/manifest';
import { names, rolloutBucket, slots, type SlotTopology, type StepKind, type Topology } from '@busbar/topology';
import type { App, Stage } from 'aws-cdk-lib';
import type { ServiceStacks } from '../draw-stage';
import { synthesizedStage, type SynthesizedStage } from '../synthesize';
import { StagePipelineStack } from './pipeline-stack';
import { RolloutStack } from './rollout-stack';

/** What the pipeline of a stage deploys. */
export interface StageRollout {
  readonly stage: Manifest['stages'][number];
  readonly slots: Readonly<Record<StepKind, Pick<SlotTopology, 'topology'>>>;
}

export interface DrawPipelinesOptions {
  readonly manifest: Manifest;
  readonly rollouts: readonly StageRollout[];
  readonly services?: ServiceStacks;
  /** Called with each of CDK's stages when it is drawn, before it is synthesized. */
  readonly onDrawn?: (stage: Stage) => void;
}

/** The stack that all pipelines share, and one for each stage. Without `pipeline` in config/platform.yaml there are none. */
export function drawPipelines(app: App, { manifest, rollouts, ...options }: DrawPipelinesOptions): readonly StagePipelineStack[] {
  const { pipeline, company } = manifest.platform;
  if (!pipeline) return [];
  const { account, region } = pipeline;
  const bucket = rolloutBucket({ company, account, region });
  const shared = new RolloutStack(app, names.stack.rollout, {
    bucketName: bucket,
    env: { account, region },
    description: `What the stages of ${company} have`,
    tags: { 'busbar:company': company, 'busbar:unit': 'rollout' },
  });
  return rollouts.map(({ stage, slots: topologies }) => {
    const stack = new StagePipelineStack(app, names.stack.pipeline(stage.name), {
      ...options,
      manifest,
      stage,
      bucket,
      slots: topologies,
    });
    // Its self-mutation keeps the shared stack up to date; no other pipeline touches what is not its own.
    if (stack.plan.startsOnPush) stack.addStackDependency(shared, 'keeps what the stages have');
    return stack;
  });
}

/** The stacks of each slot as one stage, with the topology that they are drawn from. */
export function synthesizedSlots(
  pipeline: StagePipelineStack,
  { stage, slots: topologies }: StageRollout,
  outdir: string,
): readonly { readonly topology: Topology; readonly drawn: SynthesizedStage }[] {
  return slots.map((slot) => ({
    topology: topologies[slot].topology,
    drawn: {
      stage: stage.name,
      stacks: pipeline.stagesOf(slot).flatMap((each) => synthesizedStage(each, outdir, outdir).stacks),
    },
  }));
}
