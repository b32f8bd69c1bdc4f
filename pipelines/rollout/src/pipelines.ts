/* The pipelines' own entry: they load a large part of the CDK, which `busbar synth` does without. */
export { drawPipelines, type DrawPipelinesOptions, type StageRollout } from './pipeline/draw-pipelines';
export { StagePipelineStack } from './pipeline/pipeline-stack';
export { RolloutError } from './rollout-error';
export { createApp } from './synthesize';
