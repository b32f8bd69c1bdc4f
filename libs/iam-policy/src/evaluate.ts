import { compilePolicy, type CompiledPolicy, type Question } from './compiled-policy';
import type { PolicyDocument, PolicyStatement } from './policy-document';
import { identitiesOf, type Identities } from './principal-element';
import { requestContext, type Principal } from './request-context';

export interface AuthorizationRequest {
  readonly principal: Principal;
  /** `events:PutEvents`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /**
   * Condition keys in any case. `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:PrincipalIsAWSService`,
   * `aws:PrincipalServiceName` and `aws:ResourceAccount` are known without being given.
   */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export interface ApplicablePolicies {
  /** Policies of the principal. The root of an account needs none. */
  readonly identityPolicies?: readonly (PolicyDocument | CompiledPolicy)[];
  /** The most that the principal's own policies may give it. @default - everything */
  readonly permissionsBoundary?: PolicyDocument | CompiledPolicy;
  /** Policy of the resource: of a bus, a queue, a key; for `sts:AssumeRole` the trust policy of the role. */
  readonly resourcePolicy?: PolicyDocument | CompiledPolicy;
  /** Account that owns the resource. */
  readonly resourceAccount: string;
}

export interface Decision {
  readonly allowed: boolean;
  readonly reason: 'allowed' | 'explicit-deny' | 'no-identity-allow' | 'no-boundary-allow' | 'no-resource-allow';
  /** For an explicit deny: the kind of policy that it is in. */
  readonly deniedBy?: 'identity-policy' | 'permissions-boundary' | 'resource-policy';
  /** The statement that decided; absent when none did (an implicit deny, or an account's root at home). */
  readonly statement?: PolicyStatement;
}

/**
 * Decides as IAM does: an explicit deny anywhere wins; within one account an allow of the principal's policies or of the
 * resource's is enough; between accounts both are needed; a service is only ever allowed by the resource's policy.
 * A resource policy that names just the *account* grants nothing by itself to a role of the same account, as on AWS.
 * Roles and keys are exceptions: without an allow of their own policy, to the principal or to its account, nobody uses them.
 *
 * A permissions boundary has to allow what the principal's own policies allow, and what a resource policy of the same account
 * allows to a role. It does not limit, unless it denies, what such a policy allows to a session of the role or to a user by name.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function evaluate(request: AuthorizationRequest, policies: ApplicablePolicies): Decision {
  const { principal, action, resource } = request;
  const context = requestContext(principal, policies.resourceAccount, request.context);
  const question: Question = { action, resource, context };

  const identity: Verdict = {};
  for (const policy of policies.identityPolicies ?? []) ask(compiled(policy), question, undefined, identity);
  const boundary: Verdict = {};
  const isBounded = policies.permissionsBoundary !== undefined && (principal.type === 'role' || principal.type === 'user');
  if (isBounded) ask(compiled(policies.permissionsBoundary), question, undefined, boundary);
  const ofResource: Verdict = {};
  if (policies.resourcePolicy) ask(compiled(policies.resourcePolicy), question, identitiesOf(principal, context), ofResource);

  if (identity.denied) return deniedBy('identity-policy', identity.denied);
  if (boundary.denied) return deniedBy('permissions-boundary', boundary.denied);
  if (ofResource.denied) return deniedBy('resource-policy', ofResource.denied);

  const byResource = ofResource.toSession ?? ofResource.allowed ?? ofResource.delegated;
  if (principal.type === 'service') return byResource ? allowedBy(byResource) : notAllowed('no-resource-allow');

  const isInside = !isBounded || boundary.allowed !== undefined;
  const isAtHome = principal.account === policies.resourceAccount;
  const granted = isAtHome ? grantedByResource(ofResource, isInside || principal.type === 'user') : undefined;
  const byIdentity = identity.allowed !== undefined || principal.type === 'root';
  if (!byIdentity || !isInside) {
    if (granted) return allowedBy(granted);
    return notAllowed(byIdentity || (isAtHome && ofResource.allowed) ? 'no-boundary-allow' : 'no-identity-allow');
  }
  if (!byResource && (!isAtHome || needsResourcePolicy(question))) return notAllowed('no-resource-allow');
  return allowedBy(isAtHome ? (identity.allowed ?? byResource) : byResource);
}

/** What a resource policy grants without any policy of the principal. */
function grantedByResource({ toSession, allowed }: Verdict, isInside: boolean): PolicyStatement | undefined {
  return toSession ?? (isInside ? allowed : undefined);
}

/**
 * Actions on roles and KMS keys, whose own policies must allow access, within their account too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
function needsResourcePolicy({ action, resource }: Question): boolean {
  return /^sts:AssumeRole/i.test(action) || (/^kms:/i.test(action) && resource.includes(':key/'));
}

interface Verdict {
  denied?: PolicyStatement;
  allowed?: PolicyStatement;
  /** Allowed to the session by its ARN. */
  toSession?: PolicyStatement;
  /** Allowed to the account, which may pass it on. */
  delegated?: PolicyStatement;
}

/** @param identities of the principal, for a resource policy; an identity policy speaks of its owner only */
function ask({ statements }: CompiledPolicy, question: Question, identities: Identities | undefined, verdict: Verdict): void {
  for (const statement of statements) {
    if (!statement.denies && verdict.allowed && !identities?.session) continue;
    const named = identities ? statement.names(identities) : 'directly';
    if (!named || !statement.covers(question)) continue;
    if (statement.denies) {
      verdict.denied = statement.statement;
      return;
    }
    if (named === 'directly') verdict.allowed ??= statement.statement;
    else if (named === 'as-session') verdict.toSession ??= statement.statement;
    else verdict.delegated ??= statement.statement;
  }
}

function allowedBy(statement: PolicyStatement | undefined): Decision {
  return { allowed: true, reason: 'allowed', ...(statement && { statement }) };
}

function notAllowed(reason: Decision['reason']): Decision {
  return { allowed: false, reason };
}

function deniedBy(kind: NonNullable<Decision['deniedBy']>, statement: PolicyStatement): Decision {
  return { allowed: false, reason: 'explicit-deny', deniedBy: kind, statement };
}

function compiled(policy: PolicyDocument | CompiledPolicy): CompiledPolicy {
  return 'statements' in policy ? policy : compilePolicy(policy);
}
