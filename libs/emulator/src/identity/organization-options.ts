/** An AWS organization, as the runtime answers for it. `config/organization.json` has this form. */
export interface OrganizationSnapshot {
  /** `o-…`. */
  readonly id: string;
  readonly managementAccountId: string;
  readonly root: { readonly id: string; readonly name: string };
  readonly organizationalUnits: readonly OrganizationalUnit[];
  readonly accounts: readonly MemberAccount[];
}

export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
  /** Id of the OU or root that holds it. */
  readonly parentId: string;
}

export interface MemberAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** `ACTIVE`, …: only an active account has callers. */
  readonly state: string;
  /** Id of the OU or root that holds it. */
  readonly parentId: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface OrganizationOptions {
  readonly snapshot: OrganizationSnapshot;
  /** Accounts that may read it, beside the management account. @default none */
  readonly delegatedAdministrators?: readonly string[];
  /** What an account may ask: further calls get `TooManyRequestsException`. @default as much as it likes */
  readonly throttle?: OrganizationThrottle;
}

/** A bucket of tokens for each account and operation; a call takes one. */
export interface OrganizationThrottle {
  /** Tokens that come back each second, on the runtime's clock. */
  readonly perSecond: number;
  /** Tokens that the bucket holds. */
  readonly burst: number;
}

/** Accounts that have callers. */
export function activeMembers({ accounts }: OrganizationSnapshot): ReadonlySet<string> {
  return new Set(accounts.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id));
}
