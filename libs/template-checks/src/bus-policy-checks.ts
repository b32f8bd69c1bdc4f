import { isAnybody, statementAt, statementsOf, valuesOf, type Statement } from './statement';
import type { TemplateCheck } from './template-check';
import { busMeant, listOf, mapOf, resourcesOf, type NamedResource, type Template } from './template';

const PERMISSIONS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html';

/** EventBridge's default quota, in characters. */
const POLICY_CHARACTERS = 10_240;

export const busPolicyChecks: readonly TemplateCheck[] = [
  {
    rule: 'Busbar-BusPolicyBound',
    types: ['AWS::Events::EventBus', 'AWS::Events::EventBusPolicy'],
    severity: 'error',
    description:
      'A statement of a bus policy is bound neither to accounts with their sources in one organization, nor to named roles.',
    fix: 'Name the accounts as Principal, with conditions on events:source and aws:PrincipalOrgID, or on aws:PrincipalArn.',
    source: PERMISSIONS,
    broken: (resource) => {
      const statements = busStatements(resource);
      return statements.filter((statement) => !isBound(statement, statements)).map(({ at }) => at);
    },
  },
  {
    rule: 'Busbar-SourcesOfOneAccount',
    types: ['AWS::Events::EventBus', 'AWS::Events::EventBusPolicy'],
    severity: 'error',
    description:
      'One statement lets several accounts or roles publish several sources, so each of them can publish as any other.',
    fix: 'Write one statement for each publisher, with its own sources.',
    source: 'https://github.com/aws-samples/amazon-eventbridge-resource-policy-samples',
    broken: (resource) =>
      busStatements(resource)
        .filter(({ effect }) => effect === 'Allow')
        .filter((statement) => publishersIn(statement) > 1 && valuesOf(statement, 'events:source').length > 1)
        .map(({ at }) => at),
  },
  {
    rule: 'Busbar-OneBusPolicy',
    types: ['AWS::Events::EventBus'],
    severity: 'error',
    description:
      'A bus has its policy as a property and as resources of their own; CloudFormation removes by one what the other has written.',
    fix: 'Move the statements of the AWS::Events::EventBusPolicy into the Policy of the AWS::Events::EventBus.',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html',
    broken: (bus, template) => (bus.properties['Policy'] !== undefined && policiesOf(template, bus).length > 0 ? ['Policy'] : []),
  },
  {
    rule: 'Busbar-BusPolicySize',
    types: ['AWS::Events::EventBus'],
    severity: 'error',
    description: `A bus policy is longer than ${POLICY_CHARACTERS} characters, EventBridge's default quota; the deployment fails.`,
    fix: 'Pack the statements: one for each publisher, with short conditions; or have the quota raised.',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
    broken: (bus, template) => {
      const { Policy } = bus.properties;
      const resources = policiesOf(template, bus).map(({ properties: { Statement } }) => Statement);
      const characters = [...(Policy === undefined ? [] : [Policy]), ...resources]
        .map((part) => (typeof part === 'string' ? part : JSON.stringify(part ?? '')).length)
        .reduce((sum, length) => sum + length, 0);
      return characters > POLICY_CHARACTERS ? [Policy === undefined ? '' : 'Policy'] : [];
    },
  },
  {
    rule: 'Busbar-BusPolicyStatement',
    types: ['AWS::Events::EventBusPolicy'],
    severity: 'warning',
    description:
      'The policy is written as Principal, Action and Condition, which is deprecated and cannot name roles or sources.',
    fix: 'Write it as Statement.',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html',
    broken: ({ properties }) => ['Principal', 'Action', 'Condition'].filter((name) => properties[name] !== undefined),
  },
];

function busStatements({ type, properties }: NamedResource): readonly Statement[] {
  if (type === 'AWS::Events::EventBus') return statementsOf(properties['Policy'], 'Policy');
  const { Statement: statement, Principal, Action, Condition } = properties;
  if (statement !== undefined || Principal === undefined) return [statementAt(statement, 'Statement')];
  const { Type, Key, Value } = mapOf(Condition);
  const condition = { [String(Type)]: { [String(Key)]: Value } };
  return [statementAt({ Effect: 'Allow', Principal, Action, ...(Key !== undefined && { Condition: condition }) }, 'Principal')];
}

function policiesOf(template: Template, bus: NamedResource): readonly NamedResource[] {
  return resourcesOf(template, 'AWS::Events::EventBusPolicy').filter(
    ({ properties }) => busMeant(template, properties['EventBusName'])?.logicalId === bus.logicalId,
  );
}

/** How many accounts or roles a statement is for. */
function publishersIn(statement: Statement): number {
  const byCondition = [...valuesOf(statement, 'aws:PrincipalArn'), ...valuesOf(statement, 'aws:PrincipalAccount')];
  return byCondition.length > 0 ? byCondition.length : listOf(mapOf(statement.principal)['AWS']).length;
}

const EQUALS = ['StringEquals', 'ArnEquals', 'ArnLike', 'StringLike', 'ForAllValues:StringEquals'];

/** By the condition keys that bind a statement to accounts with their sources, or to roles; some can be said by a denial for all. */
function isBound(statement: Statement, all: readonly Statement[]): boolean {
  if (statement.effect === 'Deny') return true;
  const denied = all.filter(isDeniedToAll);
  const isMissing = (of: Statement, key: string, missing: string): boolean => valuesOf(of, key, ['Null']).includes(missing);
  /** `ForAllValues` holds for a key that is missing. */
  const isThere = (key: string): boolean =>
    isMissing(statement, key, 'false') || denied.some((denial) => isMissing(denial, key, 'true'));
  const binds = (key: string): boolean =>
    EQUALS.some((operator) => {
      const values = valuesOf(statement, key, [operator]);
      return values.length > 0 && !values.includes('*') && (!operator.startsWith('ForAllValues') || isThere(key));
    });
  if (binds('aws:PrincipalArn')) return true;
  const inOrganization =
    binds('aws:PrincipalOrgID') ||
    denied.some((denial) => valuesOf(denial, 'aws:PrincipalOrgID', ['StringNotEquals']).length > 0);
  return binds('events:source') && inOrganization && (!isAnybody(statement.principal) || binds('aws:PrincipalAccount'));
}

/** Under one condition, nobody may publish. Several conditions do not hold for all that has one of them. */
function isDeniedToAll({ effect, principal, actions, condition }: Statement): boolean {
  const denies = actions.some((action) => ['events:PutEvents', 'events:*', '*'].includes(action));
  const keys = Object.values(condition).flatMap((each) => Object.keys(mapOf(each)));
  return effect === 'Deny' && isAnybody(principal) && denies && keys.length === 1;
}
