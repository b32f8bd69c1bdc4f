import { classifiedFields, type Contract } from '@busbar/contracts';
import type { ReceivedField, StageState } from './model';
import type { StageChange } from './stage-change';
import { teamsOfServices, type ActiveSubscription, type SubscriptionPair } from './subscriptions';

/** Personal data that a service receives and did not receive before, and what it receives no longer. A new major of an event is no news. */
export function personalDataChanges(pairs: readonly SubscriptionPair[], after: StageState | undefined): readonly StageChange[] {
  const were = receivedByService(pairs.map(({ before }) => before));
  const are = receivedByService(pairs.map(({ after: now }) => now));
  const teams = teamsOfServices(after?.manifest ?? { services: [] });
  return [...are].flatMap(([service, fields]): StageChange<'personal-data'>[] => {
    const known = were.get(service);
    const fresh = [...fields].filter(([key]) => known?.has(key) !== true).map(([, field]) => field);
    if (fresh.length === 0) return [];
    return [
      {
        kind: 'personal-data',
        facts: { fields: fresh },
        team: teams.get(service) ?? '',
        effect: 'notes',
        subject: service,
        says: `receives personal data that it did not receive: ${[...new Set(fresh.map(({ classification }) => classification))].join(', ')}`,
        details: fresh.map(({ eventType, field, classification }) => `${eventType} ${field} (${classification})`),
        needsAttention: true,
      },
    ];
  });
}

function receivedByService(
  subscriptions: readonly (ActiveSubscription | undefined)[],
): ReadonlyMap<string, ReadonlyMap<string, ReceivedField>> {
  const services = new Map<string, Map<string, ReceivedField>>();
  for (const active of subscriptions) {
    if (!active) continue;
    const { service } = active.subscription;
    const fields = services.get(service) ?? new Map<string, ReceivedField>();
    for (const { key, field } of personalFields(active.contract)) fields.set(key, field);
    services.set(service, fields);
  }
  return services;
}

const known = new WeakMap<Contract, readonly { readonly key: string; readonly field: ReceivedField }[]>();

/** The key leaves the major out. */
function personalFields(contract: Contract) {
  const found = known.get(contract);
  if (found) return found;
  const fields = classifiedFields(contract.schema)
    .filter(({ classification }) => classification.startsWith('pii:'))
    .map(({ field, classification }) => ({
      key: `${contract.event.name} ${field} ${classification}`,
      field: { eventType: contract.type, field, classification },
    }));
  known.set(contract, fields);
  return fields;
}
