import { compilePolicy, type CompiledPolicy } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';
import type { Role } from '../../identity/role';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import type { ResourceChange } from '../../service/resource-change';
import { checkInlinePolicies, checkManagedPolicy } from './policy-quotas';

/** A role with what it brings itself. */
interface RoleEntry {
  readonly role: Role;
  inline: readonly CompiledPolicy[];
  /** ARNs of managed policies that it names. */
  managed: ReadonlySet<string>;
  /** ARN of its permissions boundary. */
  boundary: string | undefined;
}

interface PolicyEntry {
  readonly policy: CompiledPolicy;
  readonly account: string;
  readonly arn: string;
  /** Names of roles. */
  readonly roles: ReadonlySet<string>;
}

/** Roles and their policies. They have no API here: they are what the other services ask. */
export class Iam implements RunningService {
  readonly apis = [];
  readonly #context: ServiceContext;
  /** In effect, by ARN. */
  readonly #roles = new Map<string, RoleEntry>();
  /** In effect. */
  readonly #policies = new Map<Resource, PolicyEntry>();
  /** Inline policies as AWS knows them, by role: in effect or soon to be. */
  readonly #inline = new Map<string, Set<Resource>>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  loadRole(resource: Resource, previous: Resource | undefined): ResourceChange {
    const { arn } = resource;
    const trust = resource.policy('AssumeRolePolicyDocument');
    const inline = resource.parts('Policies').map((part) => part.policy('PolicyDocument'));
    const managed = new Set(resource.texts('ManagedPolicyArns'));
    const boundary = resource.text('PermissionsBoundary');
    return {
      check: () => this.#checkBoundary(resource, boundary),
      checkQuotas: () => this.#checkInline(resource, previous, [roleKey(resource)]),
      apply: () => this.#writeInline(resource, previous, [roleKey(resource)]),
      effects: [{ subject: arn, take: () => this.#putRole(resource, trust, { inline, managed, boundary }) }],
    };
  }

  removeRole(resource: Resource): ResourceChange {
    const take = () => {
      const entry = this.#roles.get(resource.arn);
      if (!entry) return;
      this.#roles.delete(resource.arn);
      this.#context.roles.remove(entry.role);
      // Its sessions may do nothing any more.
      entry.role.policies.length = 0;
    };
    return {
      apply: () => void this.#inline.get(roleKey(resource))?.delete(resource),
      effects: [{ subject: resource.arn, take }],
    };
  }

  /** An inline or managed policy of its own. */
  loadPolicy(resource: Resource, previous: Resource | undefined): ResourceChange {
    const { account } = resource.resolved;
    const policy = resource.policy('PolicyDocument');
    const entry: PolicyEntry = { policy, account, arn: resource.arn, roles: new Set(resource.texts('Roles')) };
    const isInline = resource.arn === '';
    const keys = isInline ? Array.from(entry.roles, (name) => `${account} ${name}`) : [];
    const take = () => {
      const old = previous && this.#policies.get(previous);
      if (previous) this.#policies.delete(previous);
      this.#policies.set(resource, entry);
      this.#attach([...(old ? [old] : []), entry]);
    };
    return {
      checkQuotas: () => {
        if (isInline) this.#checkInline(resource, previous, keys);
        else checkManagedPolicy(resource, this.#context.quotas(account).managedPolicyCharacters);
      },
      apply: () => this.#writeInline(resource, previous, keys),
      effects: [{ subject: subjectOf(resource), take }],
    };
  }

  removePolicy(resource: Resource): ResourceChange {
    const take = () => {
      const old = this.#policies.get(resource);
      this.#policies.delete(resource);
      if (old) this.#attach([old]);
    };
    const apply = () => {
      for (const written of this.#inline.values()) written.delete(resource);
    };
    return { apply, effects: [{ subject: subjectOf(resource), take }] };
  }

  /** Policies of AWS itself are in no template; a role that names another one which is in none is refused, as on AWS. */
  #checkBoundary(resource: Resource, boundary: string | undefined): void {
    if (boundary === undefined || this.#context.find(boundary)) return;
    if (!boundary.includes(':iam::aws:')) {
      throw resource.fail('PermissionsBoundary', `is ${boundary}, which is in no template.`, 'Load the template that has it.');
    }
    this.#context.limit(resource, "Its permissions boundary is a policy of AWS's own, and is not enforced.");
  }

  #putRole(resource: Resource, trust: CompiledPolicy, brought: Omit<RoleEntry, 'role'>): void {
    const { name, account, attributes } = resource.resolved;
    const { arn } = resource;
    const known = this.#roles.get(arn);
    const entry = known ?? {
      role: {
        ...{ name, account, arn, id: attributes['RoleId'] ?? `AROA${name}`, trust, policies: [], tags: {} },
        // Until the boundary is in effect, it may do nothing.
        ...(brought.boundary !== undefined && this.#context.find(brought.boundary) && { boundary: NOTHING }),
      },
      ...brought,
    };
    Object.assign(entry, brought);
    Object.assign(entry.role, { trust, tags: resource.tags() });
    this.#roles.set(arn, entry);
    if (!known) this.#context.roles.add(entry.role);
    this.#fill(entry);
  }

  /** Gives the roles of these policies what they have now. */
  #attach(changed: readonly PolicyEntry[]): void {
    for (const entry of this.#roles.values())
      if (changed.some((policy) => isAttached(policy, entry) || policy.arn === entry.boundary)) this.#fill(entry);
  }

  #fill(entry: RoleEntry): void {
    const attached = [...this.#policies.values()].filter((policy) => isAttached(policy, entry));
    entry.role.policies.splice(0, Infinity, ...entry.inline, ...attached.map(({ policy }) => policy));
    const boundary = [...this.#policies.values()].find(({ arn }) => arn !== '' && arn === entry.boundary);
    // One that is not in effect yet leaves the role what it had.
    if (boundary || entry.boundary === undefined) entry.role.boundary = boundary?.policy;
  }

  #checkInline(resource: Resource, previous: Resource | undefined, roles: readonly string[]): void {
    const most = this.#context.quotas(resource.resolved.account).roleInlinePolicyCharacters;
    for (const role of roles) {
      const written = [...(this.#inline.get(role) ?? [])].filter((other) => other !== previous);
      checkInlinePolicies(resource, role, written, most);
    }
  }

  #writeInline(resource: Resource, previous: Resource | undefined, roles: readonly string[]): void {
    if (previous) for (const written of this.#inline.values()) written.delete(previous);
    for (const role of roles) {
      const written = this.#inline.get(role) ?? new Set();
      this.#inline.set(role, written.add(resource));
    }
  }
}

const NOTHING: CompiledPolicy = compilePolicy({ Version: '2012-10-17', Statement: [] });

function isAttached({ account, roles, arn }: PolicyEntry, { role, managed }: RoleEntry): boolean {
  return (role.account === account && roles.has(role.name)) || (arn !== '' && managed.has(arn));
}

function roleKey({ resolved: { account, name } }: Resource): string {
  return `${account} ${name}`;
}

function subjectOf({ arn, resolved: { account, region, stack, physicalId } }: Resource): string {
  return arn === '' ? `iam-policy ${account} ${region} ${stack} ${physicalId}` : arn;
}
