import type { EmulatedService } from '../../service/emulated-service';
import { Ssm } from './ssm';

export type { Ssm } from './ssm';

export const ssm: EmulatedService<Ssm> = {
  name: 'ssm',
  title: 'Systems Manager',
  resourceTypes: {
    'AWS::SSM::Parameter': {
      createOnly: ['Name'],
      identify(draft) {
        const name = draft.named('Name', 2048);
        const attributes = { Type: draft.text('Type') ?? 'String', Value: draft.text('Value') ?? '' };
        return { name, physicalId: name, arn: draft.arn('ssm', `parameter/${name.replace(/^\//, '')}`), attributes };
      },
      load: (resource, service, previous) => service.loadParameter(resource, previous),
      remove: (resource, service) => service.removeParameter(resource),
    },
  },
  create: (context) => new Ssm(context),
};
