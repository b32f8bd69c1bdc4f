import type { InboxDelivery, InboxSubscription, ServiceIdentity, Topology } from '@busbar/topology';
import { ConstructError } from './construct-error';

export interface FunctionSubscription extends InboxSubscription {
  readonly delivery: Extract<InboxDelivery, { readonly kind: 'function' }>;
}

/**
 * The planned subscription that a function receives.
 *
 * @throws ConstructError when the service has no such subscription in the stage, or it is delivered to a queue
 */
export function functionSubscription(topology: Topology, service: string, name: string): FunctionSubscription {
  const ofService = topology.inboxes.flatMap((inbox) => inbox.subscriptions).filter((each) => each.service === service);
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
  return subscription;
}

/** Every subscription of the topology that is delivered to the function. */
export function subscriptionsOfFunction(topology: Topology, functionArn: string): readonly FunctionSubscription[] {
  return topology.inboxes
    .flatMap((inbox) => inbox.subscriptions)
    .filter(deliversToFunction)
    .filter((each) => each.delivery.function.arn === functionArn);
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

function deliversToFunction(subscription: InboxSubscription): subscription is FunctionSubscription {
  return subscription.delivery.kind === 'function';
}
