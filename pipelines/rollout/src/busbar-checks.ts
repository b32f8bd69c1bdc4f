import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';

/** A template, as far as it is looked at here. */
interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Target {
  readonly Arn?: unknown;
  readonly RoleArn?: unknown;
  readonly RetryPolicy?: unknown;
  readonly DeadLetterConfig?: { readonly Arn?: unknown };
}

interface Check {
  readonly rule: string;
  readonly types: readonly string[];
  readonly severity: 'error' | 'warning';
  readonly description: string;
  readonly fix: string;
  /** Properties that break the rule, as paths in the resource. */
  readonly broken: (
    properties: Readonly<Record<string, unknown>>,
    template: Template,
    resource: { readonly type: string; readonly logicalId: string },
  ) => readonly string[];
}

/** EventBridge's default quota; a raised one makes this finding worth an acknowledgement. */
const patternCharacters = 2048;

/** What Busbar holds every template to, those of service teams too. Each check looks at one resource of its type. */
export const checks: readonly Check[] = [
  {
    rule: 'Busbar-BusPolicyBound',
    types: ['AWS::Events::EventBus', 'AWS::Events::EventBusPolicy'],
    severity: 'error',
    description:
      'A statement of a bus policy is bound neither to accounts with their sources in one organization, nor to named roles.',
    fix: 'Name the accounts as Principal, with conditions on events:source and aws:PrincipalOrgID, or on aws:PrincipalArn.',
    broken: ({ Policy, Statement }, _, { type }) => {
      const statements =
        type === 'AWS::Events::EventBus' ? policyStatements(Policy) : [{ statement: parsed(Statement), at: 'Statement' }];
      return statements.filter(({ statement }) => !isBound(statement, statements)).map(({ at }) => at);
    },
  },
  {
    rule: 'Busbar-OneBusPolicy',
    types: ['AWS::Events::EventBus'],
    severity: 'error',
    description:
      'A bus has its policy as a property and as resources of their own; CloudFormation removes by one what the other has written.',
    fix: 'Move the statements of the AWS::Events::EventBusPolicy into the Policy of the AWS::Events::EventBus.',
    broken: ({ Policy, Name }, template, { logicalId }) => {
      const isThis = (bus: unknown): boolean =>
        bus === Name || (bus as { Ref?: unknown } | undefined)?.Ref === logicalId || logicalIdOf(bus) === logicalId;
      const others = Object.values(template.Resources ?? {}).filter(
        ({ Type, Properties }) => Type === 'AWS::Events::EventBusPolicy' && isThis(Properties?.['EventBusName']),
      );
      return Policy !== undefined && others.length > 0 ? ['Policy'] : [];
    },
  },
  {
    rule: 'Busbar-TargetGuaranteed',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'A target has no dead-letter queue or no explicit retry policy: what it does not accept in time is lost.',
    fix: 'Give the target a DeadLetterConfig and a RetryPolicy; the targets of @busbar/constructs ask for both.',
    broken: ({ Targets }) => targetsWhere(Targets, (target) => !target.DeadLetterConfig?.Arn || !target.RetryPolicy),
  },
  {
    rule: 'Busbar-BusTargetRole',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'A target on another bus has no role; EventBridge refuses it across accounts.',
    fix: 'Give the target a RoleArn; BusTarget of @busbar/constructs asks for one.',
    broken: ({ Targets }) =>
      targetsWhere(Targets, ({ Arn, RoleArn }) => JSON.stringify(Arn ?? '').includes(':event-bus/') && !RoleArn),
  },
  {
    rule: 'Busbar-DeadLettersAdmitted',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'The dead-letter queue of a target has no policy that admits the rule, so it stays empty while events are lost.',
    fix: 'Let the queue policy allow sqs:SendMessage to events.amazonaws.com with aws:SourceArn = the rule; see EventQueue.',
    broken: ({ Targets, Name }, template) =>
      targetsWhere(Targets, ({ DeadLetterConfig }) => {
        const queue = logicalIdOf(DeadLetterConfig?.Arn);
        return queue !== undefined && !admits(template, queue, Name);
      }),
  },
  {
    rule: 'Busbar-PatternLength',
    types: ['AWS::Events::Rule'],
    severity: 'warning',
    description: `An event pattern is longer than ${patternCharacters} characters, EventBridge's default quota.`,
    fix: 'Split the rule, or have the quota raised.',
    broken: ({ EventPattern }) => (JSON.stringify(EventPattern ?? {}).length > patternCharacters ? ['EventPattern'] : []),
  },
];

/** Runs the checks over every template that is synthesized; CDK reports what they find. */
export class BusbarChecks implements IPolicyValidationPlugin {
  readonly name = 'Busbar';
  readonly ruleIds = checks.map((check) => check.rule);

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations: PolicyViolation[] = templatePaths.flatMap((path) => {
      const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
      return checkTemplate(template).map(({ check, logicalId, locations }) => ({
        ruleName: check.rule,
        severity: check.severity,
        description: check.description,
        fix: check.fix,
        violatingResources: [{ resourceLogicalId: logicalId, templatePath: path, locations }],
      }));
    });
    return { success: violations.every((violation) => violation.severity !== 'error'), violations };
  }
}

