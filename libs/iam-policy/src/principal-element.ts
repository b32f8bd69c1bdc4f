import { listOf, type PrincipalElement } from './policy-document';
import { roleArnOf, type Principal, type RequestContext } from './request-context';

/**
 * How a resource policy names a principal: by itself (which grants), as the session that it is (which grants whatever the boundary
 * of its role does not deny), or through its account (which only lets the account's own identity policies grant: "delegates
 * authority to the account").
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Named = 'directly' | 'as-session' | 'through-account';

/** A principal under all the names that a policy may call it. */
export interface Identities {
  readonly account?: string;
  /** The role, user or root. */
  readonly arn?: string;
  /** The session, when the principal is one. */
  readonly session?: string;
  readonly service?: string;
}

export function identitiesOf(principal: Principal, context: RequestContext): Identities {
  if (principal.type === 'service') return { service: principal.service ?? principal.arn };
  const arn = context.get('aws:principalarn')?.[0] ?? roleArnOf(principal.arn);
  return { account: principal.account, arn, ...(principal.arn.includes(':assumed-role/') && { session: principal.arn }) };
}

export interface PrincipalSet {
  /** How the element names the principal; undefined when it does not. */
  names(identities: Identities): Named | undefined;
  /** Whether it names every one of the principal's identities: account, role and session. */
  namesAll(identities: Identities): boolean;
}

const ACCOUNT = /^(?:arn:aws[a-z-]*:iam::(\d{12}):root|(\d{12}))$/;

/** Wildcards stand only alone (`*`); AWS knows no patterns in principals. */
export function compilePrincipals(element: PrincipalElement): PrincipalSet {
  if (element === '*') return { names: () => 'directly', namesAll: () => true };
  const accounts = new Set<string>();
  const arns = new Set<string>();
  for (const text of listOf(element['AWS'])) {
    if (text === '*') return compilePrincipals('*');
    const [, fromArn, plain] = ACCOUNT.exec(text) ?? [];
    const account = fromArn ?? plain;
    if (account === undefined) arns.add(text);
    else accounts.add(account);
  }
  const services = new Set(listOf(element['Service']));
  const hasAccount = ({ account }: Identities): boolean => account !== undefined && accounts.has(account);
  const hasArn = (arn: string | undefined): boolean => arn !== undefined && arns.has(arn);
  return {
    names(identities) {
      if (identities.service !== undefined) {
        return services.has(identities.service) || services.has('*') ? 'directly' : undefined;
      }
      if (hasArn(identities.session)) return 'as-session';
      if (hasArn(identities.arn)) return 'directly';
      return hasAccount(identities) ? 'through-account' : undefined;
    },
    namesAll(identities) {
      if (identities.service !== undefined) return services.has(identities.service) || services.has('*');
      const isRoot = identities.arn?.endsWith(':root') === true;
      const session = identities.session === undefined || hasArn(identities.session);
      return hasAccount(identities) && (isRoot || (hasArn(identities.arn) && session));
    },
  };
}
