import type { EmulatedService } from '../../service/emulated-service';
import { awsJson11 } from '../../wire/protocol';
import { organizationsOperations } from './operations';
import { Organization } from './organization';
import { Throttle } from './throttle';

export const organizations: EmulatedService = {
  name: 'organizations',
  title: 'Organizations',
  resourceTypes: {},
  create: ({ organization, authorizer, clock }) => ({
    apis: [
      {
        kind: 'json',
        protocol: awsJson11,
        targetPrefix: 'AWSOrganizationsV20161128',
        operations: organizationsOperations({
          organization: organization && new Organization(organization.snapshot),
          delegatedAdministrators: organization?.delegatedAdministrators ?? [],
          authorizer,
          throttle: new Throttle(organization?.throttle, clock),
        }),
      },
    ],
  }),
};