/** What the checks find in one template. */
export function checkTemplate(template: Template): readonly { check: Check; logicalId: string; locations: string[] }[] {
  return Object.entries(template.Resources ?? {}).flatMap(([logicalId, { Type, Properties = {} }]) =>
    checks
      .filter((check) => check.types.includes(Type))
      .map((check) => ({
        check,
        logicalId,
        locations: check.broken(Properties, template, { type: Type, logicalId }).map((at) => `Properties/${at}`),
      }))
      .filter(({ locations }) => locations.length > 0),
  );
}

interface BusStatement {
  readonly statement: Statement;
  /** Path in the resource. */
  readonly at: string;
}

/** Of the `Policy` of a bus, an object or JSON. */
function policyStatements(policy: unknown): readonly BusStatement[] {
  if (policy === undefined) return [];
  const { Statement: statements } = parsed<{ readonly Statement?: Statement | readonly Statement[] }>(policy);
  return [statements ?? {}]
    .flat()
    .map((statement, index) => ({ statement, at: `Policy${Array.isArray(statements) ? `/Statement/${index}` : ''}` }));
}

/** What cannot be read is a statement without anything, which is bound to nothing. */
function parsed<T extends object = Statement>(json: unknown): T {
  if (typeof json !== 'string') return (json ?? {}) as T;
  try {
    return JSON.parse(json) as T;
  } catch {
    return {} as T;
  }
}

/** By the condition keys that bind a statement to accounts with their sources, or to roles; some can be said by a denial for all. */
function isBound({ Effect, Principal, Condition = {} }: Statement, all: readonly BusStatement[]): boolean {
  if (Effect === 'Deny') return true;
  const denied = deniedToAll(all);
  const keys = new Set(
    ['StringEquals', 'ArnEquals', 'ArnLike', 'StringLike', 'ForAllValues:StringEquals'].flatMap((operator) =>
      keysIn(Condition, operator, (key, value) => !value.includes('*') && (!operator.startsWith('ForAllValues') || isThere(key))),
    ),
  );
  /** `ForAllValues` holds for a key that is missing. */
  function isThere(key: string): boolean {
    const isMissing = (condition: Statement['Condition'], missing: string): boolean =>
      keysIn(condition, 'Null', (_, value) => value.includes(missing)).includes(key);
    return isMissing(Condition, 'false') || denied.some((condition) => isMissing(condition, 'true'));
  }
  if (keys.has('aws:principalarn')) return true;
  const inOrganization =
    keys.has('aws:principalorgid') ||
    denied.some((condition) => keysIn(condition, 'StringNotEquals').includes('aws:principalorgid'));
  return keys.has('events:source') && inOrganization && (!isAnybody(Principal) || keys.has('aws:principalaccount'));
}

/** Conditions under which nobody may publish; those with several keys do not hold for all that has one of them. */
function deniedToAll(statements: readonly BusStatement[]): readonly NonNullable<Statement['Condition']>[] {
  return statements.flatMap(({ statement: { Effect, Principal, Action, Condition = {} } }) => {
    const denies = [Action].flat().some((action) => ['events:PutEvents', 'events:*', '*'].includes(String(action)));
    const keys = Object.values(Condition).flatMap((each) => Object.keys(each));
    return Effect === 'Deny' && isAnybody(Principal) && denies && keys.length === 1 ? [Condition] : [];
  });
}

function isAnybody(principal: unknown): boolean {
  return principal === '*' || JSON.stringify(principal)?.includes('"*"');
}

/** Condition keys of an operator, in lower case. */
function keysIn(
  condition: Statement['Condition'] = {},
  operator: string,
  counts: (key: string, value: readonly unknown[]) => boolean = () => true,
): readonly string[] {
  return Object.entries(condition[operator] ?? {})
    .map(([key, value]) => [key.toLowerCase(), [value].flat()] as const)
    .filter(([key, value]) => counts(key, value))
    .map(([key]) => key);
}

function targetsWhere(targets: unknown, isBroken: (target: Target) => boolean): readonly string[] {
  if (!Array.isArray(targets)) return [];
  return targets.flatMap((target: Target, index) => (isBroken(target) ? [`Targets/${index}`] : []));
}

/** Logical id of the queue in `Fn::GetAtt`; undefined for a queue of another template, whose policy is there. */
function logicalIdOf(arn: unknown): string | undefined {
  const attribute = (arn as { 'Fn::GetAtt'?: unknown } | undefined)?.['Fn::GetAtt'];
  return Array.isArray(attribute) && typeof attribute[0] === 'string' ? attribute[0] : undefined;
}

function admits({ Resources = {} }: Template, queue: string, ruleName: unknown): boolean {
  const statements = Object.values(Resources)
    .filter(
      ({ Type, Properties }) => Type === 'AWS::SQS::QueuePolicy' && JSON.stringify(Properties?.['Queues']).includes(`"${queue}"`),
    )
    .flatMap(({ Properties }) =>
      [(Properties?.['PolicyDocument'] as { Statement?: Statement | Statement[] }).Statement ?? []].flat(),
    );
  return statements.some(({ Effect, Principal, Condition = {} }) => {
    const from = Condition['ArnEquals']?.['aws:SourceArn'] ?? Condition['ArnLike']?.['aws:SourceArn'];
    return (
      Effect === 'Allow' &&
      JSON.stringify(Principal).includes('events.amazonaws.com') &&
      [from].flat().some((arn) => typeof arn !== 'string' || arn.endsWith(`/${String(ruleName)}`))
    );
  });
}
