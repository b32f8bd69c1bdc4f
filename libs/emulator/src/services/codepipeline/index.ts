import { identifyByName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'Pipelines do not run here.';

export const codepipeline: EmulatedService = {
  name: 'codepipeline',
  title: 'CodePipeline',
  resourceTypes: {
    'AWS::CodePipeline::Pipeline': {
      idle: IDLE,
      createOnly: ['Name'],
      anyAttribute: true,
      identify: identifyByName('Name', 100, 'codepipeline', ''),
    },
  },
  idleFamilies: { 'AWS::CodePipeline::': IDLE, 'AWS::CodeStarNotifications::': 'Nothing that they tell of runs here.' },
  create: () => ({}),
};
