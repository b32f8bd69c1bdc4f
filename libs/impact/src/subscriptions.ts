import type { Contract } from '@busbar/contracts';
import type { Subscription } from '@busbar/manifest';
import { subscriptionPattern, type InboxSubscription } from '@busbar/topology';
import type { StageState } from './model';

/** A subscription that receives events in a stage. */
export interface ActiveSubscription {
  /** `<service>/<subscription>`. */
  readonly name: string;
  readonly team: string;
  readonly account: string;
  readonly subscription: Subscription;
  readonly planned: InboxSubscription;
  readonly contract: Contract;
  /** What it asks for, from the manifest alone, as JSON text. */
  readonly pattern: string;
}

/** Those of a stage, by name: subscriptions that wait for a release are not among them. */
export function activeSubscriptions({ manifest, topology }: StageState): ReadonlyMap<string, ActiveSubscription> {
  const subscriptions = new Map(manifest.subscriptions.map((one) => [nameOf(one), one]));
  const contracts = new Map(manifest.contracts.map((one) => [one.type, one]));
  const teams = teamsOfServices(manifest);
  const active = new Map<string, ActiveSubscription>();
  for (const { account, subscriptions: planned } of topology.inboxes) {
    for (const one of planned) {
      const name = nameOf(one);
      const subscription = subscriptions.get(name);
      const contract = contracts.get(one.eventType);
      if (!subscription || !contract) continue;
      const pattern = JSON.stringify(subscriptionPattern(manifest, subscription));
      const team = teams.get(one.service) ?? '';
      active.set(name, { name, team, account, subscription, planned: one, contract, pattern });
    }
  }
  return active;
}

export function nameOf({ service, name }: { readonly service: string; readonly name: string }): string {
  return `${service}/${name}`;
}

/** The owner of each service. */
export function teamsOfServices({ services }: Pick<StageState['manifest'], 'services'>): ReadonlyMap<string, string> {
  return new Map(services.map(({ name, owner }) => [name, owner]));
}

/** One subscription before and after; one of the two is there at least. One that was renamed (`previously`) is the same. */
export interface SubscriptionPair {
  readonly name: string;
  readonly before: ActiveSubscription | undefined;
  readonly after: ActiveSubscription | undefined;
}

export function pairSubscriptions(before: StageState | undefined, after: StageState | undefined): readonly SubscriptionPair[] {
  const were = before ? activeSubscriptions(before) : new Map<string, ActiveSubscription>();
  const are = after ? activeSubscriptions(after) : new Map<string, ActiveSubscription>();
  const oldNames = new Map(
    [...are].flatMap(([name, { subscription }]): [string, string][] => {
      const { service, previously } = subscription;
      const old = previously === undefined ? undefined : nameOf({ service, name: previously });
      return old === undefined || were.has(name) || are.has(old) || !were.has(old) ? [] : [[name, old]];
    }),
  );
  const renamed = new Set(oldNames.values());
  return [...new Set([...were.keys(), ...are.keys()])]
    .filter((name) => !renamed.has(name))
    .sort()
    .map((name) => ({ name, before: were.get(oldNames.get(name) ?? name), after: are.get(name) }));
}

/** What was received of one event type, and what is; a subscription that changes its event type is two of them. */
export interface Received {
  readonly eventType: string;
  readonly before: ActiveSubscription | undefined;
  readonly after: ActiveSubscription | undefined;
}

/** Nothing where both sides ask for the same. */
export function receivedBy({ before, after }: Omit<SubscriptionPair, 'name'>): readonly Received[] {
  if (before?.pattern === after?.pattern) return [];
  const [was, is] = [before?.contract.type, after?.contract.type];
  if (was !== undefined && was === is) return [{ eventType: was, before, after }];
  return [
    ...(was === undefined ? [] : [{ eventType: was, before, after: undefined }]),
    ...(is === undefined ? [] : [{ eventType: is, before: undefined, after }]),
  ];
}
