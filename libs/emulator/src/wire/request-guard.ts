import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';
import { ServiceError } from './service-error';

/** A name, an IPv4 address or an IPv6 address in brackets, and a port. */
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::\d{1,5})?$/i;
const LOOPBACK_V4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
/** Accepted `Host` headers that are remembered; a client always sends the same one. */
const MOST_REMEMBERED = 100;

/**
 * Keeps web pages out. The access key id alone says who a caller is, so any page that a developer has open could act as anybody:
 * directly, with a request that needs no preflight, or by a name of its own that it lets point to this machine.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site
 */
export class RequestGuard {
  readonly #hosts = new Set(['localhost', '[::1]']);
  readonly #accepted = new Set<string>();

  /** @param hosts names and addresses that clients may call this server by, beside those of the loopback interface */
  constructor(hosts: readonly string[]) {
    for (const host of hosts) this.#hosts.add(normal(isIPv6(host) ? `[${host}]` : host));
  }

  /** Why the request is not answered; undefined when it is. */
  refuse({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): ServiceError | undefined {
    if (!this.#isOwn(host)) {
      const found = host === undefined ? 'The request has no Host header.' : `The Host header is "${host.slice(0, 200)}".`;
      const names = [...this.#hosts].join(', ');
      return refusal(`${found} This runtime is called by ${names} or 127.0.0.1; give other names to listen().`);
    }
    if (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`) {
      return refusal(`The request comes from a web page of ${origin.slice(0, 200)}. Call this runtime from a program instead.`);
    }
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      return refusal('The request comes from a web page of another origin. Call this runtime from a program instead.');
    }
    return undefined;
  }

  #isOwn(authority: string | undefined): boolean {
    if (authority === undefined) return false;
    if (this.#accepted.has(authority)) return true;
    const [, host] = AUTHORITY.exec(authority) ?? [];
    if (host === undefined) return false;
    const name = normal(host);
    if (!this.#hosts.has(name) && !LOOPBACK_V4.test(name)) return false;
    if (this.#accepted.size >= MOST_REMEMBERED) this.#accepted.clear();
    this.#accepted.add(authority);
    return true;
  }
}

/** Names do not differ by case, nor by the dot of the root; an IPv6 address has one shortest spelling. */
function normal(host: string): string {
  if (host.startsWith('[')) return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
  return host.toLowerCase().replace(/\.$/, '');
}

function refusal(message: string): ServiceError {
  return new ServiceError('AccessDeniedException', message, { status: 403, queryCode: 'AccessDenied' });
}
