import { generatedName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';
import { Iam } from './iam';

export const iam: EmulatedService<Iam> = {
  name: 'iam',
  title: 'IAM',
  resourceTypes: {
    'AWS::IAM::Role': {
      identify(draft) {
        const name = draft.named('RoleName', 64);
        const arn = draft.iamArn('role', name);
        return { name, physicalId: name, arn, attributes: { Arn: arn, RoleId: `AROA${draft.generatedId(17)}` } };
      },
      load: (resource, service) => service.addRole(resource),
    },
    'AWS::IAM::Policy': {
      identify(draft) {
        const name = draft.text('PolicyName') ?? generatedName(draft, 128);
        return { name, physicalId: generatedName(draft, 128), attributes: {} };
      },
      load: (resource, service) => service.addPolicy(resource),
    },
    'AWS::IAM::ManagedPolicy': {
      identify(draft) {
        const name = draft.named('ManagedPolicyName', 128);
        const arn = draft.iamArn('policy', name);
        return { name, physicalId: arn, arn, attributes: { PolicyArn: arn, PolicyId: `ANPA${draft.generatedId(17)}` } };
      },
      load: (resource, service) => service.addPolicy(resource),
    },
  },
  create: (context) => new Iam(context),
};
