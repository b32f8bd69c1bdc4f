import type { IncomingHttpHeaders } from 'node:http';
import type { Call, Operations } from './call';
import type { Answer, Protocol } from './protocol';

/** Parameters in; the members of the result out, as XML. */
export type QueryOperation = (parameters: URLSearchParams, call: Call) => string;

/** A request whose meaning is in its method and path. */
export interface RestRequest {
  readonly method: string;
  /** Behind the API's path, not yet decoded, without a slash at its end. */
  readonly path: string;
  readonly query: URLSearchParams | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How clients reach a service: what identifies its requests, and what answers them. */
export type ServiceApi =
  /** AWS JSON: `x-amz-target` is the prefix, a dot and the operation. */
  | { readonly kind: 'json'; readonly protocol: Protocol; readonly targetPrefix: string; readonly operations: Operations }
  /** AWS query: the operation is the form's `Action`. */
  | {
      readonly kind: 'query';
      readonly protocol: Protocol;
      /** `2011-06-15`. */
      readonly version: string;
      readonly namespace: string;
      readonly operations: ReadonlyMap<string, QueryOperation>;
    }
  | {
      readonly kind: 'rest';
      readonly protocol: Protocol;
      /** Where its paths begin: `/2015-03-31/functions`. */
      readonly path: string;
      /** Names of its operations, for people. */
      readonly operations: ReadonlyMap<string, unknown>;
      answer(request: RestRequest, call: Call): Answer | Promise<Answer>;
    };
