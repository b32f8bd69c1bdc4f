/** The principal that a client of the emulator acts as. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string;
  /** Role name in that account; without it, the account's root. */
  readonly role?: string;
}

/**
 * The access key id with which any AWS client acts as an account's root (`111122223333`) or as one of its roles
 * (`111122223333.orders-service`). The secret key may be any string: the emulator does not verify signatures.
 */
export function accessKeyIdOf({ account, role }: Identity): string {
  return role === undefined ? account : `${account}.${role}`;
}

const ACCESS_KEY_ID = /^(\d{12})(?:\.([\w+=,.@-]{1,64}))?$/;

/** The inverse of {@link accessKeyIdOf}; undefined for any other string. */
export function identityOf(accessKeyId: string): Identity | undefined {
  const [, account, role] = ACCESS_KEY_ID.exec(accessKeyId) ?? [];
  if (account === undefined) return undefined;
  return role === undefined ? { account } : { account, role };
}
