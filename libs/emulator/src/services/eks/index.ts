import { identifyById } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';

export const eks: EmulatedService = {
  name: 'eks',
  title: 'EKS',
  resourceTypes: {
    'AWS::EKS::PodIdentityAssociation': {
      idle: 'Containers do not run here: a program acts as a role by its access key id.',
      createOnly: ['ClusterName', 'Namespace', 'ServiceAccount'],
      anyAttribute: true,
      identify: identifyById('eks', 'podidentityassociation/', 'AssociationArn'),
    },
  },
  create: () => ({}),
};
