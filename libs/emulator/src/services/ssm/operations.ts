import { partitionOf } from '@busbar/arn';
import { compareText } from '@busbar/problem';
import { denialMessage, resourceTags, type Authorizer } from '../../identity/authorizer';
import type { Call, Operation, Operations } from '../../wire/call';
import { checkConstraints, type Parameters } from '../../wire/constraints';
import { optionalFlag, optionalInteger, optionalText, optionalTexts, type JsonInput } from '../../wire/input';
import { constraintViolation, ServiceError } from '../../wire/service-error';
import type { Parameter, ParameterVersion } from './parameter';
import { filtersByPath, filtersOfDescribe, isBelow } from './parameter-filters';

const NAME = { kind: 'string', required: true, least: 1, most: 2_048 } as const;
const pageOf = (most: number): Parameters => ({ MaxResults: { kind: 'integer', least: 1, most } });

/** Pages of `GetParametersByPath`; the others have 50. */
const MOST_BY_PATH = 10;
const MOST_DESCRIBED = 50;
/** Names of one `GetParameters`. */
const MOST_NAMES = 10;

/** They change parameters, which come from the templates. */
const OF_TEMPLATES = [
  ...['PutParameter', 'DeleteParameter', 'DeleteParameters', 'LabelParameterVersion', 'UnlabelParameterVersion'],
  ...['AddTagsToResource', 'RemoveTagsFromResource'],
];

/** What a name means: `/orders/bus`, `/orders/bus:3`, or an ARN of either. */
interface Named {
  readonly arn: string;
  readonly parameter: Parameter | undefined;
  /** `:3` as it was asked for; undefined for the newest. */
  readonly selector: string | undefined;
}

/**
 * The operations of Parameter Store that read.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html
 *
 * @param all by ARN
 */
export function ssmOperations(all: ReadonlyMap<string, Parameter>, authorizer: Authorizer): Operations {
  const authorize = ({ caller }: Call, action: string, resource: string, parameter?: Parameter): void => {
    const decision = authorizer.decide(caller, {
      action: `ssm:${action}`,
      resource,
      resourceAccount: parameter?.account ?? resource.split(':')[4] ?? caller.account,
      ...(parameter && { context: resourceTags(parameter.tags) }),
    });
    if (!decision.allowed)
      throw new ServiceError('AccessDeniedException', denialMessage(caller, `ssm:${action}`, resource, decision));
  };

  const own = ({ caller, region }: Call): readonly Parameter[] =>
    [...all.values()]
      .filter((parameter) => parameter.account === caller.account && parameter.region === region)
      .sort((one, other) => compareText(one.name, other.name));

  /** What the caller may not read is denied before it is known whether it is there. */
  const open = (text: string, call: Call, action: string): Named => {
    const named = nameOf(text, call);
    const parameter = all.get(named.arn);
    authorize(call, action, named.arn, parameter);
    // `orders` and `/orders` have one ARN.
    const isOther = named.name !== undefined && parameter?.name !== named.name;
    return { ...named, parameter: isOther ? undefined : parameter };
  };

  const operations: Record<string, Operation> = {
    GetParameter(input, call) {
      checkConstraints({ Name: NAME }, input);
      optionalFlag(input, 'WithDecryption');
      const named = open(required(input, 'Name'), call, 'GetParameter');
      if (!named.parameter) throw new ServiceError('ParameterNotFound', '');
      return JSON.stringify({ Parameter: shown(named.parameter, versionOf(named, named.parameter), named.selector) });
    },

    GetParameters(input, call) {
      optionalFlag(input, 'WithDecryption');
      const opened = [...new Set(readNames(input))].map((name) => {
        const { parameter, selector } = open(name, call, 'GetParameters');
        const version = parameter?.version(selectedVersion(selector));
        return { name, found: parameter && version && shown(parameter, version, selector) };
      });
      return JSON.stringify({
        Parameters: opened.flatMap(({ found }) => found ?? []),
        InvalidParameters: opened.filter(({ found }) => !found).map(({ name }) => name),
      });
    },

    GetParametersByPath(input, call) {
      checkConstraints({ Path: NAME, ...pageOf(MOST_BY_PATH) }, input);
      optionalFlag(input, 'WithDecryption');
      const path = required(input, 'Path');
      if (!PATH.test(path)) throw new ServiceError('ValidationException', BAD_PATH);
      const recursive = optionalFlag(input, 'Recursive') ?? false;
      const wanted = filtersByPath(input);
      authorize(call, 'GetParametersByPath', parameterArn(path, call));
      const found = own(call).flatMap((parameter) => {
        const now = parameter.version();
        return now && isBelow(parameter, path, recursive) && wanted(parameter, now) ? [shown(parameter, now)] : [];
      });
      return page(input, found, MOST_BY_PATH);
    },

    DescribeParameters(input, call) {
      checkConstraints(pageOf(MOST_DESCRIBED), input);
      const wanted = filtersOfDescribe(input);
      const { caller, region } = call;
      authorize(call, 'DescribeParameters', `arn:${partitionOf(region)}:ssm:${region}:${caller.account}:*`);
      // Nothing is shared from other accounts here.
      const candidates = optionalFlag(input, 'Shared') === true ? [] : own(call);
      const found = candidates.flatMap((parameter) => {
        const now = parameter.version();
        return now && wanted(parameter, now) ? [{ ARN: parameter.arn, ...described(parameter, now) }] : [];
      });
      return page(input, found, MOST_DESCRIBED);
    },

    GetParameterHistory(input, call) {
      checkConstraints({ Name: NAME, ...pageOf(MOST_DESCRIBED) }, input);
      optionalFlag(input, 'WithDecryption');
      const { parameter } = open(required(input, 'Name'), call, 'GetParameterHistory');
      if (!parameter) throw new ServiceError('ParameterNotFound', '');
      const history = parameter.history.map((version) => ({
        ...described(parameter, version),
        Value: version.value,
        Labels: [],
      }));
      return page(input, history, MOST_DESCRIBED);
    },

    ListTagsForResource(input, call) {
      const type = required(input, 'ResourceType');
      if (type !== 'Parameter')
        throw new ServiceError('InvalidResourceType', `${type || '(none)'} is not a kind of resource that has tags here.`);
      const { parameter } = open(required(input, 'ResourceId'), call, 'ListTagsForResource');
      if (!parameter) throw new ServiceError('InvalidResourceId', '');
      return JSON.stringify({ TagList: Object.entries(parameter.tags).map(([Key, Value]) => ({ Key, Value })) });
    },
  };
  for (const name of OF_TEMPLATES) {
    operations[name] = () => {
      const why = 'changes parameters. This runtime is made from CloudFormation templates: change those, and start it again.';
      throw new ServiceError('UnsupportedOperationException', `${name} ${why}`);
    };
  }
  return new Map(Object.entries(operations));
}

