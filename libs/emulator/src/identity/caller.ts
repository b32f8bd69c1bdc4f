import type { CompiledPolicy, Principal } from '@busbar/iam-policy';
import { identityOf } from '../credentials';
import { copyText } from './copy-text';
import { DecisionCache } from './decision-cache';
import type { Role, Roles } from './role';

/** Who makes a request: an account's root, a session of a role, or a service acting for a resource. */
export interface Caller {
  readonly account: string;
  /** As `GetCallerIdentity` gives it. */
  readonly arn: string;
  readonly userId: string;
  readonly principal: Principal;
  /** For `aws:PrincipalArn`: the session's ARN does not contain the role's path. */
  readonly role?: Role;
  readonly policies: readonly CompiledPolicy[];
  readonly decisions: DecisionCache;
}

export function rootOf(account: string): Caller {
  const arn = `arn:aws:iam::${account}:root`;
  return {
    account,
    arn,
    userId: account,
    principal: { arn, account, type: 'root' },
    policies: [],
    decisions: new DecisionCache(),
  };
}

export function sessionOf(role: Role, name: string): Caller {
  const sessionName = copyText(name);
  const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`;
  return {
    account: role.account,
    arn,
    userId: `${role.id}:${sessionName}`,
    principal: { arn, account: role.account, type: 'role' },
    role,
    policies: role.policies,
    decisions: new DecisionCache(),
  };
}

/** A service such as `events.amazonaws.com`, acting for a resource of the account. */
export function serviceCaller(service: string, account: string): Caller {
  return {
    account,
    arn: service,
    userId: service,
    principal: { arn: service, account, type: 'service', service },
    policies: [],
    decisions: new DecisionCache(),
  };
}

/** Name of the sessions that the emulator's own access key ids stand for. */
const OWN_SESSION = 'busbar';

/** Credentials that {@link Callers} keeps: more than a day's work of many programs. */
const MOST_SESSIONS = 10_000;

interface TemporarySession {
  readonly caller: Caller;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export type CallerProblem = 'unknown' | 'expired';

/** From access keys to callers. Signatures are not verified: the emulator serves one machine, and has no secrets. */
export class Callers {
  readonly #known = new Map<string, Caller>();
  readonly #sessions = new Map<string, TemporarySession>();
  readonly #accountExists: (account: string) => boolean;
  readonly #roles: Roles;

  constructor(accountExists: (account: string) => boolean, roles: Roles) {
    this.#accountExists = accountExists;
    this.#roles = roles;
  }

  find(accessKeyId: string, sessionToken: string | undefined, now: number): Caller | CallerProblem {
    const known = this.#known.get(accessKeyId);
    if (known) return known;
    const session = this.#sessions.get(accessKeyId);
    if (session) {
      if (session.token !== sessionToken) return 'unknown';
      return session.expiresAt <= now ? 'expired' : session.caller;
    }
    const caller = this.#standing(accessKeyId);
    if (caller) this.#known.set(copyText(accessKeyId), caller);
    return caller ?? 'unknown';
  }

  /** Keeps the credentials that `AssumeRole` gave out. Beyond {@link MOST_SESSIONS}, the oldest are not known any more. */
  admit(accessKeyId: string, session: TemporarySession): void {
    if (this.#sessions.size >= MOST_SESSIONS) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    this.#sessions.set(accessKeyId, session);
  }

  /** Roles changed. Sessions of `AssumeRole` go on until they expire, with what their role may do now. */
  forget(): void {
    this.#known.clear();
  }

  #standing(accessKeyId: string): Caller | undefined {
    const identity = identityOf(accessKeyId);
    if (!identity || !this.#accountExists(identity.account)) return undefined;
    if (identity.role === undefined) return rootOf(identity.account);
    const role = this.#roles.byName(identity.account, identity.role);
    return role && sessionOf(role, OWN_SESSION);
  }
}
