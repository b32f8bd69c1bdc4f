import { compileConditions } from './condition';
import { listOf, type PolicyDocument, type PolicyStatement } from './policy-document';
import { compilePrincipals, type Identities, type Named } from './principal-element';
import type { RequestContext } from './request-context';
import { compileText, type TextPattern } from './text-pattern';

/** A policy made ready to be evaluated many times. Immutable; made by {@link compilePolicy}. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly statements: readonly CompiledStatement[];
  /**
   * What AWS would refuse when the policy is stored: unknown condition operators, condition values of the wrong kind. A statement
   * with such a condition fails closed: it never allows, and always denies what it names.
   */
  readonly problems: readonly string[];
}

/** What a request asks for, as statements look at it. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

export interface CompiledStatement {
  readonly statement: PolicyStatement;
  readonly denies: boolean;
  /** Action, resource and conditions. */
  covers(question: Question): boolean;
  /** Whether, and how, the statement of a resource policy speaks of the principal. */
  names(identities: Identities): Named | undefined;
}

/** Does once what does not depend on the request. Evaluate with the result wherever the same policy is asked again and again. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  const variables = document.Version === '2012-10-17';
  const problems: string[] = [];
  const statements = document.Statement.map((statement, index) => {
    const conditions = compileConditions(statement.Condition, variables);
    problems.push(...conditions.problems.map((problem) => `Statement ${statement.Sid ?? index + 1}: ${problem}`));
    return compileStatement(statement, variables, conditions);
  });
  return { document, statements, problems };
}

function compileStatement(
  statement: PolicyStatement,
  variables: boolean,
  { conditions, problems }: ReturnType<typeof compileConditions>,
): CompiledStatement {
  const denies = statement.Effect === 'Deny';
  const broken = problems.length > 0;
  const action = compileAlternatives(statement.Action, statement.NotAction, { ignoreCase: true, variables: false });
  const resource = compileAlternatives(statement.Resource, statement.NotResource, { variables });
  return {
    statement,
    denies,
    covers(question) {
      if (broken && !denies) return false;
      return (
        action(question.action, question.context) &&
        resource(question.resource, question.context) &&
        conditions.every((condition) => condition(question.context))
      );
    },
    names: compileNames(statement),
  };
}

/** An element or its `Not…` twin. With neither, as in a trust policy's resource, everything is meant. */
function compileAlternatives(
  element: string | readonly string[] | undefined,
  notElement: string | readonly string[] | undefined,
  options: { readonly ignoreCase?: boolean; readonly variables: boolean },
): TextPattern {
  if (element === undefined && notElement === undefined) return () => true;
  const patterns = listOf(element ?? notElement).map((text) => compileText(text, { wildcards: true, ...options }));
  const [only] = patterns;
  if (element !== undefined && patterns.length === 1 && only) return only;
  const wanted = element !== undefined;
  return (text, context) => patterns.some((pattern) => pattern(text, context)) === wanted;
}

/**
 * `NotPrincipal` in a Deny spares a principal only when every identity of it is listed, the session, the role and the account;
 * in an Allow one of them is enough to be left out. A resource policy's statement without a principal speaks of nobody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function compileNames(statement: PolicyStatement): (identities: Identities) => Named | undefined {
  if (statement.Principal !== undefined) {
    const principals = compilePrincipals(statement.Principal);
    return (identities) => principals.names(identities);
  }
  if (statement.NotPrincipal !== undefined) {
    const spared = compilePrincipals(statement.NotPrincipal);
    return statement.Effect === 'Deny'
      ? (identities) => (spared.namesAll(identities) ? undefined : 'directly')
      : (identities) => (spared.names(identities) ? undefined : 'directly');
  }
  return () => undefined;
}
