import { parseArn, partitionOf } from '@busbar/arn';
import { denialMessage, type Authorizer } from '../../identity/authorizer';
import type { Call } from '../../wire/call';
import type { Answer } from '../../wire/protocol';
import type { RestRequest } from '../../wire/service-api';
import { constraintViolation, ServiceError } from '../../wire/service-error';
import type { HostedFunction } from './hosted-function';
import { THROTTLED } from './throttled-code';

/** What a request is about, before it is known whether its function exists. */
interface LambdaRequest {
  /** Name or ARN; empty when the request names none. */
  readonly name: string;
  readonly request: RestRequest;
  readonly call: Call;
}

type LambdaOperation = (request: LambdaRequest, functions: Functions) => Answer | Promise<Answer>;

/** Of an event that waits; a caller that waits may send six times as much. */
const MOST_EVENT_BYTES = 1_048_576;
const MOST_REQUEST_BYTES = 6_291_556;

/** The functions that there are, and whether callers may do things with them. */
class Functions {
  readonly #all: ReadonlyMap<string, HostedFunction>;
  readonly #authorizer: Authorizer;

  constructor(all: ReadonlyMap<string, HostedFunction>, authorizer: Authorizer) {
    this.#all = all;
    this.#authorizer = authorizer;
  }

  /** The function that a name or an ARN means, if the caller may do that with it. */
  open({ name, call, request }: LambdaRequest, action: string): HostedFunction {
    const arn = arnOf(name, request.query?.get('Qualifier') ?? undefined, call);
    const found = this.#all.get(arn);
    this.#authorize(call, action, arn, found);
    if (!found) throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
    return found;
  }

  /** Those of the caller's account and region. */
  list({ call }: LambdaRequest): HostedFunction[] {
    this.#authorize(call, 'ListFunctions', '*');
    return [...this.#all.values()].filter(({ arn }) => isOf(arn, call));
  }

  #authorize({ caller }: Call, action: string, resource: string, called?: HostedFunction): void {
    const decision = this.#authorizer.decide(caller, {
      action: `lambda:${action}`,
      resource,
      resourceAccount: called?.account ?? caller.account,
      ...(called?.policy && { resourcePolicy: called.policy }),
    });
    if (decision.allowed) return;
    const message = denialMessage(caller, `lambda:${action}`, resource, decision);
    throw new ServiceError('AccessDeniedException', message, { status: 403 });
  }
}

/** By method and path; `/name` stands for a function. */
const ROUTES: Readonly<Record<string, readonly [name: string, operation: LambdaOperation]>> = {
  'POST /name/invocations': ['Invoke', (asked, functions) => invoke(functions.open(asked, 'InvokeFunction'), asked.request)],
  'GET ': ['ListFunctions', listFunctions],
  'GET /name': [
    'GetFunction',
    (asked, functions) => json(200, { Configuration: functions.open(asked, 'GetFunction').configuration }),
  ],
  'GET /name/configuration': [
    'GetFunctionConfiguration',
    (asked, functions) => json(200, functions.open(asked, 'GetFunctionConfiguration').configuration),
  ],
};

/** By name. */
export const LAMBDA_OPERATIONS: ReadonlyMap<string, LambdaOperation> = new Map(Object.values(ROUTES));

