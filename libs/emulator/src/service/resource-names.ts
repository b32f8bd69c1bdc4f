import type { Resource } from '../cloudformation';
import type { ResourceError } from '../errors';

/** A resource that left its stack and is still there: nothing manages it, and its name is taken. */
export interface Orphan {
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly account: string;
  readonly region: string;
  readonly arn?: string;
}

/** Who owns which name, in all accounts. */
export class ResourceNames {
  readonly #owners = new Map<string, Resource>();
  readonly #orphans = new Set<Resource>();

  get orphans(): readonly Orphan[] {
    return Array.from(this.#orphans, ({ resolved: { type, stack, logicalId, account, region, arn } }) => ({
      type,
      stack,
      logicalId,
      account,
      region,
      ...(arn !== undefined && { arn }),
    }));
  }

  /**
   * @param previous the same resource before, which gives its name up
   * @throws ResourceError when it is another's
   */
  check(resource: Resource, previous?: Resource): void {
    const name = nameOf(resource);
    const owner = name === undefined ? undefined : this.#owners.get(name);
    if (owner && owner !== previous) throw this.#taken(resource, owner);
  }

  claim(resource: Resource, previous?: Resource): void {
    if (previous) this.release(previous);
    const name = nameOf(resource);
    if (name !== undefined) this.#owners.set(name, resource);
  }

  release(resource: Resource): void {
    const name = nameOf(resource);
    if (name !== undefined && this.#owners.get(name) === resource) this.#owners.delete(name);
  }

  /** It stays, and its name with it. */
  orphan(resource: Resource): void {
    this.#orphans.add(resource);
  }

  /** By ARN: whatever there is, whether events meet it yet or not. */
  find(arn: string): Resource | undefined {
    return this.#owners.get(arn);
  }

  #taken(resource: Resource, owner: Resource): ResourceError {
    const { type, physicalId, arn = physicalId, hasGeneratedName } = resource.resolved;
    const { stack, logicalId } = owner.resolved;
    const isOrphan = this.#orphans.has(owner);
    const whose = isOrphan ? `${stack}/${logicalId} left it behind` : `it is that of ${stack}/${logicalId}`;
    const found = `makes ${arn}, which exists already: ${whose}. Resource of type '${type}' already exists.`;
    if (hasGeneratedName && owner.resolved.logicalId === resource.resolved.logicalId) {
      return resource.fail(
        'Name',
        found,
        'Name it: the emulator cannot tell a replacement with a generated name from the old one.',
      );
    }
    return resource.fail('Name', found, isOrphan ? 'Import or delete what was left behind.' : 'Give it another name.');
  }
}

/** The ARN, or what is unique in its account and region; undefined for what CloudFormation names as it likes. */
function nameOf({ resolved: { arn, type, account, region, physicalId, hasGeneratedName } }: Resource): string | undefined {
  return arn ?? (hasGeneratedName ? undefined : `${type} ${account} ${region} ${physicalId}`);
}
