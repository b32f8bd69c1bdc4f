import type { EmulatedService } from '../../service/emulated-service';

export const ssm: EmulatedService = {
  name: 'ssm',
  title: 'Systems Manager',
  resourceTypes: {
    'AWS::SSM::Parameter': {
      idle: 'Parameter Store is not served here.',
      createOnly: ['Name'],
      identify(draft) {
        const name = draft.named('Name', 2048);
        const attributes = { Type: draft.text('Type') ?? 'String', Value: draft.text('Value') ?? '' };
        return { name, physicalId: name, arn: draft.arn('ssm', `parameter/${name.replace(/^\//, '')}`), attributes };
      },
    },
  },
  create: () => ({}),
};
