import { EventConsumer, embeddedMetrics } from '@busbar/client';
import * as events from '@doorstep/events';

/** A permission that the access service has given or taken. */
interface Permission {
  readonly key: string;
  readonly change: 'give' | 'end';
  readonly subject: string;
}

/** What this environment of the function has decided lately; the oldest are forgotten. The ledger itself is the lock's. */
const decided = new Map<string, Permission>();

/** Deciding the same event twice decides once: delivery is at least once, and `metadata.id` tells a repetition. */
function decide(key: string, change: Permission['change'], subject: string): void {
  if (decided.has(key)) return;
  if (decided.size >= 10_000) decided.delete(decided.keys().next().value ?? '');
  decided.set(key, { key, change, subject });
}

/** The function `access-grants`: who may enter, from deliveries and residents. */
export const { handler } = new EventConsumer({ onHandled: embeddedMetrics() })
  .on(events.DeliveryOrderScheduled, ({ metadata, data }) => decide(metadata.id, 'give', data.deliveryId))
  .on(events.DeliveryStatusUpdated, ({ metadata, data }) => decide(metadata.id, 'end', data.deliveryId))
  .on(events.DeliveryAttemptFailed, ({ metadata, data }) => decide(metadata.id, 'end', data.deliveryId))
  .on(events.PropertyResidentMovedIn, ({ metadata, data }) => decide(metadata.id, 'give', data.residentId))
  .on(events.PropertyResidentMovedOut, ({ metadata, data }) => decide(metadata.id, 'end', data.residentId));
