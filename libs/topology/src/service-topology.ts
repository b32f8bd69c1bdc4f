import type { ConfiguredSubscription, Inbox, InboxDelivery, InboxSubscription, ServiceIdentity, Topology } from './model';
import { compareText, sortedSet } from './order';
import { TopologyError } from './topology-error';
import type { FunctionOfService, QueueOfService, ServiceSubscription, ServiceTopology } from './service-topology-model';

export { serviceTag } from './names';

/**
 * What a service may know of its stage. Names every field, so that what is added to the topology stays the platform's.
 *
 * @throws {TopologyError} when the service has no account in the stage
 */
export function serviceTopology(topology: Topology, service: string): ServiceTopology {
  const { company, stage, region, bus, identities, inboxes, subscriptions } = topology;
  const identity = identities.find((each) => each.service === service);
  if (!identity) {
    const known = identities.map((each) => each.service).join(', ') || 'none';
    throw new TopologyError(`Service "${service}" has no account in stage "${stage}" (services there: ${known}).`);
  }
  const { account, role } = identity;
  const inbox = inboxes.find((each) => each.account === account);
  return {
    schema: 'busbar/service-topology@1',
    company,
    stage,
    region,
    service,
    account,
    centralBus: { name: bus.name, arn: bus.arn },
    role: { name: role.name, arn: role.arn },
    runtimes: runtimesOf(identity),
    publishes: publishedBy(topology, identity),
    ...(inbox && { subscriberBus: { ...inbox.bus, policy: inbox.policy.document } }),
    subscriptions: subscriptions
      .filter((each) => each.service === service && each.account === account)
      .map((each) => asKnownToService(each, inbox))
      .sort((a, b) => compareText(a.name, b.name)),
  };
}

/** Principals like `lambda.amazonaws.com` in the trust policy of the role. */
function runtimesOf({ role }: ServiceIdentity): readonly string[] {
  return sortedSet(
    role.trust.Statement.flatMap(({ Principal }) =>
      typeof Principal === 'object' && 'Service' in Principal ? [Principal.Service].flat() : [],
    ).filter((principal) => typeof principal === 'string'),
  );
}

function publishedBy({ grants }: Topology, { service, publishes }: ServiceIdentity): ServiceTopology['publishes'] {
  const own = grants.filter(({ services }) => services.includes(service));
  return publishes.map(({ source, eventTypes }) => ({
    source,
    eventTypes,
    principals: sortedSet(own.filter((grant) => grant.source === source).map(({ principal }) => principal)),
  }));
}

/** Whether the platform has it among what starts with the next step. */
function isPrepared({ service, resourceName }: ConfiguredSubscription, { subscriptions, idle }: Inbox): boolean {
  const isIt = (form: InboxSubscription): boolean => form.service === service && form.resourceName === resourceName;
  return !subscriptions.some(isIt) && idle.some((form) => isIt(form) && form.idle.state === 'not-started');
}

function asKnownToService(subscription: ConfiguredSubscription, inbox: Inbox | undefined): ServiceSubscription {
  const {
    name,
    description,
    eventType,
    pattern,
    drawnBy,
    paused,
    waiting,
    rule,
    deliveryDeadLetterQueue,
    delivery,
    retry,
    alarms,
  } = subscription;
  return {
    name,
    description,
    eventType,
    pattern,
    drawnBy: drawnBy ?? 'platform',
    paused: paused ?? false,
    waiting: waiting ?? false,
    started: !inbox || !isPrepared(subscription, inbox),
    rule,
    deliveryDeadLetterQueue,
    delivery: deliveryOf(delivery),
    retry,
    alarms,
  };
}

const deliveries: {
  readonly [Kind in InboxDelivery['kind']]: (
    planned: Extract<InboxDelivery, { readonly kind: Kind }>,
  ) => QueueOfService | FunctionOfService;
} = {
  queue: ({ kind, queue, visibilityTimeoutSeconds, processingDeadLetterQueue, maxReceiveCount }) => ({
    kind,
    queue,
    visibilityTimeoutSeconds,
    processingDeadLetterQueue,
    maxReceiveCount,
  }),
  function: ({ kind, function: target, processingDeadLetterQueue, admits, retry }) => ({
    kind,
    function: target,
    processingDeadLetterQueue,
    admits,
    retry,
  }),
};

function deliveryOf<Kind extends InboxDelivery['kind']>(planned: Extract<InboxDelivery, { readonly kind: Kind }>) {
  return deliveries[planned.kind](planned);
}
