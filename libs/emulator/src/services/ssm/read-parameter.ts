import type { Resource } from '../../cloudformation';
import type { ParameterDefinition } from './parameter';

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
const NAME = /^[\w.-]+$|^(\/[\w.-]+)+$/;
const RESERVED = /^\/?(aws|ssm)/i;
const MOST_LEVELS = 15;
/** Of the ARN, which AWS counts the name in. */
const LONGEST_ARN = 1_011;
const MOST_BYTES = { Standard: 4_096, Advanced: 8_192 };

/**
 * `AWS::SSM::Parameter`, refused where CloudFormation or Parameter Store refuses it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
 *
 * @throws ResourceError
 */
export function readParameter(resource: Resource): ParameterDefinition {
  checkName(resource);
  const type = resource.requiredText('Type');
  if (type !== 'String' && type !== 'StringList') {
    const fix = 'Write String or StringList: CloudFormation creates no SecureString.';
    throw resource.fail('Type', `is ${JSON.stringify(type)}.`, fix);
  }
  const value = resource.requiredText('Value');
  const policies = readPolicies(resource);
  const tier = tierOf(resource, value, policies);
  const bytes = Buffer.byteLength(value);
  if (bytes === 0 || bytes > MOST_BYTES[tier]) {
    const fix = `Give 1 to ${MOST_BYTES[tier]} bytes${tier === 'Standard' ? ', or 8192 with the tier Advanced' : ''}.`;
    throw resource.fail('Value', `has ${bytes} bytes.`, fix);
  }
  if (policies.length > 0 && tier === 'Standard') {
    throw resource.fail('Policies', 'are given for a parameter of the tier Standard.', 'Set Tier to Advanced.');
  }
  return {
    type,
    value,
    description: resource.text('Description'),
    allowedPattern: allowedPattern(resource, value),
    dataType: resource.choice('DataType', ['text', 'aws:ec2:image', 'aws:ssm:integration']) ?? 'text',
    tier,
    policies,
  };
}

function checkName(resource: Resource): void {
  const { name, hasGeneratedName } = resource.resolved;
  if (hasGeneratedName) return;
  resource.checkName(
    'Name',
    NAME,
    'Give letters, digits, ".", "-" and "_"; a name with "/" begins with "/" and does not end with it.',
  );
  if (RESERVED.test(name)) throw resource.fail('Name', `is "${name}".`, 'Begin it with neither "aws" nor "ssm".');
  const levels = name.split('/').length - 1;
  if (levels > MOST_LEVELS) throw resource.fail('Name', `has ${levels} levels.`, `Give ${MOST_LEVELS} at most.`);
  const { length } = resource.arn;
  if (length > LONGEST_ARN)
    throw resource.fail('Name', `makes an ARN of ${length} characters; the most is ${LONGEST_ARN}.`, 'Shorten it.');
}

/** `Intelligent-Tiering` chooses the cheaper one that will do. */
function tierOf(resource: Resource, value: string, policies: ParameterDefinition['policies']): ParameterDefinition['tier'] {
  const tier = resource.choice('Tier', ['Standard', 'Advanced', 'Intelligent-Tiering']) ?? 'Standard';
  if (tier !== 'Intelligent-Tiering') return tier;
  return policies.length > 0 || Buffer.byteLength(value) > MOST_BYTES.Standard ? 'Advanced' : 'Standard';
}

function allowedPattern(resource: Resource, value: string): string | undefined {
  const pattern = resource.text('AllowedPattern');
  if (pattern === undefined) return undefined;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
  } catch {
    throw resource.fail('AllowedPattern', `is ${JSON.stringify(pattern)}, which is not a regular expression.`, 'Correct it.');
  }
  if (expression.test(value)) return pattern;
  throw resource.fail('Value', `does not match the AllowedPattern ${JSON.stringify(pattern)}.`, 'Correct one of them.');
}

/** A list as JSON: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html */
function readPolicies(resource: Resource): ParameterDefinition['policies'] {
  const text = resource.text('Policies');
  if (text === undefined || text === '') return [];
  const fail = () => resource.fail('Policies', 'is not a JSON list of policies with a Type.', 'Correct it.');
  let policies: unknown;
  try {
    policies = JSON.parse(text);
  } catch {
    throw fail();
  }
  if (!Array.isArray(policies)) throw fail();
  return policies.map((policy: { readonly Type?: unknown } | null) => {
    const type = policy?.Type;
    if (typeof type !== 'string') throw fail();
    return { type, text: JSON.stringify(policy) };
  });
}
