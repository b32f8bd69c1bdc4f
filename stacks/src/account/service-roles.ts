import { requireHome } from '@busbar/constructs/planned';
import { serviceTag, type PlannedPolicy, type Topology } from '@busbar/topology';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
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
    const identities = [...topology.identities, ...topology.idleIdentities].filter((each) => each.account === account);
    // That of a live role is the newest.
    const boundary = identities.flatMap(({ role }) => role.boundary ?? []).at(0);
    const policy = boundary && this.drawBoundary(boundary);
    for (const { service, role } of identities) {
      const resource = drawRole(this, service, {
        planned: role,
        policyName: 'busbar',
        description: `Service ${service}: publishes its sources, consumes its queues`,
        tags: [{ key: serviceTag, value: service }],
      });
      if (policy && role.boundary) resource.addResourceDependency(policy);
    }
  }

  private drawBoundary({ name, arn, document }: PlannedPolicy): CfnManagedPolicy {
    requireHome(this, arn);
    return new CfnManagedPolicy(this, 'Boundary', {
      managedPolicyName: name,
      description: 'The most that a service role may do, whatever its policies allow',
      policyDocument: document,
    });
  }
}
