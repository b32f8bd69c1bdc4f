import { parsePattern, PatternError, type Pattern } from '@busbar/event-pattern';
import { parseArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import { DEFAULT_RETRY_POLICY } from '../../delivery/delivery';
import { serviceCaller } from '../../identity/caller';
import type { Bus } from './bus';
import { compileJsonPath, JsonPathError } from './json-path';
import type { EventTarget, Rule } from './rule';
import { parseScheduleExpression, ScheduleExpressionError } from './schedule-expression';
import { compileTemplate, InputTemplateError, type TargetInput } from './target-input';

/** The largest pattern that EventBridge's API accepts: an account may have its quota of 2,048 characters raised up to it. */
const MAX_RAISED_PATTERN_SIZE = 4096;
const MOST_TARGETS = 5;
/** Of rules and targets. */
const NAME = /^[\w.-]{1,64}$/;
const NAME_FIX = 'Give 1 to 64 letters, digits, dots, dashes and underscores.';
const STATES = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] as const;
const MOST_DESCRIPTION_CHARACTERS = 512;
const MOST_ARN_CHARACTERS = 1_600;
/** Of `Input` and of a template. */
const MOST_INPUT_CHARACTERS = 8_192;

/** `AWS::Events::Rule`, refused where EventBridge refuses it. */
export function readRule(resource: Resource, bus: Bus): Rule {
  const { name, account } = resource.resolved;
  const pattern = readPattern(resource, 'EventPattern');
  const schedule = resource.text('ScheduleExpression');
  if (!pattern && schedule === undefined) throw resource.fail('EventPattern', 'is missing.', 'Give it, or a ScheduleExpression.');
  resource.checkName('Name', NAME, NAME_FIX);
  if (schedule !== undefined && bus.name !== 'default') {
    const found = `is given for a rule on the event bus ${bus.name}.`;
    throw resource.fail('ScheduleExpression', found, 'Move the rule to the default event bus: schedules run there only.');
  }
  if (schedule !== undefined) checkSchedule(resource, schedule);
  const targets = resource.parts('Targets');
  if (targets.length > MOST_TARGETS)
    throw resource.fail('Targets', `has ${targets.length} targets.`, `A rule may have ${MOST_TARGETS}.`);
  checkIds(targets);
  return {
    name,
    arn: resource.arn,
    account,
    region: bus.region,
    busArn: bus.arn,
    busName: bus.name,
    description: readDescription(resource),
    pattern,
    schedule,
    roleArn: resource.text('RoleArn'),
    state: resource.choice('State', STATES) ?? 'ENABLED',
    tags: resource.tags(),
    targets: targets.map((target) => readTarget(target, account, resource.text('RoleArn'))),
    sender: serviceCaller('events.amazonaws.com', account),
    sessionName: `AWSEvents_${name}`.slice(0, 64),
  };
}

function checkSchedule(resource: Resource, expression: string): void {
  try {
    parseScheduleExpression(expression);
  } catch (error) {
    if (!(error instanceof ScheduleExpressionError)) throw error;
    const found = `is "${expression}": it ${error.message}. (Parameter ScheduleExpression is not valid.)`;
    throw resource.fail('ScheduleExpression', found, 'Correct it.');
  }
}

function checkIds(targets: readonly Resource[]): void {
  const known = new Set<string>();
  for (const target of targets) {
    const id = target.requiredText('Id');
    if (!NAME.test(id)) throw target.fail('Id', `is "${id}".`, NAME_FIX);
    if (known.has(id))
      throw target.fail('Id', `is "${id}", as that of another target.`, 'Give every target of a rule its own id.');
    known.add(id);
  }
}

/** @throws ResourceError for one that is too long */
export function readDescription(resource: Resource): string | undefined {
  const text = resource.text('Description');
  if (text === undefined || text.length <= MOST_DESCRIPTION_CHARACTERS) return text;
  throw resource.fail('Description', `has ${text.length} characters.`, `EventBridge accepts ${MOST_DESCRIPTION_CHARACTERS}.`);
}

