import { readFileSync } from 'node:fs';
import type { Resource } from '../../cloudformation';
import { denialMessage } from '../../identity/authorizer';
import { EmulatorError } from '../../errors';
import type { DeployedStack, StackEvent } from '../../service/deployed-stack';
import type { ServiceContext } from '../../service/emulated-service';
import type { Call } from '../../wire/call';
import type { QueryOperation } from '../../wire/service-api';
import { constraintViolation, ServiceError } from '../../wire/service-error';
import { element, listElement, textElement } from '../../wire/xml';

/** AWS's pages are by size; these are by number. */
const PAGE = 100;

/** They change stacks, which come from the templates. */
const OF_TEMPLATES = [
  'CreateStack',
  'UpdateStack',
  'CreateChangeSet',
  'ExecuteChangeSet',
  'CancelUpdateStack',
  'ContinueUpdateRollback',
];

type StackContext = Pick<ServiceContext, 'stacks' | 'authorizer'>;

/**
 * The operations that read stacks, and those of an operator who retires one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
export function cloudFormationOperations({ stacks, authorizer }: StackContext): ReadonlyMap<string, QueryOperation> {
  const authorize = ({ caller }: Call, action: string, resource: string): void => {
    const decision = authorizer.decide(caller, {
      action: `cloudformation:${action}`,
      resource,
      resourceAccount: caller.account,
    });
    if (decision.allowed) return;
    throw new ServiceError('AccessDenied', denialMessage(caller, `cloudformation:${action}`, resource, decision), {
      status: 403,
    });
  };

  const own = ({ caller, region }: Call): readonly DeployedStack[] => stacks.in(caller.account, region);

  /** By name or id. */
  const open = (parameters: URLSearchParams, call: Call, action: string): DeployedStack => {
    const wanted = parameters.get('StackName') ?? '';
    if (wanted === '') throw constraintViolation(undefined, 'stackName', 'not be null', 'ValidationError');
    const found = own(call).find((deployed) => deployed.name.name === wanted || idOf(deployed) === wanted);
    const { caller, region } = call;
    const arn = wanted.startsWith('arn:') ? wanted : `arn:aws:cloudformation:${region}:${caller.account}:stack/${wanted}/*`;
    authorize(call, action, found ? idOf(found) : arn);
    if (found) return found;
    throw new ServiceError('ValidationError', `Stack with id ${wanted} does not exist`);
  };

  return new Map<string, QueryOperation>([
    [
      'DescribeStacks',
      (parameters, call) => {
        if (parameters.get('StackName')) return listElement('Stacks', [described(open(parameters, call, 'DescribeStacks'))]);
        authorize(call, 'DescribeStacks', '*');
        return page(parameters, 'Stacks', own(call).map(described));
      },
    ],
    [
      'ListStacks',
      (parameters, call) => {
        authorize(call, 'ListStacks', '*');
        const wanted = membersOf(parameters, 'StackStatusFilter');
        const found = own(call).filter(({ status }) => wanted.length === 0 || wanted.includes(status));
        return page(parameters, 'StackSummaries', found.map(summary));
      },
    ],
    [
      'ListStackResources',
      (parameters, call) => {
        const stack = open(parameters, call, 'ListStackResources');
        return page(
          parameters,
          'StackResourceSummaries',
          resourcesOf(stack).map((resource) => resourceElements(resource, stack, 'LastUpdatedTimestamp')),
        );
      },
    ],
    [
      'DescribeStackResources',
      (parameters, call) => {
        const stack = open(parameters, call, 'DescribeStackResources');
        const logicalId = parameters.get('LogicalResourceId');
        const found = resourcesOf(stack).filter(({ resolved }) => logicalId === null || resolved.logicalId === logicalId);
        return listElement(
          'StackResources',
          found.map((resource) => placeElements(stack) + resourceElements(resource, stack, 'Timestamp')),
        );
      },
    ],
    [
      'DescribeStackResource',
      (parameters, call) => {
        const stack = open(parameters, call, 'DescribeStackResource');
        const logicalId = parameters.get('LogicalResourceId') ?? '';
        const resource = stack.resources.get(logicalId);
        if (!resource)
          throw new ServiceError('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.name.name}`);
        return element('StackResourceDetail', placeElements(stack) + resourceElements(resource, stack, 'LastUpdatedTimestamp'));
      },
    ],
    [
      'DescribeStackEvents',
      (parameters, call) => {
        const stack = open(parameters, call, 'DescribeStackEvents');
        const events = stack.events.map((event, index) => eventElements(event, index, stack));
        return page(parameters, 'StackEvents', events.reverse());
      },
    ],
    [
      'GetTemplate',
      (parameters, call) => {
        const stack = open(parameters, call, 'GetTemplate');
        const stages = listElement('StagesAvailable', ['Original', 'Processed']);
        return textElement('TemplateBody', templateOf(stack)) + stages;
      },
    ],
    [
      'UpdateTerminationProtection',
      (parameters, call) => {
        const stack = open(parameters, call, 'UpdateTerminationProtection');
        stack.terminationProtection = parameters.get('EnableTerminationProtection') === 'true';
        return textElement('StackId', idOf(stack));
      },
    ],
    [
      'DeleteStack',
      (parameters, call) => {
        // One that does not exist is deleted already.
        const wanted = parameters.get('StackName') ?? '';
        const exists = own(call).some((deployed) => deployed.name.name === wanted || idOf(deployed) === wanted);
        if (!exists) {
          authorize(call, 'DeleteStack', '*');
          return '';
        }
        const stack = open(parameters, call, 'DeleteStack');
        try {
          const { status, failure } = stacks.remove(stack.name);
          if (status === 'refused')
            throw new ServiceError('ValidationError', failure?.message ?? `Stack ${wanted} cannot be deleted`);
        } catch (error) {
          if (error instanceof EmulatorError) throw new ServiceError('ValidationError', error.message);
          throw error;
        }
        return '';
      },
    ],
    ...OF_TEMPLATES.map((name): [string, QueryOperation] => [
      name,
      () => {
        const why = 'changes stacks. This runtime is made from CloudFormation templates: change those, and start it again.';
        throw new ServiceError('ValidationError', `${name} ${why}`);
      },
    ]),
  ]);
}

