import type { EmulatedService } from '../../service/emulated-service';

export const logs: EmulatedService = {
  name: 'logs',
  title: 'CloudWatch Logs',
  resourceTypes: {
    'AWS::Logs::LogGroup': {
      idle: 'Log lines of functions go to the observer, not to log groups.',
      createOnly: ['LogGroupName'],
      identify(draft) {
        const name = draft.named('LogGroupName', 512);
        const arn = draft.arn('logs', `log-group:${name}:*`);
        return { name, physicalId: name, arn, attributes: { Arn: arn } };
      },
    },
  },
  idleFamilies: { 'AWS::Logs::': 'Log delivery is not simulated.' },
  create: () => ({}),
};
