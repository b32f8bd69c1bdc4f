import type { EmulatedService } from '../../service/emulated-service';
import { Iam } from './iam';

export const iam: EmulatedService<Iam> = {
  name: 'iam',
  title: 'IAM',
  resourceTypes: {
    'AWS::IAM::Role': {
      createOnly: ['Path', 'RoleName'],
      identify(draft) {
        const name = draft.named('RoleName', 64);
        const arn = draft.iamArn('role', name);
        return { name, physicalId: name, arn, attributes: { Arn: arn, RoleId: `AROA${draft.generatedId(17)}` } };
      },
      load: (resource, service, previous) => service.loadRole(resource, previous),
      remove: (resource, service) => service.removeRole(resource),
    },
    'AWS::IAM::Policy': {
      createOnly: [],
      identify(draft) {
        const physicalId = draft.generatedName(128);
        return { name: draft.text('PolicyName') ?? physicalId, physicalId, attributes: {} };
      },
      load: (resource, service, previous) => service.loadPolicy(resource, previous),
      remove: (resource, service) => service.removePolicy(resource),
    },
    'AWS::IAM::ManagedPolicy': {
      createOnly: ['Description', 'ManagedPolicyName', 'Path'],
      identify(draft) {
        const name = draft.named('ManagedPolicyName', 128);
        const arn = draft.iamArn('policy', name);
        return { name, physicalId: arn, arn, attributes: { PolicyArn: arn, PolicyId: `ANPA${draft.generatedId(17)}` } };
      },
      load: (resource, service, previous) => service.loadPolicy(resource, previous),
      remove: (resource, service) => service.removePolicy(resource),
    },
  },
  create: (context) => new Iam(context),
};
