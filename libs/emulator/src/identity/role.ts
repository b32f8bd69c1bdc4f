import type { CompiledPolicy } from '@busbar/iam-policy';

/** An IAM role of a template. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  /** Unique id, as in a session's user id. */
  readonly id: string;
  /** Who may assume it. */
  trust: CompiledPolicy;
  /** Inline and attached policies of the templates. The list stays the same, for the sessions that have it. */
  readonly policies: CompiledPolicy[];
  /** Its permissions boundary: the most that its policies may give it. */
  boundary?: CompiledPolicy | undefined;
  /** For `aws:PrincipalTag`. */
  tags: Readonly<Record<string, string>>;
}

/** The roles of all accounts. */
export class Roles {
  readonly #byArn = new Map<string, Role>();
  readonly #byName = new Map<string, Role>();

  add(role: Role): void {
    this.#byArn.set(role.arn, role);
    this.#byName.set(`${role.account} ${role.name}`, role);
  }

  remove(role: Role): void {
    this.#byArn.delete(role.arn);
    this.#byName.delete(`${role.account} ${role.name}`);
  }

  byArn(arn: string): Role | undefined {
    return this.#byArn.get(arn);
  }

  byName(account: string, name: string): Role | undefined {
    return this.#byName.get(`${account} ${name}`);
  }

  all(): Iterable<Role> {
    return this.#byArn.values();
  }
}
