import { AwsCallError, JsonApi, type CredentialsProvider } from '../aws/json-api';
import { ConfigurationError } from '../publish/errors';

/** How to read what the platform says of a service; what is not given comes from the environment, as in every AWS SDK. */
export interface DiscoveryOptions {
  /** Of the service's account. @default - `AWS_REGION` */
  readonly region?: string;
  /** Those of the service's role. @default - the environment, else the AWS SDK's own chain of providers */
  readonly credentials?: CredentialsProvider;
}

/** By endpoint, Region and name: what they say does not change while a service runs. */
const known = new Map<string, Promise<string>>();

/**
 * Reads one of the service's parameters in Systems Manager, once for all.
 *
 * @param missing what to say when there is none
 * @throws ConfigurationError when there is no such parameter, the role may not read it, or the Region is not known
 */
export function readParameter(name: string, missing: string, { region, credentials }: DiscoveryOptions = {}): Promise<string> {
  const where = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!where) return Promise.reject(new ConfigurationError('AWS_REGION is not set. Set it, or pass region.'));
  const endpoint = endpointOf(where);
  const key = JSON.stringify([endpoint, where, name, process.env['AWS_ACCESS_KEY_ID']]);
  const value = known.get(key) ?? load(name, missing, { endpoint, region: where, ...(credentials && { credentials }) });
  known.set(key, value);
  // What failed is asked for again.
  value.catch(() => known.delete(key));
  return value;
}

async function load(
  name: string,
  missing: string,
  settings: { readonly endpoint: string; readonly region: string; readonly credentials?: CredentialsProvider },
): Promise<string> {
  const api = new JsonApi({ ...settings, service: 'ssm', target: 'AmazonSSM', version: '1.1', maxSockets: 1 });
  try {
    const response = await api.call('GetParameter', { Name: name }, { timeoutMs: 5_000 });
    const { Value } = (response as { readonly Parameter?: { readonly Value?: string } }).Parameter ?? {};
    if (Value !== undefined) return Value;
    throw new ConfigurationError(`${missing} The parameter "${name}" has no value.`);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    if (error.code === 'ParameterNotFound') {
      throw new ConfigurationError(
        `${missing} There is no parameter "${name}" in this account and Region (${settings.region}).`,
        {
          cause: error,
        },
      );
    }
    if (error.code.startsWith('AccessDenied')) {
      throw new ConfigurationError(`This role may not read the parameter "${name}". Run as the role of the service.`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    api.close();
  }
}

/** https://docs.aws.amazon.com/general/latest/gr/ssm.html */
function endpointOf(region: string): string {
  const { AWS_ENDPOINT_URL_SSM: ofService, AWS_ENDPOINT_URL: ofAll } = process.env;
  return ofService || ofAll || `https://ssm.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** ARN of the central bus, for a service. @throws ConfigurationError */
export function discoverBus(service: string, options?: DiscoveryOptions): Promise<string> {
  const missing = `Service "${service}" has no role in this account.`;
  return readParameter(`/busbar/${service}/event-bus-arn`, missing, options);
}

/** URL of the queue of a subscription, at the endpoint of the environment where there is one. @throws ConfigurationError */
export async function discoverQueue(service: string, subscription: string, options?: DiscoveryOptions): Promise<string> {
  const missing = `Service "${service}" has no subscription "${subscription}" that is delivered to a queue here.`;
  const url = await readParameter(`/busbar/${service}/subscriptions/${subscription}/queue-url`, missing, options);
  const { AWS_ENDPOINT_URL_SQS: ofService, AWS_ENDPOINT_URL: ofAll } = process.env;
  const endpoint = ofService || ofAll;
  return endpoint ? `${new URL(endpoint).origin}${new URL(url).pathname}` : url;
}
