import { compileConditions, type CompiledConditions } from './condition';
import { listOf, type PolicyDocument, type PolicyStatement } from './policy-document';
import { compilePrincipals, type Identities, type Named } from './principal-element';
import type { RequestContext } from './request-context';
import { compileText, type TextPattern } from './text-pattern';

/** A policy made ready to be evaluated many times. Immutable; made by {@link compilePolicy}. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly statements: readonly CompiledStatement[];
  /**
   * What AWS would refuse, or gives no meaning to: unknown condition operators, condition values of the wrong kind, policy
   * variables where none may be. A statement with such a part fails closed: it never allows, and always denies what it names.
   */
  readonly problems: readonly string[];
}

/** The part of a request that statements are compared with. */
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
  /** Whether, and how, the statement of a resource policy names the principal. */
  names(identities: Identities): Named | undefined;
}

/** Does once what does not depend on the request. Evaluate with the result wherever the same policy is asked again and again. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  const variables = document.Version === '2012-10-17';
  const problems: string[] = [];
  const statements = document.Statement.map((statement, index) => {
    const conditions = compileConditions(statement.Condition, variables);
    const misplaced = variables ? misplacedVariables(statement) : [];
    const where = `Statement ${statement.Sid ?? index + 1}`;
    problems.push(...[...conditions.problems, ...misplaced].map((problem) => `${where}: ${problem}`));
    return compileStatement(statement, variables, conditions, misplaced);
  });
  return { document, statements, problems };
}

function compileStatement(
  statement: PolicyStatement,
  variables: boolean,
  { conditions, problems }: CompiledConditions,
  misplaced: readonly string[],
): CompiledStatement {
  const denies = statement.Effect === 'Deny';
  const broken = problems.length > 0 || misplaced.length > 0;
  const action = compileAlternatives(statement.Action, statement.NotAction, { ignoreCase: true, variables: false });
  const resource = compileAlternatives(statement.Resource, statement.NotResource, { variables });
  return {
    statement,
    denies,
    covers(question) {
      if (broken && !denies) return false;
      return (
        action(question.action, question.context) &&
        (misplaced.length > 0 || resource(question.resource, question.context)) &&
        conditions.every((condition) => condition(question.context))
      );
    },
    names: compileNames(statement),
  };
}

/**
 * Resources with a policy variable before their fifth colon: it may stand for a part of the resource, not for the account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
 */
function misplacedVariables({ Resource, NotResource }: PolicyStatement): string[] {
  return [...listOf(Resource), ...listOf(NotResource)]
    .filter((resource) => {
      const variable = /\$\{[^*?$}][^}]*\}/.exec(resource);
      return variable !== null && resource.slice(0, variable.index).split(':').length <= 5;
    })
    .map((resource) => `Resource "${resource}" has a policy variable before its fifth colon; write the value, or "*".`);
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
 * in an Allow one of them is enough to be left out. A resource policy's statement without a principal applies to nobody.
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
