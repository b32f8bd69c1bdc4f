import { requireHome } from '@busbar/constructs/planned';
import type { PlannedRole as Planned } from '@busbar/topology';
import { CfnRole, Role, type CfnRoleProps, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface PlannedRoleProps extends Pick<CfnRoleProps, 'description' | 'tags'> {
  readonly planned: Planned;
  /** Name of the role's one inline policy. */
  readonly policyName: string;
}

/** Draws a role with its planned trust policy and identity policy. @returns the resource */
export function drawRole(scope: Construct, id: string, { planned, policyName, ...props }: PlannedRoleProps): CfnRole {
  requireHome(scope, planned.arn);
  return new CfnRole(scope, id, {
    ...props,
    roleName: planned.name,
    assumeRolePolicyDocument: planned.trust,
    permissionsBoundary: planned.boundary?.arn,
    policies: planned.policy && [{ policyName, policyDocument: planned.policy }],
  });
}

/** The same for targets of the same stack: `role` refers to the resource, so that the role is made first. */
export class PlannedRole extends Construct {
  readonly role: IRole;

  constructor(scope: Construct, id: string, props: PlannedRoleProps) {
    super(scope, id);
    const resource = drawRole(this, 'Resource', props);
    this.role = Role.fromRoleArn(this, 'Imported', resource.attrArn, { mutable: false });
  }
}
