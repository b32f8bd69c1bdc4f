import type { Manifest } from '@busbar/manifest';
import type { Problem } from '@busbar/problem';
import { factsOf, type ServiceResource } from './deliveries/index';
import type { Topology } from './model';
import { groupBy, sortedSet } from './order';
import { fullName } from './subscription-pattern';
import { topologyProblem } from './topology-problems';

/** What a stack of a service team has to define so that events arrive. */
export interface Receiver {
  readonly stage: string;
  readonly account: string;
  readonly service: string;
  readonly resource: ServiceResource;
  /** Names of the service's subscriptions that it receives. */
  readonly subscriptions: readonly string[];
}

/**
 * A problem for each subscription whose receiver is not defined, at its delivery. The events would be dead-lettered.
 *
 * @param isDefined whether a stack defines the receiver, as far as the caller can know
 */
export function checkReceivers(
  manifest: Manifest,
  topologies: readonly Topology[],
  isDefined: (receiver: Receiver) => boolean,
): readonly Problem[] {
  const missing = topologies
    .flatMap(receiversOf)
    .filter((receiver) => !isDefined(receiver))
    .flatMap(({ subscriptions, ...receiver }) => subscriptions.map((name) => ({ name, ...receiver })));
  return [...groupBy(missing, fullName).values()].flatMap((inStages): Problem[] => {
    const [first] = inStages;
    const subscription = manifest.subscriptions.find(({ service, name }) => service === first?.service && name === first.name);
    if (!first || !subscription) return [];
    const stages = sortedSet(inStages.map(({ stage }) => `"${stage}"`)).join(', ');
    return [
      topologyProblem(
        'topology/receiver-not-defined',
        subscription.document.at([...subscription.path, 'delivery']),
        `Subscription "${fullName(subscription)}" is delivered to the ${first.resource.noun} "${first.resource.name}", which no stack of this ` +
          `workspace defines (${stages}): its events would end in the delivery DLQ.`,
        'Define it with SubscribedFunction of @busbar/constructs, in the module that config/platform.yaml names under ' +
          'workspace.serviceStacks.',
      ),
    ];
  });
}

function receiversOf({ stage, inboxes }: Topology): readonly Receiver[] {
  return inboxes.flatMap(({ account, subscriptions }) => {
    const needed = subscriptions.flatMap(({ service, name, delivery }) => {
      const resource = factsOf(delivery).definedByService;
      return resource ? [{ service, name, resource }] : [];
    });
    return [...groupBy(needed, ({ service, resource }) => JSON.stringify([service, resource])).values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { service, resource } = first;
      return [{ stage, account, service, resource, subscriptions: group.map(({ name }) => name) }];
    });
  });
}
