import type { Resource } from '../../cloudformation';

/**
 * IAM counts characters without white space, and all inline policies of a role together.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *
 * @param written other resources that give the role inline policies
 * @throws ResourceError
 */
export function checkInlinePolicies(resource: Resource, role: string, written: readonly Resource[], most: number): void {
  const characters = [...written, resource].reduce((sum, one) => sum + inlineCharacters(one), 0);
  if (characters <= most) return;
  const name = role.split(' ')[1] ?? role;
  const found = `has ${characters} characters with all inline policies of role ${name}: Maximum policy size of ${most} bytes exceeded.`;
  throw resource.fail('PolicyDocument', found, 'Shorten the policies, or put some into another role.');
}

/** @throws ResourceError */
export function checkManagedPolicy(resource: Resource, most: number): void {
  const characters = charactersOf(resource, 'PolicyDocument');
  if (characters <= most) return;
  throw resource.fail('PolicyDocument', `has ${characters} characters.`, `Give at most ${most}.`);
}

/** Of an `AWS::IAM::Policy`, or of a role's own `Policies`. */
function inlineCharacters(resource: Resource): number {
  if (resource.value('PolicyDocument') !== undefined) return charactersOf(resource, 'PolicyDocument');
  return resource.parts('Policies').reduce((sum, part) => sum + charactersOf(part, 'PolicyDocument'), 0);
}

function charactersOf(resource: Resource, property: string): number {
  return JSON.stringify(resource.value(property) ?? '').length;
}
