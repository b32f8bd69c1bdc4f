import { arnBeside, requireHome } from '@busbar/constructs';
import type { PolicyDocument } from '@busbar/iam-policy';
import type { ServiceIdentity } from '@busbar/topology';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';

/** The roles that the services of one account run with. Function and task stacks of the services come after it. */
export class ServiceIdentityStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    const { topology, unit } = props;
    super(scope, id, `Roles of the services in account ${unit.account}, stage ${topology.stage}`, props);
    for (const identity of topology.identities) {
      if (identity.account === unit.account) this.role(identity);
    }
  }

  private role(identity: ServiceIdentity): void {
    requireHome(this, identity.role.arn);
    new CfnRole(this, identity.service, {
      roleName: identity.role.name,
      description: `Service ${identity.service}: publishes its sources, consumes its queues`,
      assumeRolePolicyDocument: trust(identity),
      policies: identity.policy && [{ policyName: 'busbar', policyDocument: identity.policy }],
      tags: [{ key: 'busbar:service', value: identity.service }],
    });
  }
}

/** Functions and containers of the account may take the role, and people and programs of the account that IAM allows to. */
function trust({ role }: ServiceIdentity): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: arnBeside(role.arn, 'iam', 'root') }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'] }, Action: 'sts:AssumeRole' },
    ],
  };
}
