/** Who makes a request. */
export interface Principal {
  /** A role (`arn:aws:iam::…:role/…`), a session of it (`arn:aws:sts::…:assumed-role/…/…`), an account's root, or a user. */
  readonly arn: string;
  /** Twelve digits. Of no meaning for a service. */
  readonly account: string;
  readonly type: 'role' | 'user' | 'root' | 'service';
  /** For a service: `events.amazonaws.com`. */
  readonly service?: string;
}

/** Condition keys in lower case (AWS compares them so) and the values that they have in this request. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/**
 * The request's own condition keys, and the global ones that follow from the principal and the resource's owner. What the
 * caller gives wins, so that it can name a role's path (`aws:PrincipalArn`), which a session's ARN does not contain.
 */
export function requestContext(
  principal: Principal,
  resourceAccount: string,
  given: Readonly<Record<string, string | readonly string[]>>,
): RequestContext {
  const context = new Map<string, readonly string[]>([
    ['aws:resourceaccount', [resourceAccount]],
    ['aws:principalisawsservice', [String(principal.type === 'service')]],
  ]);
  if (principal.type === 'service') {
    context.set('aws:principalservicename', [principal.service ?? principal.arn]);
  } else {
    context.set('aws:principalarn', [roleArnOf(principal.arn)]);
    context.set('aws:principalaccount', [principal.account]);
    context.set('aws:principaltype', [PRINCIPAL_TYPE[principal.type]]);
  }
  for (const [key, value] of Object.entries(given)) {
    context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
}

const PRINCIPAL_TYPE = { role: 'AssumedRole', user: 'User', root: 'Account' } as const;

const SESSION = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/;

/** The role of a session's ARN; any other ARN as it is. */
export function roleArnOf(arn: string): string {
  if (!arn.includes(':assumed-role/')) return arn;
  const [, partition, account, role] = SESSION.exec(arn) ?? [];
  return role === undefined ? arn : `arn:${partition}:iam::${account}:role/${role}`;
}
