import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock';
import { PortInUseError } from '../errors';
import type { Callers } from '../identity/caller';
import type { LambdaService } from '../lambda/operations';
import type { Call, Operations } from './call';
import { credentialOf, type Credential } from './credential';
import { refuseGarbage } from './garbage';
import { parseInput } from './input';
import { json10, json11, query as queryProtocol, queryResult, restJson, type Answer, type Protocol } from './protocol';
import { readBody, tooLarge } from './request-body';
import { ServiceError } from './service-error';

/** Parameters in; the members of the result out, as XML. */
export type QueryOperation = (parameters: URLSearchParams, call: Call) => string;

export interface Services {
  readonly eventBridge: Operations;
  readonly sqs: Operations;
  readonly sts: ReadonlyMap<string, QueryOperation>;
  readonly lambda: LambdaService;
}

export interface ServerOptions {
  readonly services: Services;
  readonly callers: Callers;
  readonly clock: Clock;
  /** Answer of the health page. */
  readonly health: () => Record<string, unknown>;
  /** Ends what waits, so that the server can close. */
  readonly endWaiting: () => void;
}

/** Where Lambda's paths begin. */
const FUNCTIONS = '/2015-03-31/functions';

/** One HTTP server for all accounts and services; whom a request is for is in its headers. */
export class WireServer {
  readonly #options: ServerOptions;
  readonly #server: Server;
  #endpoint = '';
  #closing = false;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer({ keepAlive: true, noDelay: true, keepAliveTimeout: 75_000 }, (request, response) =>
      this.#serve(request, response),
    );
    this.#server.on('clientError', refuseGarbage);
  }

  /** @throws PortInUseError */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new PortInUseError(host, port) : error),
      );
      this.#server.listen({ port, host }, resolve);
    });
    const { port: actual } = this.#server.address() as AddressInfo;
    this.#endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
    return this.#endpoint;
  }

  /** Answers what was asked already, then ends. */
  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#options.endWaiting();
    this.#server.closeIdleConnections();
    await closed;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const requestId = randomUUID();
    const { method, url = '/' } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? undefined : new URLSearchParams(url.slice(mark + 1));
    if (path === FUNCTIONS || path.startsWith(`${FUNCTIONS}/`)) this.#serveLambda(request, response, requestId, path, query);
    else if (method === 'POST') {
      readBody(request, (body) =>
        body === undefined
          ? this.#write(response, requestId, protocolOf(request).error(tooLarge(), requestId), true)
          : this.#answer(request, response, requestId, query, body),
      );
    } else {
      request.resume();
      if (method === 'GET' && query?.has('Action')) this.#answer(request, response, requestId, query, '');
      else this.#write(response, requestId, this.#page(request, path, requestId));
    }
  }

  #serveLambda(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    path: string,
    query: URLSearchParams | undefined,
  ): void {
    const { method = '', headers } = request;
    const type = headers['x-amz-invocation-type'];
    readBody(request, (body) => {
      const answer = async () => {
        if (body === undefined) throw tooLarge();
        const call = this.#call(credentialOf(request, query), restJson, response);
        const invocationType = typeof type === 'string' ? type : undefined;
        return this.#options.services.lambda(
          { method, path: path.slice(FUNCTIONS.length).replace(/\/$/, ''), invocationType, body },
          call,
        );
      };
      answer().then(
        (text) => this.#write(response, requestId, text),
        (error: unknown) =>
          this.#write(response, requestId, restJson.error(asServiceError(error), requestId), body === undefined),
      );
    });
  }

  #page({ method, headers }: IncomingMessage, path: string, requestId: string): Answer {
    // A signed request means a service that is not here, S3 for example.
    if (method === 'GET' && path === '/' && headers.authorization === undefined) {
      return {
        status: 200,
        contentType: 'text/plain; charset=utf-8',
        body: this.#introduction(),
      };
    }
    if (method === 'GET' && path === '/_busbar/health') {
      return { status: 200, contentType: 'application/json', body: JSON.stringify(this.#options.health()) };
    }
    return json11.error(unknownOperation(`${method} ${path}`, 404), requestId);
  }

  #introduction(): string {
    const { eventBridge, sqs, sts } = this.#options.services;
    const names = (operations: ReadonlyMap<string, unknown>) => [...operations.keys()].join(', ');
    return [
      'Busbar emulator: EventBridge, SQS, STS and Lambda of every account in the loaded CloudFormation templates.',
      `Point an AWS client here (AWS_ENDPOINT_URL=${this.#endpoint}); its access key id says whom it acts as:`,
      '<account id> for an account, <account id>.<role name> for a role. The secret may be any text.',
      '',
      `EventBridge: ${names(eventBridge)}`,
      `SQS: ${names(sqs)}`,
      `STS: ${names(sts)}`,
      'Lambda: Invoke, ListFunctions, GetFunction, GetFunctionConfiguration',
      '',
    ].join('\n');
  }

  #answer(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    query: URLSearchParams | undefined,
    body: string,
  ): void {
    const protocol = query?.has('Action') ? queryProtocol : protocolOf(request);
    try {
      const result = this.#dispatch(request, response, requestId, protocol, query, body);
      if (typeof result === 'string')
        this.#write(response, requestId, { status: 200, contentType: protocol.contentType, body: result });
      else {
        result.then(
          (text) => this.#write(response, requestId, { status: 200, contentType: protocol.contentType, body: text }),
          (error: unknown) => this.#write(response, requestId, protocol.error(asServiceError(error), requestId)),
        );
      }
    } catch (error) {
      this.#write(response, requestId, protocol.error(asServiceError(error), requestId));
    }
  }

  /** @param last ends the connection */
  #write(response: ServerResponse, requestId: string, answer: Answer, last = this.#closing): void {
    if (response.destroyed || response.headersSent) return;
    const headers: Record<string, string | number> = {
      'x-amzn-requestid': requestId,
      'content-type': answer.contentType,
      'content-length': Buffer.byteLength(answer.body),
    };
    if (answer.headers) Object.assign(headers, answer.headers);
    if (last) headers['connection'] = 'close';
    response.writeHead(answer.status, headers);
    response.end(answer.body);
  }

  #dispatch(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    protocol: Protocol,
    query: URLSearchParams | undefined,
    body: string,
  ): string | Promise<string> {
    const { services } = this.#options;
    if (protocol === queryProtocol) {
      const parameters = body === '' && query ? query : new URLSearchParams(body);
      const action = parameters.get('Action') ?? '';
      const operation = services.sts.get(action);
      if (!operation) {
        const version = parameters.get('Version') ?? 'NO_VERSION_SPECIFIED';
        throw new ServiceError('InvalidAction', `Could not find operation ${action} for version ${version}`);
      }
      return queryResult(action, operation(parameters, this.#call(credentialOf(request, query), protocol, response)), requestId);
    }
    const target = String(request.headers['x-amz-target'] ?? '');
    const name = target.slice(target.indexOf('.') + 1);
    const operation = (
      protocol === json10 ? services.sqs : target.startsWith('AWSEvents.') ? services.eventBridge : undefined
    )?.get(name);
    if (!operation) throw unknownOperation(target || `${request.method} ${request.url}`);
    const call = this.#call(credentialOf(request, query), protocol, response);
    return operation(parseInput(body), call);
  }

  #call(credential: Credential | undefined, protocol: Protocol, response: ServerResponse): Call {
    if (!credential) {
      throw new ServiceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token', {
        status: protocol === json11 ? 400 : 403,
        queryCode: 'MissingAuthenticationToken',
      });
    }
    const { callers, clock } = this.#options;
    const caller = callers.find(credential.accessKeyId, credential.sessionToken, clock.now());
    if (typeof caller === 'string') {
      throw caller === 'expired'
        ? new ServiceError('ExpiredTokenException', 'The security token included in the request is expired', {
            status: protocol === json11 ? 400 : 403,
            queryCode: 'ExpiredToken',
          })
        : new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.', {
            status: protocol === json11 ? 400 : 403,
            queryCode: 'InvalidClientTokenId',
          });
    }
    return {
      caller,
      region: credential.region,
      endpoint: this.#endpoint,
      onAbandoned: (react) =>
        void response.on('close', () => {
          if (!response.writableEnded) react();
        }),
    };
  }
}

function protocolOf({ headers }: IncomingMessage): Protocol {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.startsWith('AmazonSQS.') ? json10 : json11;
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? queryProtocol : json11;
}

function unknownOperation(name: string, status = 400): ServiceError {
  return new ServiceError('UnknownOperationException', `Unknown operation ${name.slice(0, 200) || '(none)'}.`, { status });
}

/** A mistake of the emulator's own is AWS's internal failure to the client, without its inner life. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError(
    'InternalFailure',
    'The emulator failed to answer. This is a fault in Busbar; please report what you sent.',
    { status: 500 },
  );
}
