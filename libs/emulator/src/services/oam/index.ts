import { identifyById } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'Metrics are not kept here, so none are shared between accounts.';

export const oam: EmulatedService = {
  name: 'oam',
  title: 'CloudWatch cross-account observability',
  resourceTypes: {
    'AWS::Oam::Sink': { idle: IDLE, createOnly: ['Name'], identify: identifyById('oam', 'sink/') },
    'AWS::Oam::Link': {
      idle: IDLE,
      createOnly: ['LabelTemplate', 'SinkIdentifier'],
      anyAttribute: true,
      identify: identifyById('oam', 'link/'),
    },
  },
  create: () => ({}),
};
