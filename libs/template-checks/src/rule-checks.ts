import { functionAdmits, queueAdmits } from './admission';
import type { TemplateCheck } from './template-check';
import {
  listOf,
  logicalIdOf,
  mapOf,
  queueMeant,
  resourceMeant,
  resourcesOf,
  textOf,
  type NamedResource,
  type Properties,
  type Template,
} from './template';

const DEAD_LETTERS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html';
const QUOTAS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';

/** EventBridge's default quota; a raised one makes this finding worth an acknowledgement. */
const PATTERN_CHARACTERS = 2048;

/** Rules with wildcards on one bus; AWS does not raise it. */
const WILDCARD_RULES = 30;

/** EventBridge's default quota in most Regions. */
const RULES = 300;

export const ruleChecks: readonly TemplateCheck[] = [
  {
    rule: 'Busbar-TargetGuaranteed',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'A target has no dead-letter queue or no explicit retry policy: what it does not accept in time is lost.',
    fix: 'Give the target a DeadLetterConfig and a RetryPolicy.',
    source: DEAD_LETTERS,
    broken: targetsWhere(({ DeadLetterConfig, RetryPolicy }) => !mapOf(DeadLetterConfig)['Arn'] || !RetryPolicy),
  },
  {
    rule: 'Busbar-BusTargetRole',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'A target on another bus has no role; EventBridge refuses it across accounts.',
    fix: 'Give the target a RoleArn that EventBridge may assume and that may put events on that bus.',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html',
    broken: targetsWhere((target) => isBusTarget(target) && !target['RoleArn']),
  },
  {
    rule: 'Busbar-BusTargetInput',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'A target on a bus of another account changes its input; EventBridge refuses that.',
    fix: 'Remove Input, InputPath and InputTransformer; let the rules on that bus change what their targets get.',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html',
    broken: targetsWhere(
      (target) =>
        isBusTarget(target) &&
        !isOfThisAccount(target) &&
        ['Input', 'InputPath', 'InputTransformer'].some((name) => name in target),
    ),
  },
  {
    rule: 'Busbar-NotTheDefaultBus',
    types: ['AWS::Events::Rule'],
    severity: 'warning',
    description:
      "A target is another account's default bus, where its own rules on AWS events meet events that they were not written for.",
    fix: 'Send to a bus of its own in that account.',
    source: 'https://github.com/aws/aws-cdk/pull/15717',
    broken: targetsWhere(
      (target) => isBusTarget(target) && /:event-bus\/default$/.test(textOf(target['Arn']) ?? '') && !isOfThisAccount(target),
    ),
  },
  {
    rule: 'Busbar-TargetAdmits',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description:
      'The target is a queue or a function of this template that does not admit the rule: every event is a dead letter.',
    fix: 'Let the queue policy allow sqs:SendMessage to events.amazonaws.com with aws:SourceArn = the rule, or add an AWS::Lambda::Permission with it.',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
    broken: (rule, template) =>
      targetsWhere(({ Arn, RoleArn }) => {
        const queue = queueMeant(template, Arn);
        if (queue) return RoleArn === undefined && !queueAdmits(template, queue, rule);
        const lambda = resourceMeant(template, Arn, {
          'AWS::Lambda::Function': 'FunctionName',
          'AWS::Serverless::Function': 'FunctionName',
        });
        return lambda !== undefined && RoleArn === undefined && !functionAdmits(template, lambda, rule);
      })(rule),
  },
  {
    rule: 'Busbar-DeadLettersAdmitted',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'The dead-letter queue of a target has no policy that admits the rule, so it stays empty while events are lost.',
    fix: 'Let the queue policy allow sqs:SendMessage to events.amazonaws.com with aws:SourceArn = the rule.',
    source: DEAD_LETTERS,
    broken: (rule, template) =>
      targetsWhere(({ DeadLetterConfig }) => {
        const queue = queueMeant(template, mapOf(DeadLetterConfig)['Arn']);
        return queue !== undefined && !queueAdmits(template, queue, rule);
      })(rule),
  },
  {
    rule: 'Busbar-DeadLetterQueueStandard',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: 'The dead-letter queue of a target is a FIFO queue, which EventBridge does not accept.',
    fix: 'Use a standard queue.',
    source: DEAD_LETTERS,
    broken: (rule, template) =>
      targetsWhere(({ DeadLetterConfig }) => {
        const { Arn } = mapOf(DeadLetterConfig);
        const isFifo = mapOf(queueMeant(template, Arn)?.properties)['FifoQueue'];
        return isFifo === true || isFifo === 'true' || textOf(Arn)?.endsWith('.fifo') === true;
      })(rule),
  },
  {
    rule: 'Busbar-PatternLength',
    types: ['AWS::Events::Rule'],
    severity: 'warning',
    description: `An event pattern is longer than ${PATTERN_CHARACTERS} characters, EventBridge's default quota.`,
    fix: 'Split the rule, or have the quota raised.',
    source: QUOTAS,
    broken: ({ properties: { EventPattern } }) =>
      JSON.stringify(EventPattern ?? {}).length > PATTERN_CHARACTERS ? ['EventPattern'] : [],
  },
  {
    rule: 'Busbar-PatternNamesSource',
    types: ['AWS::Events::Rule'],
    severity: 'warning',
    description:
      'A rule that sends to another bus names no source and no detail-type that it wants, so the other side gets everything.',
    fix: 'List the sources or detail-types that the receiver subscribes to, not those that it does not want.',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html',
    broken: (rule) => {
      const { EventPattern, Targets } = rule.properties;
      const sendsToBus = listOf(Targets).some((target) => isBusTarget(mapOf(target)));
      return sendsToBus && EventPattern !== undefined && !namesWhatItWants(mapOf(EventPattern)) ? ['EventPattern'] : [];
    },
  },
  {
    rule: 'Busbar-WildcardRules',
    types: ['AWS::Events::Rule'],
    severity: 'error',
    description: `More than ${WILDCARD_RULES} rules with wildcards are on one bus; EventBridge refuses the rest.`,
    fix: 'Use prefix, suffix or equals-ignore-case where they say the same.',
    source: QUOTAS,
    broken: beyond(WILDCARD_RULES, ({ properties }) => JSON.stringify(properties['EventPattern'] ?? {}).includes('"wildcard":')),
  },
  {
    rule: 'Busbar-RulesPerBus',
    types: ['AWS::Events::Rule'],
    severity: 'warning',
    description: `More than ${RULES} rules are on one bus, EventBridge's default quota.`,
    fix: 'Unite rules with $or, or have the quota raised.',
    source: QUOTAS,
    broken: beyond(RULES, () => true),
  },
];

