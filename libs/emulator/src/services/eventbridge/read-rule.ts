import { parsePattern, PatternError, type Pattern } from '@busbar/event-pattern';
import { parseArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import { DEFAULT_RETRY_POLICY } from '../../delivery/delivery';
import { serviceCaller } from '../../identity/caller';
import type { Bus } from './bus';
import { compileJsonPath, JsonPathError } from './json-path';
import type { EventTarget, Rule } from './rule';
import { compileTemplate, InputTemplateError, type TargetInput } from './target-input';

/** The largest pattern that EventBridge's API accepts: an account may have its quota of 2,048 characters raised up to it. */
const MAX_RAISED_PATTERN_SIZE = 4096;
const MOST_TARGETS = 5;
const TARGET_ID = /^[\w.-]{1,64}$/;
/** Of `Input` and of a template. */
const MOST_INPUT_CHARACTERS = 8_192;

/** `AWS::Events::Rule`, refused where EventBridge refuses it. */
export function readRule(resource: Resource, bus: Bus): Rule {
  const { name, account } = resource.resolved;
  const pattern = readPattern(resource, 'EventPattern');
  const schedule = resource.text('ScheduleExpression');
  if (!pattern && schedule === undefined) throw resource.fail('EventPattern', 'is missing.', 'Give it, or a ScheduleExpression.');
  const targets = resource.parts('Targets');
  if (targets.length > MOST_TARGETS)
    throw resource.fail('Targets', `has ${targets.length} targets.`, `A rule may have ${MOST_TARGETS}.`);
  return {
    name,
    arn: resource.arn,
    account,
    region: bus.region,
    busArn: bus.arn,
    busName: bus.name,
    description: resource.text('Description'),
    pattern,
    schedule,
    state: resource.text('State') ?? 'ENABLED',
    tags: resource.tags(),
    targets: targets.map((target) => readTarget(target, account, resource.text('RoleArn'))),
    sender: serviceCaller('events.amazonaws.com', account),
    sessionName: `AWSEvents_${name}`.slice(0, 64),
  };
}

function readTarget(target: Resource, account: string, ruleRole: string | undefined): EventTarget {
  const arn = target.requiredText('Arn');
  const id = target.requiredText('Id');
  if (!TARGET_ID.test(id)) throw target.fail('Id', `is "${id}".`, 'Give 1 to 64 letters, digits, dots, dashes and underscores.');
  const input = readInput(target);
  const to = parseArn(arn);
  const isForeignBus = to?.service === 'events' && to.account !== account;
  if (input && isForeignBus) {
    throw target.fail('Input', 'is not allowed for the event bus of another account.', 'Send the event as it is.');
  }
  const retry = target.part('RetryPolicy');
  return {
    id,
    arn,
    // For the bus of another account, the role has to be the target's own.
    roleArn: target.text('RoleArn') ?? (isForeignBus ? undefined : ruleRole),
    deadLetterQueueArn: target.part('DeadLetterConfig')?.text('Arn'),
    retry: {
      maximumAttempts: retry?.integer('MaximumRetryAttempts', 0, 185) ?? DEFAULT_RETRY_POLICY.maximumAttempts,
      maximumAgeSeconds: retry?.integer('MaximumEventAgeInSeconds', 60, 86_400) ?? DEFAULT_RETRY_POLICY.maximumAgeSeconds,
    },
    input,
    properties: target.properties,
  };
}

function readInput(target: Resource): TargetInput | undefined {
  const constant = target.text('Input');
  const path = target.text('InputPath');
  const transformer = target.part('InputTransformer');
  const template = transformer?.text('InputTemplate');
  if ([constant, path, transformer].filter((given) => given !== undefined).length > 1) {
    throw target.fail(
      'Input',
      'is one of several.',
      'Only one of Input, InputPath, or InputTransformer may be given for a target.',
    );
  }
  try {
    for (const [property, text] of Object.entries({ Input: constant, 'InputTransformer.InputTemplate': template })) {
      if ((text?.length ?? 0) > MOST_INPUT_CHARACTERS) {
        throw target.fail(property, `has ${text?.length} characters.`, `EventBridge takes ${MOST_INPUT_CHARACTERS}.`);
      }
    }
    if (constant !== undefined) return { kind: 'constant', text: asJson(constant, target) };
    if (path !== undefined) return path === '$' ? undefined : { kind: 'path', path: compileJsonPath(path) };
    return transformer && compileTemplate(transformer.textMap('InputPathsMap'), transformer.requiredText('InputTemplate'));
  } catch (error) {
    if (error instanceof JsonPathError || error instanceof InputTemplateError) {
      throw target.fail('Input', `is refused by EventBridge: ${error.message}`, 'Correct it.');
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
