import type { CompiledPolicy } from '@busbar/iam-policy';
import { denialMessage, type Authorizer } from '../identity/authorizer';
import { sessionOf, type Caller } from '../identity/caller';
import type { Variant } from '../identity/decision-cache';
import type { Roles } from '../identity/role';
import type { AttemptFailure, Delivery, Target } from './delivery';

/** What a target's owner is asked before something is handed over. */
export interface AccessRequest {
  /** `sqs:SendMessage`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  readonly owner: { readonly account: string; readonly policy: CompiledPolicy | undefined };
  readonly context?: Readonly<Record<string, string>>;
  readonly variant?: Variant;
}

/** In whose name targets are reached, and whether policies allow it. */
export class TargetAccess {
  readonly #authorizer: Authorizer;
  readonly #roles: Roles;
  /** Role sessions by target, so that their decisions are remembered. */
  readonly #sessions = new Map<Target, Caller>();

  constructor(authorizer: Authorizer, roles: Roles) {
    this.#authorizer = authorizer;
    this.#roles = roles;
  }

  /** Roles changed: the next delivery opens its session again. */
  forget(): void {
    this.#sessions.clear();
  }

  /** The session of the target's role, or the service itself for targets without one. */
  sender(delivery: Delivery): Caller | AttemptFailure {
    return delivery.target.roleArn === undefined ? delivery.origin.sender : this.roleSession(delivery);
  }

  /** The session in which the service sends: of the target's role, if that trusts the service. */
  roleSession({ origin, target }: Delivery): Caller | AttemptFailure {
    const session = this.#sessions.get(target);
    if (session) return session;
    if (target.roleArn === undefined) {
      return deniedFailure(`The target ${target.id} names no role; sending to another event bus needs one.`);
    }
    const role = this.#roles.byArn(target.roleArn);
    if (role?.account !== origin.account) {
      return deniedFailure(`The role ${target.roleArn} does not exist in the account of the rule.`);
    }
    const decision = this.#authorizer.decide(origin.sender, {
      action: 'sts:AssumeRole',
      resource: role.arn,
      resourceAccount: role.account,
      resourcePolicy: role.trust,
      context: { 'aws:SourceArn': origin.arn, 'aws:SourceAccount': origin.account },
    });
    if (!decision.allowed) return deniedFailure(`The role ${role.arn} does not trust ${origin.sender.arn}.`);
    const opened = sessionOf(role, origin.sessionName);
    this.#sessions.set(target, opened);
    return opened;
  }

  /** Undefined when the policies of both sides allow it. */
  denial(sender: Caller, { origin }: Delivery, request: AccessRequest): AttemptFailure | undefined {
    const { action, resource, owner, context, variant } = request;
    const decision = this.#authorizer.decide(sender, {
      action,
      resource,
      resourceAccount: owner.account,
      ...(owner.policy && { resourcePolicy: owner.policy }),
      context: { 'aws:SourceArn': origin.arn, 'aws:SourceAccount': origin.account, ...context },
      ...(variant && { variant }),
    });
    return decision.allowed ? undefined : deniedFailure(denialMessage(sender, action, resource, decision));
  }
}

function deniedFailure(message: string): AttemptFailure {
  return { errorCode: 'NO_PERMISSIONS', message, permanent: true, denied: true };
}
