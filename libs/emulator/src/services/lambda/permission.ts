import type { Resource } from '../../cloudformation';

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
