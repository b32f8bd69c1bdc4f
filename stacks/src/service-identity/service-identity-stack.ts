import { serviceTag } from '@busbar/topology';
import type { Construct } from 'constructs';
import { drawRole } from '../planned-role';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';

/** The roles that the services of one account run with. Function and task stacks of the services come after it. */
export class ServiceIdentityStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    const { topology, unit } = props;
    super(scope, id, `Roles of the services in account ${unit.account}, stage ${topology.stage}`, props);
    for (const { account, service, role } of [...topology.identities, ...topology.idleIdentities]) {
      if (account !== unit.account) continue;
      drawRole(this, service, {
        planned: role,
        policyName: 'busbar',
        description: `Service ${service}: publishes its sources, consumes its queues`,
        tags: [{ key: serviceTag, value: service }],
      });
    }
  }
}
