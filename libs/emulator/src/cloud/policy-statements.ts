import type { Resource } from './resource';

/** The statement of the function's policy that Lambda makes of a permission. */
export function permissionStatement(permission: Resource, functionArn: string): unknown {
  const principal = permission.requiredText('Principal');
  const sourceArn = permission.text('SourceArn');
  const sourceAccount = permission.text('SourceAccount');
  const organization = permission.text('PrincipalOrgID');
  const equals = {
    ...(sourceAccount !== undefined && { 'aws:SourceAccount': sourceAccount }),
    ...(organization !== undefined && { 'aws:PrincipalOrgID': organization }),
  };
  const condition = {
    ...(sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': sourceArn } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
  };
  return {
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : principal.includes('.') ? { Service: principal } : { AWS: principal },
    Action: permission.text('Action') ?? 'lambda:InvokeFunction',
    Resource: functionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

/** `Action`, `Principal` and `Condition` of a bus policy without `Statement`. */
export function legacyStatement(resource: Resource, arn: string): unknown {
  const principal = resource.requiredText('Principal');
  const condition = resource.part('Condition');
  return {
    Sid: resource.text('StatementId') ?? resource.resolved.logicalId,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: principal },
    Action: resource.text('Action') ?? 'events:PutEvents',
    Resource: arn,
    ...(condition && {
      Condition: { [condition.requiredText('Type')]: { [condition.requiredText('Key')]: condition.requiredText('Value') } },
    }),
  };
}
