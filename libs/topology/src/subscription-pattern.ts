import type { Contract } from '@busbar/contracts';
import type { Manifest, Subscription } from '@busbar/manifest';
import { TopologyError } from './topology-error';

/** An EventBridge pattern as JSON. */
export type PatternObject = Readonly<Record<string, unknown>>;

/** Length of a pattern as EventBridge counts it: characters without insignificant white space. */
export function patternCharacters(pattern: PatternObject): number {
  return JSON.stringify(pattern).length;
}

/**
 * The events that a subscription asks for, from the manifest alone: what the routes must add up to.
 *
 * @throws {TopologyError} when the manifest has no such event type
 */
export function subscriptionPattern(manifest: Manifest, subscription: Subscription): PatternObject {
  const contract = manifest.contracts.find(({ type }) => type === subscription.eventType);
  if (!contract) throw unknownEventType(subscription);
  return patternOf(contract, filterOf(subscription));
}

export function patternOf(contract: Contract, filter: PatternObject | undefined): PatternObject {
  return {
    source: [contract.domain.source],
    'detail-type': [contract.type],
    ...(filter && { detail: { data: filter } }),
  };
}

/** An empty filter asks for everything, as none does. */
export function filterOf({ filter }: Subscription): PatternObject | undefined {
  return filter && Object.keys(filter).length > 0 ? filter : undefined;
}

/**
 * The name that a subscription's rule and queues carry: a renamed one keeps that which they were made under. Those in a team's stack
 * have others than those in the platform's, so that both are there while a subscription goes from one to the other.
 */
export function resourceNameOf({ name, previously, drawnBy }: Pick<Subscription, 'name' | 'previously' | 'drawnBy'>): string {
  return drawnBy === 'team' ? drawnByTeam(previously ?? name) : (previously ?? name);
}

export function drawnByTeam(resourceName: string): string {
  return `${resourceName}-team`;
}

/** As people write it: `<service>/<subscription>`. */
export function fullName({ service, name }: { readonly service: string; readonly name: string }): string {
  return `${service}/${name}`;
}

export function unknownEventType(subscription: Subscription): TopologyError {
  return new TopologyError(
    `Subscription "${fullName(subscription)}" names the event type "${subscription.eventType}", which is not in the manifest. ` +
      'Compile only a manifest that has been validated.',
  );
}
