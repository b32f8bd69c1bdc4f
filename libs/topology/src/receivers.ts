import { sharedReceiver, type Manifest, type Subscription } from '@busbar/manifest';
import type { Position, Problem } from '@busbar/problem';
import { factsOf, type ServiceResource } from './deliveries/index';
import type { InboxSubscription, Topology } from './model';
import { groupBy, sortedSet } from './order';
import { fullName } from './subscription-pattern';
import { topologyProblem } from './topology-problems';

/** What a stack of a service team has to define so that events arrive. */
export interface Receiver {
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly resource: ServiceResource;
  /** Names of the service's subscriptions that it receives. */
  readonly subscriptions: readonly string[];
}

/**
 * A problem for each subscription whose receiver is not defined, at its delivery. The events would be dead-lettered.
 *
 * With the topologies of a rollout step, these are also the receivers that a service's stacks no longer define although the step's
 * rules still send to them: of subscriptions that are deleted or moved in `manifest`.
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
  const written = new Map(manifest.subscriptions.map((subscription) => [fullName(subscription), subscription]));
  return [...groupBy(missing, ({ service, name, resource }) => JSON.stringify([service, name, resource])).values()].flatMap(
    ([first, ...others]): Problem[] => {
      if (!first) return [];
      const stages = sortedSet([first, ...others].map(({ stage }) => `"${stage}"`)).join(', ');
      const subscription = written.get(fullName(first));
      return [
        subscription && isReceiverOf(subscription, first.resource)
          ? notDefined(first, stages, subscription.document.at([...subscription.path, 'delivery']))
          : removedTooSoon(first, stages, placeOf(first.service, manifest, subscription)),
      ];
    },
  );
}

function isReceiverOf({ drawnBy, delivery }: Subscription, resource: ServiceResource): boolean {
  return drawnBy === 'team' ? resource.noun === RULE : sharedReceiver(delivery) === describe(resource);
}

type MissingReceiver = Omit<Receiver, 'subscriptions'> & { readonly name: string };

function notDefined({ service, name, resource }: MissingReceiver, stages: string, at: Position): Problem {
  return topologyProblem(
    'topology/receiver-not-defined',
    at,
    `Subscription "${service}/${name}" is delivered to the ${describe(resource)}, which no stack of this workspace defines (${stages}): ` +
      (resource.noun === RULE ? 'its events would be lost.' : 'its events would end in the delivery DLQ.'),
    'Define it with EventSubscription of @busbar/constructs, in the module that config/platform.yaml names under ' +
      'workspace.serviceStacks. If its stack is in another repository, write definedIn: elsewhere in its delivery.',
  );
}

function removedTooSoon({ service, name, resource }: MissingReceiver, stages: string, at: Position): Problem {
  return topologyProblem(
    'topology/receiver-not-defined',
    at,
    `The rule of "${service}/${name}" still sends to the ${describe(resource)} while the change is rolled out (${stages}), and no stack of ` +
      `this workspace defines that any more: events on their way would end in the delivery DLQ.`,
    'Keep it in its stack until the change is rolled out; then remove it.',
  );
}

function describe({ noun, name }: ServiceResource): string {
  return `${noun} "${name}"`;
}

/** Of the subscription; of the service's file when it is gone, and of the service's own when that is. */
function placeOf(service: string, { subscriptions, services, platform }: Manifest, found: Subscription | undefined): Position {
  if (found) return found.document.at([...found.path, 'delivery']);
  const file = subscriptions.find((other) => other.service === service) ?? services.find(({ name }) => name === service);
  return (file ?? platform).document.at([]);
}

/** Without the local rule that is left to the team, what the route sends matches nothing. */
function definedByService({ drawnBy, delivery, rule }: InboxSubscription): ServiceResource | undefined {
  if (drawnBy !== 'team') return factsOf(delivery).definedByService;
  if (delivery.definedIn === 'elsewhere') return undefined;
  return { type: 'AWS::Events::Rule', noun: RULE, nameProperty: 'Name', name: rule.name };
}

const RULE = 'rule';

function receiversOf({ stage, region, inboxes }: Topology): readonly Receiver[] {
  return inboxes.flatMap(({ account, subscriptions, idle }) => {
    const receiving = [...subscriptions, ...idle.filter(({ idle: { state } }) => state === 'draining')];
    const needed = receiving.flatMap((subscription) => {
      const resource = definedByService(subscription);
      return resource ? [{ service: subscription.service, name: subscription.name, resource }] : [];
    });
    return [...groupBy(needed, ({ service, resource }) => JSON.stringify([service, resource])).values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { service, resource } = first;
      return [{ stage, account, region, service, resource, subscriptions: group.map(({ name }) => name) }];
    });
  });
}
