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

export function unknownEventType({ service, name, eventType }: Subscription): TopologyError {
  return new TopologyError(
    `Subscription "${service}/${name}" names the event type "${eventType}", which the manifest does not have. ` +
      'Compile only a manifest that has been validated.',
  );
}
