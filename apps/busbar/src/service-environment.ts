import { accessKeyIdOf } from '@busbar/emulator/credentials';
import { factsOf, type Topology } from '@busbar/topology';

/**
 * The environment variables with which any AWS tool acts as a service on the embedded runtime: the AWS SDKs' own, the ARN of
 * the central bus, and the URL of each queue that the service consumes (`<SUBSCRIPTION>_QUEUE_URL`).
 *
 * @returns undefined when the service has no account in the topology's stage
 */
export function serviceEnvironment(topology: Topology, service: string, endpoint: string): Record<string, string> | undefined {
  const identity = topology.identities.find((candidate) => candidate.service === service);
  if (!identity) return undefined;
  const inbox = topology.inboxes.find((candidate) => candidate.account === identity.account);
  const own = (inbox?.subscriptions ?? []).filter((subscription) => subscription.service === service);
  const queues = own.flatMap(({ name, delivery }) => {
    const queue = factsOf(delivery).polledQueue;
    return queue ? [[queueVariable(name), `${endpoint}/${identity.account}/${queue.name}`] as const] : [];
  });
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: topology.region,
    AWS_DEFAULT_REGION: topology.region,
    AWS_ACCESS_KEY_ID: accessKeyIdOf({ account: identity.account, role: identity.role.name }),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    EVENT_BUS_ARN: topology.bus.arn,
    ...Object.fromEntries(queues),
  };
}

/**
 * The same for a program that publishes the service's events: where these are published by a role of the service's own
 * (`publishAs: { role: … }`), it acts as that role, which a service team's stack has to define.
 */
export function publisherEnvironment(topology: Topology, service: string, endpoint: string): Record<string, string> | undefined {
  const environment = serviceEnvironment(topology, service, endpoint);
  const grant = topology.grants.find(({ services }) => services.includes(service));
  const role = grant && /:role\/(?:.*\/)?([^/]+)$/.exec(grant.principal)?.[1];
  if (!environment || !grant || role === undefined) return environment;
  return { ...environment, AWS_ACCESS_KEY_ID: accessKeyIdOf({ account: grant.account, role }) };
}

/** The variables of queues that other services have: a shell that acted as one of them still holds theirs. */
export function foreignVariables(topology: Topology, service: string): string[] {
  const names = topology.identities.flatMap((identity) => Object.keys(serviceEnvironment(topology, identity.service, '') ?? {}));
  const own = serviceEnvironment(topology, service, '') ?? {};
  return [...new Set(names)].filter((name) => !(name in own)).sort();
}

/** `parcel-delivered` → `PARCEL_DELIVERED_QUEUE_URL`. */
export function queueVariable(subscription: string): string {
  return `${subscription.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_QUEUE_URL`;
}
