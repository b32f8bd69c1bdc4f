import type { ServiceTopology } from '@busbar/topology/service';
import { Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ConstructError } from './construct-error';
import { requireHome } from './home';

/** What `runsOn` of a service says, by the principal that hands the role to code. */
const runtimes = {
  'lambda.amazonaws.com': 'lambda',
  'ecs-tasks.amazonaws.com': 'ecs',
  'pods.eks.amazonaws.com': 'eks',
} as const;

export type RuntimePrincipal = keyof typeof runtimes;

/**
 * The role of a service, which the platform has made. Policies for it (`table.grantReadData(role)`) are made in the stack of `scope`.
 *
 * @param principal what hands the role to code. @default - nobody has to
 * @throws ConstructError when the stack is not in the service's account, or the role does not trust the principal
 */
export function serviceRole(scope: Construct, id: string, topology: ServiceTopology, principal?: RuntimePrincipal): IRole {
  const { role, service } = topology;
  requireHome(scope, role.arn);
  if (principal !== undefined && !topology.runtimes.includes(principal)) {
    throw new ConstructError(
      `The role "${role.name}" is not for ${principal}. Write "runsOn: [${runtimes[principal]}]" into config/services/${service}.yaml, ` +
        `with what the service runs on beside it.`,
    );
  }
  return Role.fromRoleArn(scope, id, role.arn);
}
