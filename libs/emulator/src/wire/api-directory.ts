import type { IncomingHttpHeaders } from 'node:http';
import type { Operation } from './call';
import { awsJson11, awsQuery, type Protocol } from './protocol';
import type { ServiceApi } from './service-api';
import { ServiceError, unknownOperation } from './service-error';

type Api<Kind extends ServiceApi['kind']> = Extract<ServiceApi, { kind: Kind }>;

/** The APIs of all services, found by what is in a request. Look-ups are made once: they run for every request. */
export class ApiDirectory {
  /** By the whole `x-amz-target`. */
  readonly #jsonOperations = new Map<string, Operation>();
  readonly #jsonProtocols = new Map<string, Protocol>();
  /** By action: several services may have the same one, in different versions. */
  readonly #queries = new Map<string, Api<'query'>[]>();
  readonly #rests: readonly Api<'rest'>[];
  /** For forms that no service claims. */
  readonly #formProtocol: Protocol;

  constructor(apis: readonly ServiceApi[]) {
    for (const api of apis) {
      if (api.kind === 'json') {
        this.#jsonProtocols.set(api.targetPrefix, api.protocol);
        for (const [name, operation] of api.operations) this.#jsonOperations.set(`${api.targetPrefix}.${name}`, operation);
      } else if (api.kind === 'query') {
        for (const action of api.operations.keys()) this.#queries.set(action, [...(this.#queries.get(action) ?? []), api]);
      }
    }
    this.#rests = apis.filter((api) => api.kind === 'rest');
    this.#formProtocol = apis.find((api) => api.kind === 'query')?.protocol ?? awsQuery('https://aws.amazon.com/');
  }

  /** The API whose paths the path is one of. */
  rest(path: string): Api<'rest'> | undefined {
    for (const api of this.#rests) {
      if (path.startsWith(api.path) && (path.length === api.path.length || path[api.path.length] === '/')) return api;
    }
    return undefined;
  }

  /** How an answer to a request is written, whatever becomes of it; `undefined` for forms. */
  jsonProtocol({ 'x-amz-target': target, 'content-type': type }: IncomingHttpHeaders): Protocol | undefined {
    if (typeof target === 'string') return this.#jsonProtocols.get(target.slice(0, target.indexOf('.'))) ?? awsJson11;
    return type?.startsWith('application/x-www-form-urlencoded') ? undefined : awsJson11;
  }

  /** @throws ServiceError when no service has it */
  jsonOperation(target: string, request: string): Operation {
    const operation = this.#jsonOperations.get(target);
    if (operation) return operation;
    throw unknownOperation(target || request);
  }

  get formProtocol(): Protocol {
    return this.#formProtocol;
  }

  /** @throws ServiceError when no service has the action in that version */
  query(action: string, version: string | null): Api<'query'> {
    const candidates = this.#queries.get(action) ?? [];
    const api = version === null ? candidates[0] : candidates.find((candidate) => candidate.version === version);
    if (api) return api;
    throw new ServiceError(
      'InvalidAction',
      `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
    );
  }
}
