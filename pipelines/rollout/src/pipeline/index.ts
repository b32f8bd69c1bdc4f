export { createApp } from '../synthesize';
export { drawPipelines, type DrawPipelinesOptions, type StageRollout } from './draw-pipelines';
export { StagePipelineStack } from './pipeline-stack';
export { RolloutError } from '../rollout-error';