const PATH = /^\/$|^(\/[\w.-]+)+\/?$/;
const BAD_PATH =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". ' +
  'It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: ' +
  '. (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward ' +
  'slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

function parameterArn(name: string, { caller, region }: Call): string {
  return `arn:${partitionOf(region)}:ssm:${region}:${caller.account}:parameter/${name.replace(/^\//, '')}`;
}

/** Names hold no colon: what follows one selects a version or a label. */
function nameOf(
  text: string,
  call: Call,
): { readonly arn: string; readonly name?: string; readonly selector: string | undefined } {
  if (text.startsWith('arn:')) {
    const parts = text.split(':');
    return { arn: parts.slice(0, 6).join(':'), selector: parts.length > 6 ? `:${parts.slice(6).join(':')}` : undefined };
  }
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  return { name, arn: parameterArn(name, call), selector: colon < 0 ? undefined : text.slice(colon) };
}

/** NaN for a label: no parameter has one here. */
function selectedVersion(selector: string | undefined): number | undefined {
  return selector === undefined ? undefined : Number(selector.slice(1) || NaN);
}

function versionOf({ selector }: Named, parameter: Parameter): ParameterVersion {
  const version = parameter.version(selectedVersion(selector));
  if (version) return version;
  const asked = selector?.slice(1) ?? '';
  const what = /^\d+$/.test(asked) ? `version ${asked}` : `label ${asked}`;
  const message = `Systems Manager could not find ${what} of ${parameter.name}. Verify the version and try again.`;
  throw new ServiceError('ParameterVersionNotFound', message);
}

function readNames(input: JsonInput): readonly string[] {
  const names = optionalTexts(input, 'Names');
  if (names === undefined) throw constraintViolation(undefined, 'names', 'not be null');
  if (names.length >= 1 && names.length <= MOST_NAMES) return names;
  const bound = names.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MOST_NAMES}`;
  throw constraintViolation(`[${names.join(', ')}]`, 'names', `have length ${bound}`);
}

/** Seconds since the epoch. */
const seconds = (milliseconds: number) => milliseconds / 1_000;

function shown(
  { name, arn }: Parameter,
  { type, value, version, modifiedAt, dataType }: ParameterVersion,
  selector?: string,
): object {
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: seconds(modifiedAt),
    ARN: arn,
    DataType: dataType,
    ...(selector !== undefined && { Selector: selector }),
  };
}

function described({ name, account }: Parameter, now: ParameterVersion): object {
  return {
    Name: name,
    Type: now.type,
    LastModifiedDate: seconds(now.modifiedAt),
    LastModifiedUser: `arn:aws:iam::${account}:root`,
    ...(now.description !== undefined && { Description: now.description }),
    ...(now.allowedPattern !== undefined && { AllowedPattern: now.allowedPattern }),
    Version: now.version,
    Tier: now.tier,
    Policies: now.policies.map(({ type, text }) => ({ PolicyType: type, PolicyText: text, PolicyStatus: 'Pending' })),
    DataType: now.dataType,
  };
}

/** The token is the position where the next page begins. */
function page(input: JsonInput, items: readonly object[], most: number): string {
  const start = Number(optionalText(input, 'NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  const end = start + (optionalInteger(input, 'MaxResults') ?? most);
  return JSON.stringify({ Parameters: items.slice(start, end), ...(end < items.length && { NextToken: String(end) }) });
}

function required(input: JsonInput, name: string): string {
  return optionalText(input, name) ?? '';
}
