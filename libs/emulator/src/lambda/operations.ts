import { parseArn, partitionOf } from '../arn';
import type { HostedFunction } from '../delivery/hosted-function';
import { denialMessage, type Authorizer } from '../identity/authorizer';
import type { Call } from '../wire/call';
import type { Answer } from '../wire/protocol';
import { ServiceError } from '../wire/service-error';

/** A request of Lambda's: what it means is in its method and path. */
export interface LambdaRequest {
  readonly method: string;
  /** Behind `/2015-03-31/functions`, not yet decoded. */
  readonly path: string;
  /** `X-Amz-Invocation-Type`. */
  readonly invocationType: string | undefined;
  readonly body: string;
}

export type LambdaService = (request: LambdaRequest, call: Call) => Answer | Promise<Answer>;

/** Of an event that waits; a caller that waits may send six times as much. */
const MOST_EVENT_BYTES = 1_048_576;
const MOST_REQUEST_BYTES = 6_291_556;

/**
 * `Invoke`, and what tells of functions. Everything else comes from the templates.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export function lambdaService(functions: ReadonlyMap<string, HostedFunction>, authorizer: Authorizer): LambdaService {
  const authorize = ({ caller }: Call, action: string, resource: string, called?: HostedFunction): void => {
    const decision = authorizer.decide(caller, {
      action: `lambda:${action}`,
      resource,
      resourceAccount: called?.account ?? caller.account,
      ...(called?.policy && { resourcePolicy: called.policy }),
    });
    if (decision.allowed) return;
    throw new ServiceError('AccessDeniedException', denialMessage(caller, `lambda:${action}`, resource, decision), {
      status: 403,
    });
  };

  /** The function that a name or an ARN means, if the caller may do that with it. */
  const open = (given: string, call: Call, action: string): HostedFunction => {
    const arn = arnOf(given, call);
    const found = functions.get(arn);
    authorize(call, action, arn, found);
    if (!found) throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
    return found;
  };

  return (request, call) => {
    const [, given = '', part] = request.path.split('/');
    const name = decoded(given);
    switch (`${request.method} ${name === '' ? '' : '/name'}${part === undefined ? '' : `/${part}`}`) {
      case 'GET ': {
        authorize(call, 'ListFunctions', '*');
        const mine = [...functions.values()].filter(({ arn }) => isOf(arn, call));
        return json(200, { Functions: mine.map(({ configuration }) => configuration) });
      }
      case 'GET /name':
        return json(200, { Configuration: open(name, call, 'GetFunction').configuration });
      case 'GET /name/configuration':
        return json(200, open(name, call, 'GetFunctionConfiguration').configuration);
      case 'POST /name/invocations':
        return invoke(open(name, call, 'InvokeFunction'), request);
      default:
        throw new ServiceError(
          'UnknownOperationException',
          `Unknown operation ${request.method} /2015-03-31/functions${request.path}.`,
          {
            status: 404,
          },
        );
    }
  };
}

async function invoke(called: HostedFunction, { body, invocationType = 'RequestResponse' }: LambdaRequest): Promise<Answer> {
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

function arnOf(given: string, { caller, region }: Call): string {
  const name = given.startsWith('arn:')
    ? given
    : `arn:${partitionOf(region)}:lambda:${region}:${caller.account}:function:${given}`;
  return name.replace(/:\$LATEST$/, '');
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
