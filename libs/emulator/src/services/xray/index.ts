import { identifyByGeneratedName, identifyById } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'Traces are not kept here.';

export const xray: EmulatedService = {
  name: 'xray',
  title: 'X-Ray',
  resourceTypes: {
    'AWS::XRay::SamplingRule': { idle: IDLE, createOnly: [], identify: identifyById('xray', 'sampling-rule/', 'RuleARN') },
    'AWS::XRay::ResourcePolicy': {
      idle: IDLE,
      createOnly: ['PolicyName'],
      identify(draft) {
        const name = draft.named('PolicyName', 128);
        return { name, physicalId: name, attributes: {} };
      },
    },
    'AWS::XRay::TransactionSearchConfig': {
      idle: IDLE,
      createOnly: ['CloudWatchLogsConfiguration'],
      anyAttribute: true,
      identify: identifyByGeneratedName,
    },
  },
  idleFamilies: { 'AWS::XRay::': IDLE },
  create: () => ({}),
};
