import { sizeOf, type PolicyDocument, type PolicyStatement } from '@busbar/iam-policy';
import { handlerPermissions } from './handler-permissions';

/** Characters of a managed policy, without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAXIMUM_CHARACTERS = 6_144;

/** How much longer an ARN gets when its pseudo parameters are replaced is not known here; this much is left for it. */
const USED_CHARACTERS = 5_500;

/** Stacks that CloudFormation deploys in an account: those of a stage, or the pipelines. */
export type DeployedStacks = 'stage' | 'pipeline';

/** Types that may be in the stacks, sorted. */
export function deployableTypes(stacks: DeployedStacks): readonly string[] {
  return Object.entries(handlerPermissions)
    .filter(([, permissions]) => permissions.stacks === 'both' || permissions.stacks === stacks)
    .map(([type]) => type)
    .sort();
}

/**
 * What CloudFormation may do where Busbar deploys: what the handlers of the resource types need, and nothing else. As many policies as
 * it takes, since each is limited. Resources are for `Fn::Sub`.
 */
export function executionPolicies(stacks: DeployedStacks): readonly PolicyDocument[] {
  const policies: PolicyStatement[][] = [[]];
  for (const statement of statementsOf(stacks)) {
    const last = policies.at(-1) ?? [];
    const isFull = sizeOf(document([...last, statement])) > USED_CHARACTERS;
    if (isFull && last.length > 0) policies.push([statement]);
    else last.push(statement);
  }
  return policies.map(document);
}

/** Template of a stack that makes the policies, so that a later version of them replaces an earlier one. */
export function executionPolicyTemplate(stacks: DeployedStacks): object {
  const resources = executionPolicies(stacks).map((policy, index) => [
    `Policy${index + 1}`,
    {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        ManagedPolicyName: { 'Fn::Sub': executionPolicyName(index, '${AWS::Region}') },
        Description: 'What CloudFormation may do for Busbar. Not tried on AWS.',
        PolicyDocument: substituted(policy),
      },
    },
  ]);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Execution policy of Busbar’s bootstrap',
    Resources: Object.fromEntries(resources) as object,
  };
}

/** @param index from 0 */
export function executionPolicyName(index: number, region: string): string {
  return `busbar-cloudformation-execution-${region}-${index + 1}`;
}

function document(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** One statement for each set of resources and conditions, with the actions of all types that are allowed on it. */
function statementsOf(stacks: DeployedStacks): readonly PolicyStatement[] {
  const byScope = new Map<string, { readonly rest: object; readonly actions: Set<string> }>();
  for (const type of deployableTypes(stacks)) {
    const { actions, resources, also = [] } = handlerPermissions[type] ?? { actions: [], resources: [] };
    for (const part of [{ actions, resources }, ...also]) {
      const condition = 'condition' in part && part.condition ? { Condition: part.condition } : {};
      const rest = { Resource: part.resources, ...condition };
      const key = JSON.stringify(rest);
      const scope = byScope.get(key) ?? { rest, actions: new Set<string>() };
      for (const action of part.actions) scope.actions.add(action);
      byScope.set(key, scope);
    }
  }
  return [...byScope.values()].map(
    ({ rest, actions }) => ({ Effect: 'Allow', Action: [...actions].sort(), ...rest }) as unknown as PolicyStatement,
  );
}

function substituted({ Version, Statement }: PolicyDocument): object {
  const substitute = (resource: string): unknown => (resource.includes('${') ? { 'Fn::Sub': resource } : resource);
  const statements = Statement.map((statement) => ({
    ...statement,
    Resource: [statement.Resource ?? []].flat().map((resource) => substitute(String(resource))),
  }));
  return { Version, Statement: statements };
}

export { MAXIMUM_CHARACTERS as managedPolicyCharacters };
