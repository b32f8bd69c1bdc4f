import type { Topology } from '@busbar/topology';
import type { Style } from './style';
import { table } from './table';

/** Who receives what, in which account: a row for each subscription, with the route that feeds it. */
export function routeTable(topology: Topology, style: Style): string[] {
  const rows = topology.inboxes.flatMap((inbox) =>
    inbox.subscriptions.map((subscription) => {
      const route = topology.routes.find(
        (candidate) => candidate.account === inbox.account && candidate.eventTypes.includes(subscription.eventType),
      );
      return [
        `${subscription.service}/${style.name(subscription.name)}`,
        subscription.eventType,
        filterOf(subscription.pattern),
        inbox.account,
        route?.name ?? '',
        subscription.delivery.kind,
      ];
    }),
  );
  const columns = ['SUBSCRIBER', 'EVENT TYPE', 'FILTER', 'ACCOUNT', 'ROUTE', 'TARGET'].map((title) => ({ title }));
  return table(columns, rows, style.dim);
}

/** The fields that a subscription filters on; `every event` without a filter. */
function filterOf(pattern: Readonly<Record<string, unknown>>): string {
  const detail = pattern['detail'] as { data?: unknown } | undefined;
  if (!detail?.data) return 'every event';
  const fields = new Set<string>();
  collectFields(detail.data, '', fields);
  return [...fields].join(', ');
}

function collectFields(filter: unknown, prefix: string, fields: Set<string>): void {
  for (const [key, value] of Object.entries(filter as Record<string, unknown>)) {
    if (key === '$or' && Array.isArray(value)) for (const branch of value) collectFields(branch, prefix, fields);
    else if (Array.isArray(value)) fields.add(prefix + key);
    else if (typeof value === 'object' && value !== null) collectFields(value, `${prefix}${key}.`, fields);
  }
}
