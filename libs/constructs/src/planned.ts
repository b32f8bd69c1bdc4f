import type { InboxSubscription, PlannedFunction, ServiceIdentity, Topology } from '@busbar/topology';
import { ConstructError } from './construct-error';

/** A subscription whose delivery is a function. */
type ToFunction<Subscription> = Subscription & { readonly delivery: PlannedFunction };

/**
 * The planned function of a subscription, also of one whose rule comes with a later step, or has gone.
 *
 * @throws ConstructError when the service has no such subscription in the stage, or it is not delivered to a function
 */
export function functionOf(topology: Topology, service: string, name: string): PlannedFunction {
  // Idle ones too: a function is there before its rule, and as long as events may be retried.
  const received = topology.inboxes.flatMap(({ subscriptions, idle }) => [...subscriptions, ...idle]);
  const subscriptions = [...received, ...topology.waiting];
  const ofService = subscriptions.filter((each) => each.service === service);
  const subscription = ofService.find((each) => each.name === name);
  if (!subscription) {
    const known = ofService.map((each) => each.name).join(', ') || 'none';
    throw new ConstructError(
      `Service "${service}" has no subscription "${name}" in stage "${topology.stage}" (it has: ${known}). ` +
        `Add it to config/subscriptions/${service}.yaml.`,
    );
  }
  if (!deliversToFunction(subscription)) {
    throw new ConstructError(
      `Subscription "${service}/${name}" is delivered to a ${subscription.delivery.kind}, not to a function. ` +
        `Change its delivery in config/subscriptions/${service}.yaml.`,
    );
  }
  return subscription.delivery;
}

/** @throws ConstructError when the service is not in the stage */
export function identityOf(topology: Topology, service: string): ServiceIdentity {
  const identity = topology.identities.find((each) => each.service === service);
  if (!identity) {
    const known = topology.identities.map((each) => each.service).join(', ') || 'none';
    throw new ConstructError(`Service "${service}" has no account in stage "${topology.stage}" (services there: ${known}).`);
  }
  return identity;
}

function deliversToFunction<Subscription extends Pick<InboxSubscription, 'delivery'>>(
  subscription: Subscription,
): subscription is ToFunction<Subscription> {
  return subscription.delivery.kind === 'function';
}
