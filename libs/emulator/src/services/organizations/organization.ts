import { compareText } from '@busbar/problem';
import type { MemberAccount, OrganizationalUnit, OrganizationSnapshot } from '../../identity/organization-options';

/** An organization with its tree, and its resources as AWS describes them. */
export class Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly root: OrganizationSnapshot['root'];
  /** By id. */
  readonly units: ReadonlyMap<string, OrganizationalUnit>;
  readonly accounts: ReadonlyMap<string, MemberAccount>;
  readonly #arn: string;

  constructor({ id, managementAccountId, root, organizationalUnits, accounts }: OrganizationSnapshot) {
    this.id = id;
    this.managementAccountId = managementAccountId;
    this.root = root;
    this.units = byId(organizationalUnits);
    this.accounts = byId(accounts);
    this.#arn = `arn:aws:organizations::${managementAccountId}`;
  }

  get arn(): string {
    return `${this.#arn}:organization/${this.id}`;
  }

  /** A root or an OU. */
  isHolder(id: string): boolean {
    return id === this.root.id || this.units.has(id);
  }

  unitsIn(parent: string): OrganizationalUnit[] {
    return [...this.units.values()].filter(({ parentId }) => parentId === parent);
  }

  accountsIn(parent: string): MemberAccount[] {
    return [...this.accounts.values()].filter(({ parentId }) => parentId === parent);
  }

  /** Of a root, an OU or an account; undefined when there is no such thing. The snapshot has tags of accounts only. */
  tagsOf(id: string): Readonly<Record<string, string>> | undefined {
    return this.isHolder(id) ? {} : this.accounts.get(id)?.tags;
  }

  describe(): object {
    const master = this.accounts.get(this.managementAccountId);
    return {
      Id: this.id,
      Arn: this.arn,
      FeatureSet: 'ALL',
      MasterAccountArn: this.#accountArn(this.managementAccountId),
      MasterAccountId: this.managementAccountId,
      ...(master && { MasterAccountEmail: master.email }),
      AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
    };
  }

  describeRoot(): object {
    const { id, name } = this.root;
    return { Id: id, Arn: `${this.#arn}:root/${this.id}/${id}`, Name: name, PolicyTypes: [] };
  }

  describeUnit({ id, name, parentId }: OrganizationalUnit): object {
    return { Id: id, Arn: `${this.#arn}:ou/${this.id}/${id}`, Name: name, Path: `${this.#pathOf(parentId)}${id}/` };
  }

  /** Without `Status`, which AWS retired in September 2026, and without what a snapshot does not know: how and when it joined. */
  describeAccount({ id, name, email, state, parentId }: MemberAccount): object {
    return {
      Id: id,
      Arn: this.#accountArn(id),
      Email: email,
      Name: name,
      State: state,
      Paths: [`${this.#pathOf(parentId)}${id}/`],
    };
  }

  describeHolder(id: string): object {
    return { Id: id, Type: id === this.root.id ? 'ROOT' : 'ORGANIZATIONAL_UNIT' };
  }

  #accountArn(id: string): string {
    return `${this.#arn}:account/${this.id}/${id}`;
  }

  /** `o-…/r-…/ou-…/`, down to the holder. */
  #pathOf(holder: string): string {
    const above: string[] = [];
    for (let unit = this.units.get(holder); unit && !above.includes(unit.id); unit = this.units.get(unit.parentId)) {
      above.unshift(unit.id);
    }
    return `${[this.id, this.root.id, ...above].join('/')}/`;
  }
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map([...items].sort((a, b) => compareText(a.id, b.id)).map((item) => [item.id, item]));
}
