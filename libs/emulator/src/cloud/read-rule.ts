import { parseArn } from '../arn';
import { DEFAULT_RETRY_POLICY, type Rule, type Target } from '../eventbridge/rule';
import { compileJsonPath, JsonPathError } from '../eventbridge/json-path';
import { compileTemplate, InputTemplateError, type TargetInput } from '../eventbridge/target-input';
import { serviceCaller } from '../identity/caller';
import type { Bus } from '../eventbridge/bus';
import type { Resource } from './resource';

const MOST_TARGETS = 5;
const TARGET_ID = /^[\w.-]{1,64}$/;
/** Of `Input` and of a template. */
const MOST_INPUT_CHARACTERS = 8_192;

/** `AWS::Events::Rule`, refused where EventBridge refuses it. */
export function readRule(resource: Resource, bus: Bus): Rule {
  const { name, account } = resource.resolved;
  const pattern = resource.pattern('EventPattern');
  const schedule = resource.text('ScheduleExpression');
  if (!pattern && schedule === undefined) throw resource.fail('EventPattern', 'is missing.', 'Give it, or a ScheduleExpression.');
  const targets = resource.parts('Targets');
  if (targets.length > MOST_TARGETS)
    throw resource.fail('Targets', `has ${targets.length} targets.`, `A rule may have ${MOST_TARGETS}.`);
  return {
    name,
    arn: resource.arn,
    account,
    busArn: bus.arn,
    busName: bus.name,
    description: resource.text('Description'),
    pattern,
    schedule,
    state: resource.text('State') ?? 'ENABLED',
    tags: resource.tags(),
    targets: targets.map((target) => readTarget(target, account, resource.text('RoleArn'))),
    sender: serviceCaller('events.amazonaws.com', account),
  };
}

function readTarget(target: Resource, account: string, ruleRole: string | undefined): Target {
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
    messageGroupId: target.part('SqsParameters')?.text('MessageGroupId'),
    described: target.properties,
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