function targetsWhere(isBroken: (target: Properties) => boolean): (rule: NamedResource) => readonly string[] {
  return ({ properties: { Targets } }) =>
    listOf(Targets).flatMap((target, index) => (isBroken(mapOf(target)) ? [`Targets/${index}`] : []));
}

function isBusTarget({ Arn }: Properties): boolean {
  return JSON.stringify(Arn ?? '').includes(':event-bus/');
}

function isOfThisAccount({ Arn }: Properties): boolean {
  return JSON.stringify(Arn ?? '').includes('AWS::AccountId');
}

/** Some matcher of the source or the detail-type that asks for something, in each branch of `$or`. */
function namesWhatItWants(pattern: Properties): boolean {
  if (['source', 'detail-type'].some((field) => listOf(pattern[field]).length > 0 && listOf(pattern[field]).every(asksFor)))
    return true;
  const branches = listOf(pattern['$or']);
  return branches.length > 0 && branches.every((branch) => namesWhatItWants(mapOf(branch)));
}

function asksFor(matcher: unknown): boolean {
  if (typeof matcher === 'string') return true;
  const { prefix, suffix, wildcard } = mapOf(matcher);
  const open = [prefix, suffix].includes('') || (typeof wildcard === 'string' && /^\*+$/.test(wildcard));
  return !open && !('anything-but' in mapOf(matcher)) && !('exists' in mapOf(matcher));
}

/** Finds the rules of each bus that are more than it may have, in the order of the template. */
function beyond(
  most: number,
  counts: (rule: NamedResource) => boolean,
): (rule: NamedResource, template: Template) => readonly string[] {
  return (rule, template) => {
    const busOf = ({ properties: { EventBusName } }: NamedResource): string =>
      logicalIdOf(EventBusName) ?? JSON.stringify(EventBusName ?? 'default');
    if (!counts(rule)) return [];
    const same = resourcesOf(template, 'AWS::Events::Rule').filter((other) => counts(other) && busOf(other) === busOf(rule));
    return same.findIndex(({ logicalId }) => logicalId === rule.logicalId) >= most ? ['EventPattern'] : [];
  };
}
