import { evaluate, type CompiledPolicy, type Decision } from '@busbar/iam-policy';
import type { Caller } from './caller';
import { DecisionCaches, type Variant } from './decision-cache';

export interface AuthorizationRequest {
  /** `events:PutEvents`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  readonly resourceAccount: string;
  readonly resourcePolicy?: CompiledPolicy;
  /** Condition keys of the action; those of the principal are known. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Distinguishes requests that differ only in their context. */
  readonly variant?: Variant;
}

/** Evaluates the policies of the templates, once for each different request. */
export class Authorizer {
  readonly #organizationOf: (account: string) => string | undefined;
  readonly #caches: DecisionCaches;

  /** @param organizationOf the organization's id for accounts that are in it */
  constructor(organizationOf: (account: string) => string | undefined, caches = new DecisionCaches()) {
    this.#organizationOf = organizationOf;
    this.#caches = caches;
  }

  /** Policies changed: everything is decided again. */
  forget(): void {
    this.#caches.clear();
  }

  decide(caller: Caller, request: AuthorizationRequest): Decision {
    const { action, resource, variant } = request;
    const remembered = caller.decisions.find(action, resource, variant);
    if (remembered) return remembered;
    const decision = evaluate(
      {
        principal: caller.principal,
        action,
        resource,
        context: { ...this.#principalContext(caller), ...request.context },
      },
      {
        identityPolicies: caller.policies,
        ...(caller.role?.boundary && { permissionsBoundary: caller.role.boundary }),
        ...(request.resourcePolicy && { resourcePolicy: request.resourcePolicy }),
        resourceAccount: request.resourceAccount,
      },
    );
    this.#caches.add(caller.decisions, action, resource, variant, decision);
    return decision;
  }

  #principalContext(caller: Caller): Record<string, string> {
    // The emulator stands for endpoints that are reached by TLS.
    const context: Record<string, string> = { 'aws:SecureTransport': 'true' };
    if (caller.role)
      Object.assign(context, { 'aws:PrincipalArn': caller.role.arn }, tagKeys('aws:PrincipalTag', caller.role.tags));
    const organization = caller.principal.type === 'service' ? undefined : this.#organizationOf(caller.account);
    if (organization !== undefined) context['aws:PrincipalOrgID'] = organization;
    return context;
  }
}

/**
 * The condition keys `aws:ResourceTag/<key>`, for services that support them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
 */
export function resourceTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return tagKeys('aws:ResourceTag', tags);
}

function tagKeys(name: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${name}/${key}`, value]));
}

/** The message with which AWS refuses a caller. */
export function denialMessage(caller: Caller, action: string, resource: string, decision: Decision): string {
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${because(decision, action)}`;
}

function because({ reason, deniedBy }: Decision, action: string): string {
  switch (reason) {
    case 'explicit-deny':
      return `with an explicit deny in ${DENIED_BY[deniedBy ?? 'identity-policy']}`;
    case 'no-resource-allow':
      return `because no resource-based policy allows the ${action} action`;
    case 'no-boundary-allow':
      return `because no permissions boundary allows the ${action} action`;
    default:
      return `because no identity-based policy allows the ${action} action`;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const DENIED_BY: Readonly<Record<NonNullable<Decision['deniedBy']>, string>> = {
  'identity-policy': 'an identity-based policy',
  'permissions-boundary': 'a permissions boundary',
  'resource-policy': 'a resource-based policy',
};
