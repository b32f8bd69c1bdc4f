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
  readonly type: string;
  readonly severity: 'error' | 'warning';
  readonly description: string;
  readonly fix: string;
  /** Properties that break the rule, as paths in the resource. */
  readonly broken: (properties: Readonly<Record<string, unknown>>, template: Template) => readonly string[];
}

/** EventBridge's default quota; a raised one makes this finding worth an acknowledgement. */
const patternCharacters = 2048;

/** What Busbar holds every template to, those of service teams too. Each check looks at one resource of its type. */
export const checks: readonly Check[] = [
  {
    rule: 'Busbar-BusPolicyBound',
    type: 'AWS::Events::EventBusPolicy',
    severity: 'error',
    description:
      'A statement of a bus policy is bound neither to accounts with their sources in one organization, nor to named roles.',
    fix: 'Name the accounts as Principal, with conditions on events:source and aws:PrincipalOrgID, or on aws:PrincipalArn.',
    broken: ({ Statement }) => (isBound(Statement as Statement | undefined) ? [] : ['Statement']),
  },
  {
    rule: 'Busbar-TargetGuaranteed',
    type: 'AWS::Events::Rule',
    severity: 'error',
    description: 'A target has no dead-letter queue or no explicit retry policy: what it does not accept in time is lost.',
    fix: 'Give the target a DeadLetterConfig and a RetryPolicy; the targets of @busbar/constructs ask for both.',
    broken: ({ Targets }) => targetsWhere(Targets, (target) => !target.DeadLetterConfig?.Arn || !target.RetryPolicy),
  },
  {
    rule: 'Busbar-BusTargetRole',
    type: 'AWS::Events::Rule',
    severity: 'error',
    description: 'A target on another bus has no role; EventBridge refuses it across accounts.',
    fix: 'Give the target a RoleArn; BusTarget of @busbar/constructs asks for one.',
    broken: ({ Targets }) =>
      targetsWhere(Targets, ({ Arn, RoleArn }) => JSON.stringify(Arn ?? '').includes(':event-bus/') && !RoleArn),
  },
  {
    rule: 'Busbar-DeadLettersAdmitted',
    type: 'AWS::Events::Rule',
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
    type: 'AWS::Events::Rule',
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
      .filter((check) => check.type === Type)
      .map((check) => ({ check, logicalId, locations: check.broken(Properties, template).map((at) => `Properties/${at}`) }))
      .filter(({ locations }) => locations.length > 0),
  );
}

/** The condition keys that bind a statement: to accounts with their sources, or to roles. */
function isBound({ Effect, Principal, Condition = {} }: Statement = {}): boolean {
  if (Effect === 'Deny') return true;
  const equal = ['StringEquals', 'ArnEquals', 'ArnLike', 'StringLike'].flatMap((operator) =>
    Object.entries(Condition[operator] ?? {}),
  );
  const keys = new Set(equal.filter(([, value]) => ![value].flat().includes('*')).map(([key]) => key.toLowerCase()));
  const anybody = Principal === '*' || JSON.stringify(Principal)?.includes('"*"');
  if (keys.has('aws:principalarn')) return true;
  return keys.has('events:source') && keys.has('aws:principalorgid') && (!anybody || keys.has('aws:principalaccount'));
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
