import { parseArn, partitionOf } from '@busbar/arn';
import { denialMessage } from '../../identity/authorizer';
import type { ServiceContext } from '../../service/emulated-service';
import type { Call } from '../../wire/call';
import { optionalFlag, optionalText, parseInput } from '../../wire/input';
import type { Answer } from '../../wire/protocol';
import type { RestRequest } from '../../wire/service-api';
import { constraintViolation, ServiceError } from '../../wire/service-error';
import { REPORT_FAILURES } from './event-source-mapping';
import type { EventSourceMappings } from './event-source-mappings';
import type { QueuePoller } from './queue-poller';

interface MappingRequest {
  readonly uuid: string;
  readonly request: RestRequest;
  readonly call: Call;
}

type MappingOperation = (asked: MappingRequest, mappings: EventSourceMappings, context: MappingContext) => Answer;
type MappingContext = Pick<ServiceContext, 'authorizer' | 'clock'>;

/** By method, and whether a mapping is named. */
const ROUTES: Readonly<Record<string, readonly [name: string, operation: MappingOperation]>> = {
  'GET ': ['ListEventSourceMappings', list],
  'GET uuid': [
    'GetEventSourceMapping',
    (asked, ...where) => json(200, described(open(asked, 'GetEventSourceMapping', ...where))),
  ],
  'PUT uuid': ['UpdateEventSourceMapping', update],
};

/** By name. */
export const MAPPING_OPERATIONS: ReadonlyMap<string, MappingOperation> = new Map(Object.values(ROUTES));

/**
 * The operations on event source mappings that read, and the one that stops and starts them.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export function answerMappings(
  mappings: EventSourceMappings,
  context: MappingContext,
): (request: RestRequest, call: Call) => Answer {
  return (request, call) => {
    const uuid = request.path.slice(1);
    const route = `${request.method} ${uuid === '' ? '' : 'uuid'}`;
    const [, operation] = (Object.hasOwn(ROUTES, route) && ROUTES[route]) || [];
    if (operation) return operation({ uuid, request, call }, mappings, context);
    const unknown = `Unknown operation ${request.method} /2015-03-31/event-source-mappings${request.path}.`;
    throw new ServiceError('UnknownOperationException', unknown, { status: 404 });
  };
}

function list(
  { request: { query }, call }: MappingRequest,
  mappings: EventSourceMappings,
  { authorizer }: MappingContext,
): Answer {
  authorize(call, 'ListEventSourceMappings', '*', authorizer);
  const source = query?.get('EventSourceArn') ?? undefined;
  const name = query?.get('FunctionName') ?? undefined;
  const size = Number(query?.get('MaxItems') ?? 100);
  const start = Number(query?.get('Marker') ?? 0);
  if (!Number.isInteger(size) || size < 1 || size > 10_000)
    throw constraintViolation(String(size), 'maxItems', 'have value between 1 and 10000');
  if (!Number.isInteger(start) || start < 0) throw new ServiceError('InvalidParameterValueException', 'The marker is not valid.');
  const found = mappings
    .all()
    .filter(({ mapping }) => mapping.account === call.caller.account && mapping.region === call.region)
    .filter(({ mapping }) => source === undefined || mapping.queueArn === source)
    .filter(({ mapping }) => name === undefined || isNamed(mapping.functionArn, name));
  const end = start + Math.min(size, 100);
  return json(200, {
    EventSourceMappings: found.slice(start, end).map(described),
    ...(end < found.length && { NextMarker: String(end) }),
  });
}

/** A name, an ARN, or a part of one. */
function isNamed(functionArn: string, name: string): boolean {
  return functionArn === name || functionArn.endsWith(`:function:${name.replace(/^.*:function:/, '')}`);
}

function open(
  { uuid, call }: MappingRequest,
  action: string,
  mappings: EventSourceMappings,
  { authorizer }: MappingContext,
): QueuePoller {
  const { caller, region } = call;
  const arn = `arn:${partitionOf(region)}:lambda:${region}:${caller.account}:event-source-mapping:${uuid}`;
  const poller = mappings.get(arn);
  authorize(call, action, arn, authorizer, poller?.mapping.functionArn);
  if (!poller) throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
  return poller;
}

function authorize(
  call: Call,
  action: string,
  resource: string,
  authorizer: ServiceContext['authorizer'],
  functionArn?: string,
): void {
  const { caller } = call;
  const decision = authorizer.decide(caller, {
    action: `lambda:${action}`,
    resource,
    resourceAccount: parseArn(resource)?.account ?? caller.account,
    ...(functionArn !== undefined && { context: { 'lambda:FunctionArn': functionArn } }),
  });
  if (decision.allowed) return;
  throw new ServiceError('AccessDeniedException', denialMessage(caller, `lambda:${action}`, resource, decision), { status: 403 });
}

/** Stops or starts it, until the template says otherwise; everything else comes from the template. */
function update(asked: MappingRequest, mappings: EventSourceMappings, context: MappingContext): Answer {
  const input = parseInput(asked.request.body);
  const poller = open(asked, 'UpdateEventSourceMapping', mappings, context);
  const other = Object.keys(input).find((member) => member !== 'Enabled' && member !== 'FunctionName');
  const name = optionalText(input, 'FunctionName');
  const { mapping } = poller;
  if (other !== undefined || (name !== undefined && !isNamed(mapping.functionArn, name))) {
    const why = 'comes from the CloudFormation template here. Change that; only Enabled may be set.';
    throw new ServiceError('InvalidParameterValueException', `${other ?? 'FunctionName'} ${why}`);
  }
  const enabled = optionalFlag(input, 'Enabled') ?? mapping.enabled;
  poller.change({ ...mapping, enabled });
  return json(202, described(poller));
}

function described({ mapping, problem, changedAt }: QueuePoller): object {
  const { uuid, arn, queueArn, functionArn, batchSize, windowSeconds, reportsFailures, maximumConcurrency, filters } = mapping;
  return {
    UUID: uuid,
    EventSourceMappingArn: arn,
    EventSourceArn: queueArn,
    FunctionArn: functionArn,
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: windowSeconds,
    FunctionResponseTypes: reportsFailures ? [REPORT_FAILURES] : [],
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(filters.length > 0 && { FilterCriteria: { Filters: filters.map(({ text }) => ({ Pattern: text })) } }),
    State: mapping.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    LastModified: changedAt / 1_000,
    ...(problem !== undefined && { LastProcessingResult: `PROBLEM: ${problem}` }),
  };
}

function json(status: number, value: object): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}