function readTarget(target: Resource, account: string, ruleRole: string | undefined): EventTarget {
  const arn = target.requiredText('Arn');
  const to = parseArn(arn);
  if (!to || arn.length > MOST_ARN_CHARACTERS) {
    throw target.fail('Arn', `is "${arn.slice(0, 200)}".`, `Give an ARN of at most ${MOST_ARN_CHARACTERS} characters.`);
  }
  const input = readInput(target);
  const isBus = to.service === 'events';
  const isForeignBus = isBus && to.account !== account;
  const given = ['Input', 'InputPath', 'InputTransformer'].find((property) => target.value(property) !== undefined);
  if (given !== undefined && isForeignBus) {
    throw target.fail(given, 'is not allowed for the event bus of another account.', 'Send the event as it is.');
  }
  const retry = target.part('RetryPolicy');
  return {
    id: target.requiredText('Id'),
    arn,
    // For the bus of another account, the role has to be the target's own.
    roleArn: readRole(target, account, isForeignBus ? undefined : ruleRole, isBus),
    deadLetterQueueArn: target.part('DeadLetterConfig')?.text('Arn'),
    retry: {
      maximumAttempts: retry?.integer('MaximumRetryAttempts', 0, 185) ?? DEFAULT_RETRY_POLICY.maximumAttempts,
      maximumAgeSeconds: retry?.integer('MaximumEventAgeInSeconds', 60, 86_400) ?? DEFAULT_RETRY_POLICY.maximumAgeSeconds,
    },
    input,
    properties: target.properties,
  };
}

/** The role that sends to the target. Only buses need one. */
function readRole(target: Resource, account: string, ruleRole: string | undefined, isNeeded: boolean): string | undefined {
  const arn = target.text('RoleArn') ?? ruleRole;
  if (arn === undefined) {
    if (!isNeeded) return undefined;
    throw target.fail('RoleArn', 'is missing; sending to an event bus needs a role.', 'Give a role that EventBridge may assume.');
  }
  const role = parseArn(arn);
  if (role?.service !== 'iam' || !role.resource.startsWith('role/')) {
    throw target.fail('RoleArn', `is "${arn}", which is not the ARN of a role.`, 'Give one.');
  }
  if (role.account === account) return arn;
  throw target.fail('RoleArn', `is ${arn}, which is of another account.`, `Give a role of account ${account}, that of the rule.`);
}

function readInput(target: Resource): TargetInput | undefined {
  const id = target.requiredText('Id');
  const constant = target.text('Input');
  const path = target.text('InputPath');
  const transformer = target.part('InputTransformer');
  const template = transformer?.text('InputTemplate');
  const given = ['Input', 'InputPath', 'InputTransformer'].filter((property) => target.value(property) !== undefined);
  if (given.length > 1) {
    const found = `is given beside ${given[0]}: Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`;
    throw target.fail(given[1] ?? '', found, 'Keep one.');
  }
  try {
    for (const [property, text] of Object.entries({ Input: constant, 'InputTransformer.InputTemplate': template })) {
      if ((text?.length ?? 0) > MOST_INPUT_CHARACTERS) {
        throw target.fail(property, `has ${text?.length} characters.`, `EventBridge accepts ${MOST_INPUT_CHARACTERS}.`);
      }
    }
    if (constant !== undefined) return { kind: 'constant', text: asJson(constant, target) };
    if (path !== undefined) return path === '$' ? undefined : { kind: 'path', path: compileJsonPath(path) };
    return transformer && compileTemplate(transformer.textMap('InputPathsMap'), transformer.requiredText('InputTemplate'));
  } catch (error) {
    if (error instanceof JsonPathError || error instanceof InputTemplateError) {
      const property = transformer ? 'InputTransformer' : 'InputPath';
      const found = error.message.replace(/^InputTemplate /, `InputTemplate for target ${id} `);
      throw target.fail(property, `is refused by EventBridge: ${found}`, 'Correct it.');
    }
    throw error;
  }
}

function asJson(text: string, target: Resource): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw target.fail('Input', 'is not JSON.', 'Give JSON text.');
  }
}

/** @throws ResourceError for a pattern that EventBridge refuses */
export function readPattern(resource: Resource, property: string): Pattern | undefined {
  const value = resource.value(property);
  if (value === undefined) return undefined;
  try {
    return parsePattern(typeof value === 'string' ? value : JSON.stringify(value), { maxSize: MAX_RAISED_PATTERN_SIZE });
  } catch (error) {
    if (error instanceof PatternError)
      throw resource.fail(property, `is refused by EventBridge: ${error.message}`, 'Correct it.');
    throw error;
  }
}
