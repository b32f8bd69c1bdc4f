import type { Resource } from '../../cloudformation';
import type { Role } from '../../identity/role';
import type { RunningService, ServiceContext } from '../../service/emulated-service';

/** Roles and their policies. They have no API here: they are what the other services ask. */
export class Iam implements RunningService {
  readonly #context: ServiceContext;
  /** ARNs of managed policies that roles name themselves. */
  readonly #managedPolicies = new Map<Role, ReadonlySet<string>>();

  readonly #policies: Resource[] = [];

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  addRole(resource: Resource): void {
    const { name, account, attributes } = resource.resolved;
    const role: Role = {
      name,
      account,
      arn: resource.arn,
      id: attributes['RoleId'] ?? `AROA${name}`,
      trust: resource.policy('AssumeRolePolicyDocument'),
      policies: resource.parts('Policies').map((part) => part.policy('PolicyDocument')),
    };
    this.#context.roles.add(role);
    this.#managedPolicies.set(role, new Set(resource.texts('ManagedPolicyArns')));
    if (resource.value('PermissionsBoundary') !== undefined) {
      this.#context.limit(resource, 'Its permissions boundary is not enforced.');
    }
  }

  /** An inline or managed policy of its own. */
  addPolicy(resource: Resource): void {
    this.#policies.push(resource);
  }

  /** Attaches every policy to the roles that it names or that name it. */
  connect(): void {
    for (const resource of this.#policies) {
      const policy = resource.policy('PolicyDocument');
      const names = new Set(resource.texts('Roles'));
      for (const [role, arns] of this.#managedPolicies) {
        const isNamed = role.account === resource.resolved.account && names.has(role.name);
        if (isNamed || arns.has(resource.arn)) role.policies.push(policy);
      }
    }
  }
}
