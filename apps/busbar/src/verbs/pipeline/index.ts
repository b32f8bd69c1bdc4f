import type { VerbGroup } from '../../verb/verb';
import { planPipelineStep } from './plan';
import { checkSlotStep, enterStage, leaveStage, protectStacks, retireStacks, settleWave } from './steps';
import { smokeTest, soakStage } from './watch';

export const pipeline: VerbGroup = {
  name: 'pipeline',
  summary: 'the steps of a stage’s pipeline, which CodeBuild runs',
  purpose: 'platform',
  verbs: [planPipelineStep, enterStage, checkSlotStep, settleWave, retireStacks, protectStacks, smokeTest, soakStage, leaveStage],
};
