import { identifyByName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'Builds do not run here.';

export const codebuild: EmulatedService = {
  name: 'codebuild',
  title: 'CodeBuild',
  resourceTypes: {
    'AWS::CodeBuild::Project': {
      idle: IDLE,
      createOnly: ['Name'],
      anyAttribute: true,
      identify: identifyByName('Name', 255, 'codebuild', 'project/'),
    },
  },
  idleFamilies: { 'AWS::CodeBuild::': IDLE },
  create: () => ({}),
};
