import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortInUseError } from '../errors';
import type { Callers } from '../identity/caller';
import type { Clock } from '../time/clock';
import type { ApiDirectory } from './api-directory';
import type { Call } from './call';
import { credentialOf } from './credential';
import { parseInput } from './input';
import { refuseMalformedRequest } from './malformed-request';
import { awsJson11, queryResult, type Answer, type Protocol } from './protocol';
import { readBody, tooLarge } from './request-body';
import { RequestGuard } from './request-guard';
import { asServiceError, ServiceError, unknownOperation } from './service-error';

export interface ServerOptions {
  readonly apis: ApiDirectory;
  readonly callers: Callers;
  readonly clock: Clock;
  /** Pages for people and monitors, by path. */
  readonly pages: ReadonlyMap<string, (endpoint: string) => Answer>;
  /** Ends what waits, so that the server can close. */
  readonly endWaiting: () => void;
}

/** A request on its way to an answer. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly path: string;
  readonly query: URLSearchParams | undefined;
}

/** One HTTP server for all accounts and services: the headers of a request say which. */
export class WireServer {
  readonly #options: ServerOptions;
  readonly #server: Server;
  #guard = new RequestGuard([]);
  #endpoint = '';
  #closing = false;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer({ keepAlive: true, noDelay: true, keepAliveTimeout: 75_000 }, (request, response) =>
      this.#serve(request, response),
    );
    this.#server.on('clientError', refuseMalformedRequest);
  }

  /**
   * @param names by which clients call this server, beside `host` and those of the loopback interface
   * @throws PortInUseError
   */
  async listen(port: number, host: string, names: readonly string[] = []): Promise<string> {
    this.#guard = new RequestGuard([host, ...names]);
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
    const { method, url = '/' } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? undefined : new URLSearchParams(url.slice(mark + 1));
    const exchange: Exchange = { request, response, requestId: randomUUID(), path, query };
    const rest = this.#options.apis.rest(path);
    const refusal = this.#guard.refuse(request.headers);
    if (refusal) {
      request.resume();
      this.#write(exchange, (rest?.protocol ?? this.#protocolOf(exchange)).error(refusal, exchange.requestId), true);
      return;
    }
    if (rest || method === 'POST') {
      readBody(request, (body) => {
        const protocol = rest ? rest.protocol : this.#protocolOf(exchange);
        if (body === undefined) this.#write(exchange, protocol.error(tooLarge(), exchange.requestId), true);
        else
          this.#answer(exchange, protocol, () =>
            rest ? this.#rest(rest, exchange, body) : this.#operation(exchange, protocol, body),
          );
      });
      return;
    }
    request.resume();
    if (method === 'GET' && query?.has('Action')) {
      const protocol = this.#options.apis.formProtocol;
      this.#answer(exchange, protocol, () => this.#operation(exchange, protocol, ''));
    } else this.#write(exchange, this.#page(exchange));
  }

  #protocolOf({ request, query }: Exchange): Protocol {
    const { apis } = this.#options;
    return (query?.has('Action') ? undefined : apis.jsonProtocol(request.headers)) ?? apis.formProtocol;
  }

  #page({ request: { method, headers }, path, requestId }: Exchange): Answer {
    // A signed request to the root means a service that is not here, S3 for example.
    const isForService = path === '/' && headers.authorization !== undefined;
    const page = method === 'GET' && !isForService ? this.#options.pages.get(path) : undefined;
    return page ? page(this.#endpoint) : awsJson11.error(unknownOperation(`${method} ${path}`, 404), requestId);
  }

  #answer(exchange: Exchange, protocol: Protocol, run: () => Result): void {
    const fail = (error: unknown) => this.#write(exchange, protocol.error(asServiceError(error), exchange.requestId));
    try {
      const result = run();
      if (typeof result === 'string') this.#write(exchange, { status: 200, contentType: protocol.contentType, body: result });
      else if ('then' in result) {
        result.then(
          (value) =>
            this.#write(
              exchange,
              typeof value === 'string' ? { status: 200, contentType: protocol.contentType, body: value } : value,
            ),
          fail,
        );
      } else this.#write(exchange, result);
    } catch (error) {
      fail(error);
    }
  }

  /** @param last ends the connection */
  #write({ response, requestId }: Exchange, answer: Answer, last = this.#closing): void {
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

  #rest(api: NonNullable<ReturnType<ApiDirectory['rest']>>, exchange: Exchange, body: string): Answer | Promise<Answer> {
    const { request, path, query } = exchange;
    const call = this.#call(exchange, api.protocol);
    const own = path.slice(api.path.length).replace(/\/$/, '');
    return api.answer({ method: request.method ?? '', path: own, query, headers: request.headers, body }, call);
  }

  #operation(exchange: Exchange, protocol: Protocol, body: string): string | Promise<string> {
    const { apis } = this.#options;
    const { request, query, requestId } = exchange;
    if (protocol === apis.formProtocol) {
      const parameters = body === '' && query ? query : new URLSearchParams(body);
      const action = parameters.get('Action') ?? '';
      const { operations, namespace } = apis.query(action, parameters.get('Version'));
      const call = this.#call(exchange, protocol);
      return queryResult(namespace, action, operations.get(action)?.(parameters, call) ?? '', requestId);
    }
    const operation = apis.jsonOperation(String(request.headers['x-amz-target'] ?? ''), `${request.method} ${request.url}`);
    const call = this.#call(exchange, protocol);
    return operation(parseInput(body), call);
  }

  #call({ request, response, query }: Exchange, { unauthenticatedStatus: status }: Protocol): Call {
    const credential = credentialOf(request, query);
    if (!credential) {
      throw new ServiceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token', {
        status,
        queryCode: 'MissingAuthenticationToken',
      });
    }
    const { callers, clock } = this.#options;
    const caller = callers.find(credential.accessKeyId, credential.sessionToken, clock.now());
    if (typeof caller === 'string') {
      throw caller === 'expired'
        ? new ServiceError('ExpiredTokenException', 'The security token included in the request is expired', {
            status,
            queryCode: 'ExpiredToken',
          })
        : new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.', {
            status,
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

/** Of an operation, as its protocol's text or as a whole answer; now or later. */
type Result = string | Answer | Promise<string> | Promise<Answer>;
