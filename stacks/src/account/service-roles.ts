import { serviceTag, type Topology } from '@busbar/topology';
import { Construct } from 'constructs';
import { drawRole } from '../planned-role';

export interface ServiceRolesProps {
  readonly topology: Topology;
  readonly account: string;
}

/** The roles that the services of one account run with, also those whose service has left it and may still be needed. */
export class ServiceRoles extends Construct {
  constructor(scope: Construct, id: string, { topology, account }: ServiceRolesProps) {
    super(scope, id);
    for (const identity of [...topology.identities, ...topology.idleIdentities]) {
      if (identity.account !== account) continue;
      const { service, role } = identity;
      drawRole(this, service, {
        planned: role,
        policyName: 'busbar',
        description: `Service ${service}: publishes its sources, consumes its queues`,
        tags: [{ key: serviceTag, value: service }],
      });
    }
  }
}