/** What a stack is called by ARN. While it is being created it has no id of an assembly. */
function idOf({ stack, name: { name, account, region } }: DeployedStack): string {
  return stack?.stackId ?? `arn:aws:cloudformation:${region}:${account}:stack/${name}/0`;
}

function createdAt({ events }: DeployedStack): Date {
  return new Date(events[0]?.at ?? 0);
}

function updatedAt({ updatedAt: at }: DeployedStack): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}

const NOT_CHECKED = element('DriftInformation', textElement('StackDriftStatus', 'NOT_CHECKED'));

function described(deployed: DeployedStack): string {
  const { stack, status, events, terminationProtection } = deployed;
  const outputs = Object.entries(stack?.outputs ?? {}).map(
    ([key, value]) => textElement('OutputKey', key) + textElement('OutputValue', value),
  );
  return (
    placeElements(deployed) +
    textElement('CreationTime', createdAt(deployed)) +
    textElement('LastUpdatedTime', updatedAt(deployed)) +
    textElement('StackStatus', status) +
    textElement('StackStatusReason', events.at(-1)?.reason) +
    textElement('DisableRollback', false) +
    textElement('EnableTerminationProtection', terminationProtection) +
    NOT_CHECKED +
    (outputs.length > 0 ? listElement('Outputs', outputs) : '')
  );
}

function summary(deployed: DeployedStack): string {
  const { status, events } = deployed;
  return (
    placeElements(deployed) +
    textElement('CreationTime', createdAt(deployed)) +
    textElement('LastUpdatedTime', updatedAt(deployed)) +
    textElement('StackStatus', status) +
    textElement('StackStatusReason', events.at(-1)?.reason) +
    NOT_CHECKED
  );
}

function placeElements(stack: DeployedStack): string {
  return textElement('StackId', idOf(stack)) + textElement('StackName', stack.name.name);
}

function resourcesOf({ resources }: DeployedStack): readonly Resource[] {
  return [...resources.values()];
}

function resourceElements({ resolved: { logicalId, physicalId, type } }: Resource, stack: DeployedStack, time: string): string {
  return (
    textElement('LogicalResourceId', logicalId) +
    textElement('PhysicalResourceId', physicalId) +
    textElement('ResourceType', type) +
    textElement(time, updatedAt(stack) ?? createdAt(stack)) +
    textElement('ResourceStatus', stack.updatedAt === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE') +
    element('DriftInformation', textElement('StackResourceDriftStatus', 'NOT_CHECKED'))
  );
}

/** Of the stack as a whole: what became of its resources is not kept. */
function eventElements({ at, status, reason }: StackEvent, index: number, stack: DeployedStack): string {
  return (
    placeElements(stack) +
    textElement('EventId', `${stack.name.name}-${index}`) +
    textElement('LogicalResourceId', stack.name.name) +
    textElement('PhysicalResourceId', idOf(stack)) +
    textElement('ResourceType', 'AWS::CloudFormation::Stack') +
    textElement('Timestamp', new Date(at)) +
    textElement('ResourceStatus', status) +
    textElement('ResourceStatusReason', reason)
  );
}

function templateOf({ stack, name }: DeployedStack): string {
  try {
    return readFileSync(stack?.templateFile ?? '', 'utf8');
  } catch {
    throw new ServiceError(
      'ValidationError',
      `The template of the stack ${name.name} is not on this machine any more. Synthesize it again.`,
    );
  }
}

/** `StackStatusFilter.member.1` and so on. */
function membersOf(parameters: URLSearchParams, name: string): readonly string[] {
  return [...parameters].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
}

/** The token is the position where the next page begins. @param items XML of the members */
function page(parameters: URLSearchParams, name: string, items: readonly string[]): string {
  const start = Number(parameters.get('NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new ServiceError('ValidationError', 'The next token is not valid.');
  const end = start + PAGE;
  return listElement(name, items.slice(start, end)) + (end < items.length ? textElement('NextToken', String(end)) : '');
}