/**
 * `Invoke`, and the read-only function operations. Everything else comes from the templates.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export function answerLambda(
  all: ReadonlyMap<string, HostedFunction>,
  authorizer: Authorizer,
): (request: RestRequest, call: Call) => Answer | Promise<Answer> {
  const functions = new Functions(all, authorizer);
  return (request, call) => {
    const [, given = '', part] = request.path.split('/');
    const name = decoded(given);
    const route = `${request.method} ${name === '' ? '' : '/name'}${part === undefined ? '' : `/${part}`}`;
    const [, operation] = (Object.hasOwn(ROUTES, route) && ROUTES[route]) || [];
    if (operation) return operation({ name, request, call }, functions);
    const unknown = `Unknown operation ${request.method} /2015-03-31/functions${request.path}.`;
    throw new ServiceError('UnknownOperationException', unknown, { status: 404 });
  };
}

async function invoke(called: HostedFunction, { body, headers: asked }: RestRequest): Promise<Answer> {
  const invocationType = String(asked['x-amz-invocation-type'] ?? 'RequestResponse');
  const logType = String(asked['x-amz-log-type'] ?? 'None');
  if (logType !== 'None' && logType !== 'Tail')
    throw constraintViolation(logType, 'logType', 'satisfy enum value set: [None, Tail]');
  if (asked['x-amz-client-context'] !== undefined) {
    throw new ServiceError(
      'InvalidRequestContentException',
      'Client contexts are not supported by this runtime. Send them in the payload.',
    );
  }
  const payload = body === '' ? '{}' : body;
  assertJson(payload);
  const bytes = Buffer.byteLength(payload);
  const most = invocationType === 'Event' ? MOST_EVENT_BYTES : MOST_REQUEST_BYTES;
  if (bytes > most) {
    throw new ServiceError(
      'RequestTooLargeException',
      `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${most} bytes)`,
      {
        status: 413,
      },
    );
  }
  switch (invocationType) {
    case 'RequestResponse': {
      const outcome = await called.invoke(payload);
      const headers = { 'x-amz-executed-version': '$LATEST' };
      if (outcome.ok) return { ...json(200, undefined, headers), body: outcome.json };
      if (outcome === THROTTLED) throw new ServiceError('TooManyRequestsException', outcome.message, { status: 429 });
      const { errorType, message: errorMessage } = outcome;
      return json(200, { errorType, errorMessage, trace: [] }, { ...headers, 'x-amz-function-error': 'Unhandled' });
    }
    case 'Event':
      called.accept(payload);
      return json(202);
    case 'DryRun':
      return json(204);
    default:
      throw new ServiceError('InvalidParameterValueException', `InvocationType ${invocationType} is not valid.`);
  }
}

function json(status: number, value?: unknown, headers?: Answer['headers']): Answer {
  return {
    status,
    contentType: 'application/json',
    body: value === undefined ? '' : JSON.stringify(value),
    ...(headers && { headers }),
  };
}

/** There are no versions and aliases here: another qualifier than `$LATEST` means a function that does not exist. */
function arnOf(given: string, qualifier: string | undefined, { caller, region }: Call): string {
  const name = given.startsWith('arn:')
    ? given
    : `arn:${partitionOf(region)}:lambda:${region}:${caller.account}:function:${given}`;
  return (qualifier === undefined ? name : `${name}:${qualifier}`).replace(/:\$LATEST$/, '');
}

/** The marker is the position where the next page begins. */
function listFunctions(asked: LambdaRequest, functions: Functions): Answer {
  const { query } = asked.request;
  const version = query?.get('FunctionVersion') ?? 'ALL';
  if (version !== 'ALL') throw constraintViolation(version, 'functionVersion', 'satisfy enum value set: [ALL]');
  const size = Number(query?.get('MaxItems') ?? 50);
  const start = Number(query?.get('Marker') ?? 0);
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    throw constraintViolation(String(size), 'maxItems', 'have value between 1 and 10000');
  }
  if (!Number.isInteger(start) || start < 0) throw new ServiceError('InvalidParameterValueException', 'The marker is not valid.');
  const all = functions.list(asked).map(({ configuration }) => configuration);
  // AWS gives 50 at most, whatever is asked for.
  const end = start + Math.min(size, 50);
  return json(200, { Functions: all.slice(start, end), ...(end < all.length && { NextMarker: String(end) }) });
}

function isOf(arn: string, { caller, region }: Call): boolean {
  const { account, region: home } = parseArn(arn) ?? {};
  return account === caller.account && home === region;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new ServiceError('InvalidRequestContentException', 'Could not parse request body into json: it is not valid JSON.');
  }
}
