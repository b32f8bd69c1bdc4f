import type { Topology } from '@busbar/topology';
import type { Style } from './style';
import { table } from './table';

/** Who receives what, in which account: a row for each subscription. */
export function subscriptionTable(topology: Topology, style: Style): string[] {
  const rows = topology.inboxes.flatMap((inbox) =>
    inbox.subscriptions.map(({ service, name, eventType, pattern, delivery }) => [
      `${service}/${style.name(name)}`,
      eventType,
      filterOf(pattern),
      inbox.account,
      delivery.kind === 'function' ? `function ${delivery.function.name}` : delivery.kind,
    ]),
  );
  const columns = ['SUBSCRIBER', 'EVENT TYPE', 'FILTER', 'ACCOUNT', 'TARGET'].map((title) => ({ title }));
  return table(columns, rows, style.dim);
}

/** The rules on the central bus. */
export function routeTable(topology: Topology, style: Style): string[] {
  return table(
    [
      { title: 'ROUTE' },
      { title: 'ACCOUNT' },
      { title: 'EVENT TYPES', align: 'right' },
      { title: 'SUBSCRIPTIONS', align: 'right' },
      { title: 'PATTERN CHARACTERS', align: 'right' },
    ],
    topology.routes.map((route) => [
      style.name(route.name),
      route.account,
      String(route.eventTypes.length),
      String(route.subscriptions.length),
      route.patternCharacters.toLocaleString('en'),
    ]),
    style.dim,
  );
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
